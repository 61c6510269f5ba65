use token_cache::AccountId;

use crate::ClaimsChallenge;

/// Whose token is wanted, and for what.
#[derive(Clone, Debug)]
pub struct SilentRequest {
    /// Whose.
    pub account: AccountId,
    /// The scopes that it has to have.
    pub scopes: Vec<String>,
    /// Whether a cached token will do.
    pub refresh: Refresh,
    /// What an API wants the token to say, which the one that it was sent did not. No cached token will do then.
    pub claims: Option<ClaimsChallenge>,
}

impl SilentRequest {
    /// A token from the cache, or a new one where that has ended.
    pub fn new(account: AccountId, scopes: Vec<String>) -> Self {
        Self { account, scopes, refresh: Refresh::WhenExpired, claims: None }
    }

    /// Whether a cached token will do.
    pub(super) fn takes_cached(&self) -> bool {
        self.refresh == Refresh::WhenExpired && self.claims.is_none()
    }
}

/// Whether a cached token will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refresh {
    /// It will, unless it has ended or is about to.
    WhenExpired,
    /// It will not: a new one is wanted, also where the provider refused a moment ago. Only where it asked to be left
    /// alone for so long (`Retry-After`), it is.
    Always,
}
