//! The cache file.

use serde::Serialize;
use ts_rs::TS;

use super::ErrorView;

/// How the cache file is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum Protection {
    /// Encrypted, with the key in the system keyring.
    Keyring,
    /// Encrypted, with a key made from a passphrase.
    Passphrase,
}

/// Whether the cache can be used, and what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum StorageState {
    /// It can be read and changed.
    Ready,
    /// The keyring is being asked.
    Opening,
    /// The file is sealed with a passphrase: ask for it.
    PassphraseNeeded,
    /// No keyring and no file yet: ask for a new passphrase, twice.
    NewPassphraseNeeded,
    /// The keyring is locked, did not answer, or refused; `error` says which. Offer to try again.
    KeyringUnavailable,
    /// The file could not be read or written; `error` says why. Offer to try again.
    Unavailable,
}

/// The cache file.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StorageView {
    /// Where the file is.
    pub path: String,
    /// Whether it can be used.
    pub state: StorageState,
    /// How it is protected, once that is known.
    pub protection: Option<Protection>,
    /// Counts the writes; none before the first.
    pub generation: Option<u64>,
    /// Why it cannot be used; while it can be, why the last write to it failed, until one succeeds.
    pub error: Option<ErrorView>,
    /// Whether its key may be gone for good, so that the person may give it up for a new one.
    pub can_start_over: bool,
    /// The least number of characters of a new passphrase.
    pub shortest_passphrase: usize,
}
