use std::time::Duration;

/// How long a person may take in the browser unless the caller says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

/// What a sign-in asks for.
#[derive(Clone, Debug)]
pub struct InteractiveRequest {
    /// The scopes; `openid`, `profile` and `offline_access` are added.
    pub scopes: Vec<String>,
    /// The username to fill in (OpenID Connect Core 1.0, section 3.1.2.1).
    pub login_hint: Option<String>,
    /// Entra: the domain of the organization, to skip the question for it.
    pub domain_hint: Option<String>,
    /// What the provider has to ask in any case.
    pub prompt: Prompt,
    /// How long to wait for the browser.
    pub time_limit: Duration,
}

impl InteractiveRequest {
    /// Adds an account: the provider asks which one, and five minutes are given.
    pub fn new(scopes: Vec<String>) -> Self {
        let prompt = Prompt::SelectAccount;
        Self { scopes, login_hint: None, domain_hint: None, prompt, time_limit: TIME_LIMIT }
    }
}

/// What the provider has to ask in any case (OpenID Connect Core 1.0, section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Whatever the provider finds necessary.
    WhenNeeded,
    /// Which account.
    SelectAccount,
    /// The password or whatever proves who it is.
    Login,
    /// The consent.
    Consent,
}

impl Prompt {
    pub(super) fn parameter(self) -> Option<&'static str> {
        match self {
            Self::WhenNeeded => None,
            Self::SelectAccount => Some("select_account"),
            Self::Login => Some("login"),
            Self::Consent => Some("consent"),
        }
    }
}
