//! Which account somebody means.

use token_cache::{Account, AccountId, TokenCache};

use crate::{error::CommandError, session::Session};

/// The account of that name: its username where only one has it, else its home account ID.
pub(crate) fn named(cache: &TokenCache, name: &str) -> Result<Account, CommandError> {
    let accounts = cache.accounts();
    let by_id: Vec<_> = accounts.iter().filter(|account| account.id.home_account_id == name).collect();
    let by_username =
        || accounts.iter().filter(|account| account.username.eq_ignore_ascii_case(name)).collect();
    let found: Vec<&Account> = if by_id.is_empty() { by_username() } else { by_id };
    match found[..] {
        [] => Err(CommandError::NoSuchAccount { name: name.to_owned() }),
        [account] => Ok(account.clone()),
        _ => {
            Err(CommandError::AmbiguousAccount { name: name.to_owned(), candidates: list(found.into_iter()) })
        }
    }
}

/// The account of that name; without a name the one in use, or the only one there is.
pub(crate) fn chosen(
    session: &Session,
    cache: &TokenCache,
    name: Option<&str>,
) -> Result<Account, CommandError> {
    if let Some(name) = name {
        return named(cache, name);
    }
    let in_use = session.current().and_then(|id| cache.account(&id));
    let accounts = cache.accounts();
    match (in_use, accounts.len()) {
        (Some(account), _) => Ok(account),
        (None, 1) => Ok(accounts[0].clone()),
        (None, 0) => Err(CommandError::NobodySignedIn),
        (None, _) => Err(CommandError::NoAccountChosen { candidates: list(accounts.iter()) }),
    }
}

/// What a person calls the account of that ID.
pub(crate) fn username(cache: &TokenCache, id: &AccountId) -> String {
    let username = cache.account(id).map(|account| account.username).filter(|name| !name.is_empty());
    username.unwrap_or_else(|| id.home_account_id.clone())
}

fn list<'a>(accounts: impl Iterator<Item = &'a Account>) -> String {
    let describe = |account: &Account| {
        let AccountId { home_account_id, environment } = &account.id;
        format!("{home_account_id} ({}, {environment})", account.username)
    };
    accounts.map(describe).collect::<Vec<_>>().join(", ")
}
