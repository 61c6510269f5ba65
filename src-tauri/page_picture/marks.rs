//! What the list of a picture is of, in a hash: it is shown only by a window that would paint the same.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::PagePicture;
use crate::views::{AccountKey, AccountKind, AppView, Protection, StorageState};

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

pub(super) fn hash(all: &impl Serialize) -> String {
    format!("{:x}", Sha256::digest(serde_json::to_vec(all).unwrap_or_default()))
}

/// The mark, where a next start could show a picture of this list. Under a passphrase it could not: that would have to be
/// typed first. What stands above the list for the moment moves it.
fn of_list_to_keep(view: &AppView) -> Option<String> {
    let has_key_at_start =
        view.storage.state == StorageState::Ready && view.storage.protection == Some(Protection::Keyring);
    let is_plain = view.notices.is_empty() && view.sign_in.is_none() && view.undo.is_none();
    (has_key_at_start && is_plain && !view.accounts.is_empty()).then(|| of_list(view))
}

impl PagePicture {
    /// The mark for the page, where a picture of its list is wanted.
    pub(crate) fn mark_for(&self, view: &AppView) -> Option<String> {
        if self.is_wanted() { of_list_to_keep(view) } else { None }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::views::{AccountState, AccountView, DesktopView, LeftView, Preferences, StorageView};

    pub(in super::super) fn account(name: &str) -> AccountView {
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

    pub(in super::super) fn view(accounts: Vec<AccountView>) -> AppView {
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
}
