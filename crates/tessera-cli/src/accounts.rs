//! Which account somebody means.

use token_cache::{Account, AccountId, TokenCache};

use crate::{error::CommandError, printable::one_line, session::Session};

/// The account of that name: its username or home account ID where only one has it, else both ID and environment.
///
/// A provider chooses its usernames and IDs, so one may look like another account's: where two fit, neither is
/// taken. What [`full_name`] makes begins with the environment, which no provider chooses.
pub(crate) fn named(cache: &TokenCache, name: &str) -> Result<Account, CommandError> {
    let accounts = cache.accounts();
    if let Some(found) = accounts.iter().find(|account| full_name(account) == name) {
        return Ok(found.clone());
    }
    let is_it = |account: &&Account| {
        account.home_account_id() == name || account.username().to_lowercase() == name.to_lowercase()
    };
    let found: Vec<&Account> = accounts.iter().filter(is_it).collect();
    match found[..] {
        [] => Err(CommandError::NoSuchAccount { name: name.to_owned() }),
        [account] => Ok(account.clone()),
        _ => {
            Err(CommandError::AmbiguousAccount { name: name.to_owned(), candidates: list(found.into_iter()) })
        }
    }
}

/// What names this account and no other.
fn full_name(account: &Account) -> String {
    format!("{}/{}", account.environment(), account.home_account_id())
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
    let account = cache.account(id);
    let username = account.map(|account| account.username().to_owned()).filter(|name| !name.is_empty());
    username.unwrap_or_else(|| id.home_account_id.clone())
}

fn list<'a>(accounts: impl Iterator<Item = &'a Account>) -> String {
    let describe =
        |account: &Account| format!("{} ({})", one_line(&full_name(account)), one_line(account.username()));
    accounts.map(describe).collect::<Vec<_>>().join(", ")
}
