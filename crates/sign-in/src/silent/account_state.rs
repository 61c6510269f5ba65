use token_cache::{AccountId, Timestamp, TokenCache, TokenQuery};

use super::acquisition::MARGIN;
use super::candidate::candidates;
use crate::client::Application;
use crate::{PublicClientApplication, SignInError};

/// Whether an account can be used without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It has an access token that lasts.
    Ready,
    /// It has a refresh token that nobody has called dead, so an access token can be had silently.
    RenewsByItself,
    /// Only a person can go on.
    SignInAgain,
}

impl AccountState {
    /// Of an account at `now`, by whichever application.
    pub fn of(cache: &TokenCache, account: &AccountId, now: Timestamp) -> Self {
        let query = TokenQuery::of_account(account);
        let is_live = || cache.refresh_tokens(&query).iter().any(|token| token.dead_mark().is_none());
        Self::new(lasts_until(cache, &query, now).is_some(), is_live)
    }

    /// The last second in which the account is [`AccountState::Ready`], if it is at `now`: that is before its access
    /// token ends, since one that is about to end is renewed.
    pub fn ready_until(cache: &TokenCache, account: &AccountId, now: Timestamp) -> Option<Timestamp> {
        lasts_until(cache, &TokenQuery::of_account(account), now)
    }

    fn new(has_token: bool, is_live: impl FnOnce() -> bool) -> Self {
        if has_token {
            Self::Ready
        } else if is_live() {
            Self::RenewsByItself
        } else {
            Self::SignInAgain
        }
    }
}

impl PublicClientApplication {
    /// Whether the account can be used by this application without a person. Asks nobody but the store.
    ///
    /// Fails with [`SignInError::Store`].
    pub async fn account_state(&self, account: &AccountId) -> Result<AccountState, SignInError> {
        self.client.account_state(account).await
    }
}

impl Application {
    pub(crate) async fn account_state(&self, account: &AccountId) -> Result<AccountState, SignInError> {
        let snapshot = self.store.load().await?;
        Ok(self.state_of(&snapshot.cache, account))
    }

    fn state_of(&self, cache: &TokenCache, account: &AccountId) -> AccountState {
        if !self.is_own_environment(&account.environment) {
            return AccountState::SignInAgain;
        }
        let query = TokenQuery { client_id: Some(&self.client_id), ..TokenQuery::of_account(account) };
        let refresh_tokens = || candidates(cache, self, &account.home_account_id);
        let is_live = || refresh_tokens().iter().any(|candidate| candidate.dead.is_none());
        AccountState::new(lasts_until(cache, &query, self.clock.now()).is_some(), is_live)
    }
}

fn lasts_until(cache: &TokenCache, query: &TokenQuery<'_>, now: Timestamp) -> Option<Timestamp> {
    let ends = cache.access_tokens(query).filter_map(|token| token.expires_on());
    ends.map(|end| end.plus(-MARGIN)).filter(|last| *last >= now).max()
}
