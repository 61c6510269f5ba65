use std::time::Duration;

use crate::{ClaimsChallenge, RedirectUri};

/// How long a person may take in the browser unless the caller says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

/// What a sign-in asks for.
#[derive(Clone, Debug)]
pub struct InteractiveRequest {
    /// The scopes; `openid`, `profile` and `offline_access` are added.
    pub scopes: Vec<String>,
    /// Scopes to consent to besides, of other APIs too: no token is asked for them now, but one will be given in
    /// silence later (Microsoft docs, "Acquire a token interactively", `WithExtraScopesToConsent`).
    pub extra_scopes_to_consent: Vec<String>,
    /// The username to fill in (OpenID Connect Core 1.0, section 3.1.2.1).
    pub login_hint: Option<String>,
    /// Entra: the domain of the organization, to skip the question for it.
    pub domain_hint: Option<String>,
    /// What the provider has to ask in any case.
    pub prompt: Prompt,
    /// The claims to ask for (OpenID Connect Core 1.0, section 5.5), such as the claims challenge of an API
    /// (Microsoft docs, "Claims challenges, claims requests and client capabilities"): of the person, and again of
    /// the token endpoint.
    pub claims: Option<ClaimsChallenge>,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// Where the answer comes to.
    pub redirect_uri: RedirectUri,
    /// What a provider wants besides, such as `audience`; none that the sign-in sends by itself.
    pub extra_parameters: Vec<(String, String)>,
    /// How long to wait for the browser.
    pub time_limit: Duration,
}

impl InteractiveRequest {
    /// Adds an account: the provider asks which one, the answer comes to any free port of this computer, and five
    /// minutes are given.
    pub fn new(scopes: Vec<String>) -> Self {
        Self {
            scopes,
            extra_scopes_to_consent: Vec::new(),
            login_hint: None,
            domain_hint: None,
            prompt: Prompt::SelectAccount,
            claims: None,
            response_mode: ResponseMode::default(),
            redirect_uri: RedirectUri::default(),
            extra_parameters: Vec::new(),
            time_limit: TIME_LIMIT,
        }
    }
}

/// What the provider has to ask in any case (OpenID Connect Core 1.0, section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Whatever the provider finds necessary.
    WhenNeeded,
    /// Which account. A provider of another kind than Microsoft's is asked for the consent instead, without which many
    /// give no refresh token, unless it says that it knows both (`prompt_values_supported`).
    SelectAccount,
    /// The password or whatever proves who it is.
    Login,
    /// The consent.
    Consent,
    /// To make a new account, where the provider lets people do so (Initiating User Registration via OpenID Connect
    /// 1.0; of Entra, External ID).
    Create,
}

impl Prompt {
    pub(super) fn parameter(self) -> Option<&'static str> {
        match self {
            Self::WhenNeeded => None,
            Self::SelectAccount => Some("select_account"),
            Self::Login => Some("login"),
            Self::Consent => Some("consent"),
            Self::Create => Some("create"),
        }
    }
}

/// How an answer travels (OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the address that the browser is sent to.
    #[default]
    Query,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode): the code is then in no history. A
    /// provider that does not know it may still answer in the address.
    FormPost,
}

impl ResponseMode {
    /// A code comes in the query unless something else is asked for.
    pub(super) fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Query => None,
            Self::FormPost => Some("form_post"),
        }
    }
}
