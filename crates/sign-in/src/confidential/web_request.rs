use std::time::Duration;

use url::Url;

use crate::address::is_loopback;
use crate::{
    ClaimsChallenge, ConfidentialProblem, InteractiveRequest, Prompt, RedirectUri, ResponseMode, SignInError,
};

/// How long a person may take at the provider's pages unless the caller says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(15 * 60);

/// What a sign-in to a web app asks for.
#[derive(Clone, Debug)]
pub struct WebSignInRequest {
    /// The scopes; `openid`, `profile` and `offline_access` are added. To ask for more later, sign in again with those
    /// (incremental consent): the person is asked for the new ones only.
    pub scopes: Vec<String>,
    /// Scopes to consent to besides, of other APIs too, as in
    /// [`InteractiveRequest::extra_scopes_to_consent`].
    pub extra_scopes_to_consent: Vec<String>,
    /// The username to fill in.
    pub login_hint: Option<String>,
    /// Entra: the domain of the organization, to skip the question for it.
    pub domain_hint: Option<String>,
    /// What the provider has to ask in any case.
    pub prompt: Prompt,
    /// The claims to ask for, such as the challenge of an API or of a refused silence.
    pub claims: Option<ClaimsChallenge>,
    /// How the answer travels. A form is posted from the provider's page: cookies that are `SameSite=Lax` do not come
    /// along with it.
    pub response_mode: ResponseMode,
    /// Where the provider sends the browser with its answer, to the letter as it is registered.
    pub redirect_uri: String,
    /// What a provider wants besides, such as `audience`; none that the sign-in sends by itself.
    pub extra_parameters: Vec<(String, String)>,
    /// How long the person may take.
    pub time_limit: Duration,
}

impl WebSignInRequest {
    /// Signs somebody in, and the provider asks what it finds necessary. Fifteen minutes are given.
    pub fn new(scopes: Vec<String>, redirect_uri: &str) -> Self {
        Self {
            scopes,
            extra_scopes_to_consent: Vec::new(),
            login_hint: None,
            domain_hint: None,
            prompt: Prompt::WhenNeeded,
            claims: None,
            response_mode: ResponseMode::default(),
            redirect_uri: redirect_uri.to_owned(),
            extra_parameters: Vec::new(),
            time_limit: TIME_LIMIT,
        }
    }

    /// Fails with [`ConfidentialProblem::RedirectUriInvalid`].
    pub(super) fn check_redirect_uri(&self) -> Result<(), SignInError> {
        let is_sound = |url: &Url| {
            let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
            is_safe && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
        };
        if Url::parse(&self.redirect_uri).is_ok_and(|url| is_sound(&url)) {
            return Ok(());
        }
        let told = self.redirect_uri.chars().take(200).collect();
        Err(ConfidentialProblem::RedirectUriInvalid(told).into())
    }

    /// The same as a sign-in in the system's browser asks for it.
    pub(super) fn as_interactive(&self) -> InteractiveRequest {
        InteractiveRequest {
            scopes: self.scopes.clone(),
            extra_scopes_to_consent: self.extra_scopes_to_consent.clone(),
            login_hint: self.login_hint.clone(),
            domain_hint: self.domain_hint.clone(),
            prompt: self.prompt,
            claims: self.claims.clone(),
            response_mode: self.response_mode,
            redirect_uri: RedirectUri::default(),
            extra_parameters: self.extra_parameters.clone(),
            time_limit: self.time_limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_by_https_or_to_this_computer() {
        let is_taken = |uri: &str| WebSignInRequest::new(Vec::new(), uri).check_redirect_uri().is_ok();
        for uri in ["https://app.example/signed-in", "http://localhost:5000", "http://127.0.0.1/a?x=1"] {
            assert!(is_taken(uri), "{uri}");
        }
        for uri in ["http://app.example/", "https://app.example/#x", "https://a@app.example", "app:/x", ""] {
            assert!(!is_taken(uri), "{uri}");
        }
    }
}
