//! Accounts of the cache as the window lists them.

use std::collections::HashMap;

use activity::What;
use connections::{KnownApplications, display_name, is_keyword, kind, ready_until, state};
use settings::CurrentAccount;
use token_cache::{Account, AccountId, Timestamp, TokenCache, TokenQuery};

use crate::{
    app::App,
    error::{Answer, not_found},
    views::{AccountKey, AccountKind, AccountState, AccountView},
};

impl From<&AccountId> for AccountKey {
    fn from(id: &AccountId) -> Self {
        Self { home_account_id: id.home_account_id.clone(), environment: id.environment.clone() }
    }
}

impl From<AccountKey> for AccountId {
    fn from(key: AccountKey) -> Self {
        Self { home_account_id: key.home_account_id, environment: key.environment }
    }
}

impl From<CurrentAccount> for AccountKey {
    fn from(account: CurrentAccount) -> Self {
        Self { home_account_id: account.home_account_id, environment: account.environment }
    }
}

impl From<AccountKey> for CurrentAccount {
    fn from(key: AccountKey) -> Self {
        Self { home_account_id: key.home_account_id, environment: key.environment }
    }
}

impl App {
    /// Takes the account into use.
    pub(crate) fn use_account(&self, account: AccountKey) -> Answer<()> {
        let account = AccountId::from(account);
        self.storage.cache()?.account(&account).ok_or_else(|| not_found("the account"))?;
        self.providers.set_current(Some(account.clone()))?;
        self.note_of(What::AccountChosen, &account);
        self.changed();
        Ok(())
    }
}

/// Every account, in the order of signing in.
pub(crate) fn list(cache: &TokenCache, known: &KnownApplications, now: Timestamp) -> Vec<AccountView> {
    let accounts = cache.accounts();
    let mut bearers = HashMap::new();
    for account in &accounts {
        *bearers.entry(account.username().to_lowercase()).or_insert(0) += 1;
    }
    let is_shared =
        |name: &str| !name.is_empty() && bearers.get(&name.to_lowercase()).is_some_and(|n| *n > 1);
    accounts.iter().map(|account| view(cache, known, now, account, is_shared(account.username()))).collect()
}

fn view(
    cache: &TokenCache,
    known: &KnownApplications,
    now: Timestamp,
    account: &Account,
    shares_username: bool,
) -> AccountView {
    let id = account.id();
    let ready_until = ready_until(cache, &id, now);
    let state = AccountState::from(state(cache, &id, now));
    AccountView {
        key: AccountKey::from(&id),
        name: display_name(cache, account),
        username: account.username().to_owned(),
        kind: kind(account).into(),
        tenant: account.home_tenant().unwrap_or(account.environment()).to_owned(),
        realms: account
            .realms()
            .into_iter()
            .filter(|realm| is_tenant(account, realm))
            .map(str::to_owned)
            .collect(),
        provider_id: known.provider_of(cache, &id).map(|provider| provider.id.clone()),
        // Looked for only where it tells something: there may be many accounts.
        refused: state == AccountState::SignInAgain && is_refused(cache, &id),
        state,
        ready_until: ready_until.map(Timestamp::as_unix),
        shares_username,
    }
}

/// Whether the provider has called a refresh token of the account dead.
fn is_refused(cache: &TokenCache, account: &AccountId) -> bool {
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(account));
    tokens.iter().any(|token| token.dead_mark().is_some())
}

/// Whether the realm is a tenant, and not what stands in its place in an authority.
fn is_tenant(account: &Account, realm: &str) -> bool {
    !realm.is_empty() && !is_keyword(realm) && account.authority_type() != "ADFS"
}

impl From<connections::AccountKind> for AccountKind {
    fn from(kind: connections::AccountKind) -> Self {
        match kind {
            connections::AccountKind::Work => Self::Work,
            connections::AccountKind::Personal => Self::Personal,
            connections::AccountKind::Guest => Self::Guest,
            connections::AccountKind::Other => Self::Other,
        }
    }
}

impl From<connections::AccountState> for AccountState {
    fn from(state: connections::AccountState) -> Self {
        match state {
            connections::AccountState::Ready => Self::Ready,
            connections::AccountState::RenewsByItself => Self::RenewsByItself,
            connections::AccountState::SignInAgain => Self::SignInAgain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    fn listed(cache: &TokenCache) -> Vec<AccountView> {
        list(cache, &KnownApplications::default(), fixtures::NOW)
    }

    #[test]
    fn two_accounts_that_share_a_username_are_marked() {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, "ada@example.com");
        fixtures::sign_in(&mut cache, "2", fixtures::OTHER_TENANT, "Ada@example.com");
        fixtures::sign_in(&mut cache, "3", fixtures::TENANT, "bo@example.com");
        let marks: Vec<_> = listed(&cache).iter().map(|account| account.shares_username).collect();
        assert_eq!(marks, [true, true, false]);
    }
}
