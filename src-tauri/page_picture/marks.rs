//! What a picture is of, in a hash: it is shown only by a window that would paint the same.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::PagePicture;
use crate::views::{
    AccountKey, AccountKind, AccountState, AccountView, AppView, Protection, StorageState, TokenView,
};

/// The page's name for the part of an account's page in which the tokens are; it is the first one.
const TOKENS: &str = "tokens";

/// What the list paints of an account, but for its state.
#[derive(Serialize)]
struct Row<'a> {
    key: &'a AccountKey,
    name: &'a str,
    username: &'a str,
    kind: AccountKind,
    tenant: &'a str,
    shares_username: bool,
}

/// Names what the list shows: the same for lists that look the same but for their accounts' states.
pub(super) fn of_list(view: &AppView) -> String {
    let rows = view.accounts.iter().map(|account| Row {
        key: &account.key,
        name: &account.name,
        username: &account.username,
        kind: account.kind,
        tenant: &account.tenant,
        shares_username: account.shares_username,
    });
    let rows: Vec<_> = rows.collect();
    // Below the rows is what one can sign in with.
    hash(&(env!("CARGO_PKG_VERSION"), rows, &view.current, &view.providers, &view.preferences.language))
}

fn hash(all: &impl Serialize) -> String {
    format!("{:x}", Sha256::digest(serde_json::to_vec(all).unwrap_or_default()))
}

/// The mark, where a next start could show a picture of this list. Under a passphrase it could not: that would have to be
/// typed first. What stands above the list for the moment moves it.
pub(super) fn of_list_to_keep(view: &AppView) -> Option<String> {
    let has_key_at_start =
        view.storage.state == StorageState::Ready && view.storage.protection == Some(Protection::Keyring);
    let is_plain = view.notices.is_empty() && view.sign_in.is_none() && view.undo.is_none();
    (has_key_at_start && is_plain && !view.accounts.is_empty()).then(|| of_list(view))
}

/// The account that the page opens first.
pub(super) fn opened(view: &AppView) -> Option<&AccountKey> {
    let is_there = |key: &&AccountKey| view.accounts.iter().any(|account| account.key == **key);
    let left = view.left.account.as_ref().filter(is_there);
    left.or(view.current.as_ref()).or(view.accounts.first().map(|account| &account.key))
}

/// Names what is beside the list if the account with these tokens is opened there, as [`of_list`] names the list. Nothing
/// where the page opens with another part of it, or with trouble to tell.
pub(super) fn of_beside(view: &AppView, opened: &AccountKey, tokens: &[TokenView]) -> Option<String> {
    let account = view.accounts.iter().find(|account| account.key == *opened)?;
    let AccountView { tenant, realms, provider_id, state, .. } = account;
    let is_plain =
        view.storage.error.is_none() && view.left.part.as_deref().is_none_or(|part| part == TOKENS);
    // Only then there are other buttons, and a sentence.
    let signs_in_again = *state == AccountState::SignInAgain;
    let storage = (&view.storage.path, view.storage.protection);
    is_plain.then(|| hash(&(opened, tenant, realms, provider_id, signs_in_again, tokens, storage)))
}

