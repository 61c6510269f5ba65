//! A picture of the list of accounts: the next window shows it until its own page is there, which takes the web view longer
//! than everything else of a start.
//!
//! It is kept beside the cache under the cache's key, and found only by a window that would paint the same list with the
//! same look. So it never shows an account that is gone. An account's state changes with the time: where it is another by
//! now, it is left out.

#[cfg(target_os = "linux")]
mod kept;
#[cfg(not(target_os = "linux"))]
mod nowhere;
#[cfg(target_os = "linux")]
mod painted;
#[cfg(target_os = "linux")]
mod shown;

use serde::Serialize;
use sha2::{Digest, Sha256};

#[cfg(not(target_os = "linux"))]
pub(crate) use self::nowhere::ListPicture;
#[cfg(target_os = "linux")]
pub(crate) use self::shown::ListPicture;
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
pub(crate) fn mark(view: &AppView) -> String {
    let rows = view.accounts.iter().map(|account| Row {
        key: &account.key,
        name: &account.name,
        username: &account.username,
        kind: account.kind,
        tenant: &account.tenant,
        shares_username: account.shares_username,
    });
    let rows: Vec<_> = rows.collect();
    let all = (env!("CARGO_PKG_VERSION"), rows, &view.current, &view.preferences.language);
    format!("{:x}", Sha256::digest(serde_json::to_vec(&all).unwrap_or_default()))
}

/// The mark, where a next start could show a picture of this list. Under a passphrase it could not: that would have to be
/// typed first. What stands above the list for the moment moves it.
fn mark_to_keep(view: &AppView) -> Option<String> {
    let has_key_at_start =
        view.storage.state == StorageState::Ready && view.storage.protection == Some(Protection::Keyring);
    let is_plain = view.notices.is_empty() && view.sign_in.is_none() && view.undo.is_none();
    (has_key_at_start && is_plain && !view.accounts.is_empty()).then(|| mark(view))
}

impl ListPicture {
    /// The mark for the page, where a picture of its list is wanted.
    pub(crate) fn mark_for(&self, view: &AppView) -> Option<String> {
        if self.is_wanted() { mark_to_keep(view) } else { None }
    }
}
