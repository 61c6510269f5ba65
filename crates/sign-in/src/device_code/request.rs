use crate::ClaimsChallenge;

/// What a sign-in by a code asks for.
#[derive(Clone, Debug)]
pub struct DeviceCodeRequest {
    /// The scopes; `openid`, `profile` and `offline_access` are added.
    pub scopes: Vec<String>,
    /// The claims to ask for, as in [`InteractiveRequest::claims`](crate::InteractiveRequest::claims).
    pub claims: Option<ClaimsChallenge>,
}

impl DeviceCodeRequest {
    /// Asks for these scopes.
    pub fn new(scopes: Vec<String>) -> Self {
        Self { scopes, claims: None }
    }
}
