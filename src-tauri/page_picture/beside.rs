//! What is beside the list of a picture, in a hash: it is shown only by a window that would paint the same there, too.

use super::marks;
use crate::views::{AccountKey, AccountState, AccountView, AppView, TokenView};

/// The page's name for the part of an account's page in which the tokens are; it is the first one.
const TOKENS: &str = "tokens";

/// Whether the page opens with the tokens, where it was left at that part of it.
pub(super) fn opens_tokens(left: Option<&str>) -> bool {
    left.is_none_or(|part| part == TOKENS)
}

/// The account that the page opens first.
pub(super) fn opened(view: &AppView) -> Option<&AccountKey> {
    let is_there = |key: &&AccountKey| view.accounts.iter().any(|account| account.key == **key);
    let left = view.left.account.as_ref().filter(is_there);
    left.or(view.current.as_ref()).or(view.accounts.first().map(|account| &account.key))
}

/// Names what is beside the list if the account with these tokens is opened there, as [`marks::of_list`] names the list. Nothing
/// where the page opens with another part of it, or with trouble to tell.
pub(super) fn mark(view: &AppView, opened: &AccountKey, tokens: &[TokenView]) -> Option<String> {
    let account = view.accounts.iter().find(|account| account.key == *opened)?;
    let AccountView { tenant, realms, provider_id, state, .. } = account;
    let is_plain = view.storage.error.is_none() && opens_tokens(view.left.part.as_deref());
    // Only then there are other buttons, and a sentence.
    let signs_in_again = *state == AccountState::SignInAgain;
    let storage = (&view.storage.path, view.storage.protection);
    is_plain.then(|| marks::hash(&(opened, tenant, realms, provider_id, signs_in_again, tokens, storage)))
}

#[cfg(test)]
mod tests {
    use super::{
        super::marks::tests::{account, view},
        *,
    };
    use crate::{error::not_found, views::TokenKind};

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
        let marked = mark(&view(), &opened, &tokens).unwrap();
        let same: [fn(&mut AppView); 3] = [
            // A place of its own says so, and is painted over.
            |view| view.accounts[0].state = AccountState::RenewsByItself,
            |view| view.left.part = Some("tokens".into()),
            |view| view.accounts[1].state = AccountState::SignInAgain,
        ];
        for (number, change) in same.into_iter().enumerate() {
            let mut other = view();
            change(&mut other);
            assert_eq!(mark(&other, &opened, &tokens).as_ref(), Some(&marked), "change {number}");
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
            let other = mark(&other, &opened, &tokens).unwrap();
            assert_ne!(other, marked, "change {number}");
        }
        for tokens in [&[][..], &[token("Mail.Read")], &[token("User.Read"), token("User.Read")]] {
            assert_ne!(mark(&view(), &opened, tokens).unwrap(), marked);
        }
        assert_ne!(mark(&view(), &account("Bo").key, &tokens).unwrap(), marked);
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
            assert_eq!(mark(&other, &opened, &[]), None, "change {number}");
        }
    }
}