impl PagePicture {
    /// The mark for the page, where a picture of its list is wanted.
    pub(crate) fn mark_for(&self, view: &AppView) -> Option<String> {
        if self.is_wanted() { of_list_to_keep(view) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::not_found,
        views::{DesktopView, LeftView, Preferences, StorageView, TokenKind},
    };

    fn account(name: &str) -> AccountView {
        AccountView {
            key: AccountKey { home_account_id: name.to_lowercase(), environment: "login.example".into() },
            name: name.into(),
            username: format!("{name}@example"),
            kind: AccountKind::Work,
            tenant: "a tenant".into(),
            realms: Vec::new(),
            provider_id: None,
            refused: false,
            state: AccountState::Ready,
            ready_until: Some(1),
            shares_username: false,
        }
    }

    fn view(accounts: Vec<AccountView>) -> AppView {
        AppView {
            providers: Vec::new(),
            accounts,
            current: None,
            storage: StorageView {
                path: "token-cache.sealed".into(),
                state: StorageState::Ready,
                protection: Some(Protection::Keyring),
                generation: Some(1),
                error: None,
                can_start_over: false,
                shortest_passphrase: 8,
            },
            notices: Vec::new(),
            sign_in: None,
            undo: None,
            left: LeftView::default(),
            preferences: Preferences::default(),
            desktop: DesktopView { tray: false, capture_protection: false },
            list_mark: None,
            ca_file_of_environment: None,
        }
    }

    #[test]
    fn only_what_the_list_paints_changes_its_mark() {
        let marked = of_list(&view(vec![account("Ada"), account("Bo")]));
        let mut same = view(vec![account("Ada"), account("Bo")]);
        same.accounts[0].state = AccountState::SignInAgain;
        same.accounts[0].ready_until = None;
        same.storage.generation = Some(2);
        assert_eq!(of_list(&same), marked);

        let changes: [fn(&mut AppView); 6] = [
            |view| drop(view.accounts.pop()),
            |view| view.accounts.swap(0, 1),
            |view| view.accounts[1].name = "Bob".into(),
            |view| view.accounts[1].shares_username = true,
            |view| view.current = Some(view.accounts[1].key.clone()),
            |view| view.preferences.language = Some("it".into()),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = view(vec![account("Ada"), account("Bo")]);
            change(&mut other);
            assert_ne!(of_list(&other), marked, "change {number}");
        }
    }

    #[test]
    fn no_picture_is_kept_that_the_next_start_could_not_open_or_would_paint_elsewhere() {
        let plain = view(vec![account("Ada")]);
        assert_eq!(of_list_to_keep(&plain), Some(of_list(&plain)));
        let changes: [fn(&mut AppView); 4] = [
            |view| view.accounts.clear(),
            |view| view.storage.protection = Some(Protection::Passphrase),
            |view| view.storage.protection = None,
            |view| view.storage.state = StorageState::Opening,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = view(vec![account("Ada")]);
            change(&mut other);
            assert_eq!(of_list_to_keep(&other), None, "change {number}");
        }
    }

    fn token(scope: &str) -> TokenView {
        TokenView {
            id: "access:a".into(),
            kind: TokenKind::Access,
            client_id: "a client".into(),
            application: None,
            scopes: vec![scope.into()],
            requested: None,
            realm: "a tenant".into(),
            cached_at: Some(1),
            expires_on: Some(3600),
            refresh_on: None,
            extended_expires_on: None,
            renews: true,
            family_id: None,
            has_claims: true,
        }
    }

    #[test]
    fn only_what_is_painted_beside_the_list_changes_its_mark() {
        let opened = account("Ada").key;
        let tokens = [token("User.Read")];
        let view = || view(vec![account("Ada"), account("Bo")]);
        let marked = of_beside(&view(), &opened, &tokens).unwrap();
        let same: [fn(&mut AppView); 3] = [
            // A place of its own says so, and is painted over.
            |view| view.accounts[0].state = AccountState::RenewsByItself,
            |view| view.left.part = Some("tokens".into()),
            |view| view.accounts[1].state = AccountState::SignInAgain,
        ];
        for (number, change) in same.into_iter().enumerate() {
            let mut other = view();
            change(&mut other);
            assert_eq!(of_beside(&other, &opened, &tokens).as_ref(), Some(&marked), "change {number}");
        }

        let changes: [fn(&mut AppView); 4] = [
            |view| view.accounts[0].state = AccountState::SignInAgain,
            |view| view.accounts[0].provider_id = Some("a provider".into()),
            |view| view.accounts[0].realms.push("another tenant".into()),
            |view| view.storage.path = "elsewhere".into(),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = view();
            change(&mut other);
            let other = of_beside(&other, &opened, &tokens).unwrap();
            assert_ne!(other, marked, "change {number}");
        }
        for tokens in [&[][..], &[token("Mail.Read")], &[token("User.Read"), token("User.Read")]] {
            assert_ne!(of_beside(&view(), &opened, tokens).unwrap(), marked);
        }
        assert_ne!(of_beside(&view(), &account("Bo").key, &tokens).unwrap(), marked);
    }

    #[test]
    fn nothing_is_named_beside_the_list_where_the_page_opens_with_something_else() {
        let opened = account("Ada").key;
        let changes: [fn(&mut AppView); 3] = [
            |view| view.left.part = Some("timeline".into()),
            |view| view.storage.error = Some(not_found("the cache")),
            |view| drop(view.accounts.remove(0)),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = view(vec![account("Ada"), account("Bo")]);
            change(&mut other);
            assert_eq!(of_beside(&other, &opened, &[]), None, "change {number}");
        }
    }
}
