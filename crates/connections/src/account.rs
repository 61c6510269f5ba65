//! Accounts of the cache as a person sees them.

use sign_in::AccountState;
use token_cache::{Account, AccountId, Timestamp, TokenCache, TokenQuery};

/// The tenant that all personal Microsoft accounts share; see "ID token claims reference", `tid`.
const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
/// Authorities that stand for no one tenant.
const KEYWORDS: [&str; 3] = ["common", "organizations", "consumers"];

/// What kind of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Of an organization.
    Work,
    /// Of a person.
    Personal,
    /// Signed in to tenants that are not its own, and not to its own.
    Guest,
    /// Of another OpenID Connect provider.
    Other,
}

/// The person's name, else the username, else the home account ID.
pub fn display_name(cache: &TokenCache, account: &Account) -> String {
    let named = cache.name_of(account).filter(|name| !name.trim().is_empty());
    let username = || Some(account.username()).filter(|name| !name.is_empty());
    named.unwrap_or_else(|| username().unwrap_or(account.home_account_id()).to_owned())
}

/// Follows from the home tenant and the realms.
pub fn kind(account: &Account) -> AccountKind {
    let Some(home) = account.home_tenant() else {
        return if account.authority_type() == "ADFS" { AccountKind::Work } else { AccountKind::Other };
    };
    let is_at_home =
        account.realms().iter().any(|realm| realm.eq_ignore_ascii_case(home) || is_keyword(realm));
    if home == PERSONAL_TENANT {
        AccountKind::Personal
    } else if account.is_guest() && !is_at_home {
        AccountKind::Guest
    } else {
        AccountKind::Work
    }
}

/// The last second in which the account is ready, if it is at `now`.
pub fn ready_until(cache: &TokenCache, account: &AccountId, now: Timestamp) -> Option<Timestamp> {
    AccountState::ready_until(cache, account, now)
}

/// Whether the account can be used at `now`, by the application that signed it in.
pub fn state(cache: &TokenCache, account: &AccountId, now: Timestamp) -> AccountState {
    AccountState::of(cache, account, now)
}

/// The applications that hold tokens of the account, those that can renew first.
pub fn client_ids<'a>(cache: &'a TokenCache, account: &'a AccountId) -> impl Iterator<Item = &'a str> {
    let query = TokenQuery::of_account(account);
    let renewing = cache.refresh_tokens(&query).into_iter().filter_map(|token| token.client_id());
    let access: Vec<_> = cache.access_tokens(&query).filter_map(|token| token.client_id()).collect();
    let identity: Vec<_> = cache.id_tokens(&query).filter_map(|token| token.client_id()).collect();
    renewing.chain(access).chain(identity)
}

/// Whether the realm is an authority that stands for no one tenant.
pub fn is_keyword(realm: &str) -> bool {
    KEYWORDS.contains(&realm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use token_cache::{DeadMark, Removal, TokenQuery};

    #[test]
    fn the_kind_follows_from_home_tenant_and_realms() {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, fixtures::TENANT);
        fixtures::sign_in(&mut cache, "2", PERSONAL_TENANT, PERSONAL_TENANT);
        fixtures::sign_in(&mut cache, "3", fixtures::TENANT, fixtures::OTHER_TENANT);
        let kinds: Vec<_> = cache.accounts().iter().map(kind).collect();
        assert_eq!(kinds, [AccountKind::Work, AccountKind::Personal, AccountKind::Guest]);
    }

    #[test]
    fn an_account_goes_from_ready_to_renewing_to_sign_in_again() {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, fixtures::TENANT);
        let id = cache.accounts()[0].id();
        assert_eq!(state(&cache, &id, fixtures::NOW), AccountState::Ready);
        cache.remove(&Removal::AccessTokens(id.clone()));
        assert_eq!(state(&cache, &id, fixtures::NOW), AccountState::RenewsByItself);
        cache.remove(&Removal::Tokens(id.clone()));
        assert_eq!(state(&cache, &id, fixtures::NOW), AccountState::SignInAgain);
    }

    #[test]
    fn an_account_whose_refresh_token_is_dead_has_to_sign_in_again_when_its_access_token_is_about_to_end() {
        let mut cache = TokenCache::default();
        fixtures::sign_in(&mut cache, "1", fixtures::TENANT, fixtures::TENANT);
        let id = cache.accounts()[0].id();
        let refresh = cache.refresh_tokens(&TokenQuery::of_account(&id))[0];
        let (key, secret) = (refresh.stored_key().to_owned(), refresh.secret().unwrap());
        let last = ready_until(&cache, &id, fixtures::NOW).unwrap();
        let soon = last.plus(1);
        assert_eq!(state(&cache, &id, last), AccountState::Ready);
        assert_eq!(state(&cache, &id, soon), AccountState::RenewsByItself);
        cache.mark_refresh_token_dead(&key, &secret, DeadMark { since: fixtures::NOW, code: "AADSTS50173" });
        assert_eq!(state(&cache, &id, fixtures::NOW), AccountState::Ready);
        assert_eq!(state(&cache, &id, soon), AccountState::SignInAgain);
        assert_eq!(ready_until(&cache, &id, soon), None);
    }
}
