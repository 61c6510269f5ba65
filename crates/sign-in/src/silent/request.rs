use token_cache::AccountId;

/// Whose token is wanted, and for what.
#[derive(Clone, Debug)]
pub struct SilentRequest {
    /// Whose.
    pub account: AccountId,
    /// The scopes that it has to have.
    pub scopes: Vec<String>,
    /// Whether a cached token will do.
    pub refresh: Refresh,
}

impl SilentRequest {
    /// A token from the cache, or a new one where that has ended.
    pub fn new(account: AccountId, scopes: Vec<String>) -> Self {
        Self { account, scopes, refresh: Refresh::WhenExpired }
    }
}

/// Whether a cached token will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refresh {
    /// It will, unless it has ended or is about to.
    WhenExpired,
    /// It will not: a new one is wanted.
    Always,
}
