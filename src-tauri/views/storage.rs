//! The cache file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Counts, ErrorView};

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

/// What can be told of the cache file and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StorageDetails {
    /// Where the file is, or is to be.
    pub path: String,
    /// In bytes; none where there is no file yet.
    pub size: Option<u64>,
    /// How it is protected.
    pub protection: Option<Protection>,
    /// Names the master key, and tells nothing of it.
    pub key_id: Option<String>,
    /// Counts the writes.
    pub generation: Option<u64>,
    /// When it was written last.
    pub written: Option<u64>,
    /// The program that wrote it last; none where nobody has noted that.
    pub written_by: Option<String>,
    /// Who holds the lock now.
    pub lock: LockView,
    /// The write before, or the same once more; none where there is none that is whole.
    pub backup: Option<BackupView>,
}

/// Whether somebody holds the lock of the cache file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "state")]
#[ts(export)]
pub enum LockView {
    /// Nobody does.
    Free,
    /// Somebody does: a program and its process ID, such as `tessera (4711)`; none where it cannot be told.
    Held {
        /// Who.
        by: Option<String>,
    },
    /// The system does not say.
    Unknown,
}

/// The backup beside the cache file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BackupView {
    /// Where it is.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// How it is protected.
    pub protection: Protection,
    /// Whether the key of the cache file opens it too.
    pub same_key: bool,
    /// The number of the write that it holds.
    pub generation: u64,
    /// When that write was made.
    pub written: Option<u64>,
}

/// What the file is to be sealed with from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum KeyChange {
    /// A new key of the same kind.
    Rotate,
    /// A new key in the system keyring.
    Keyring,
    /// A key made of another passphrase.
    Passphrase,
}

/// What became of the key that the file was sealed with before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "state")]
#[ts(export)]
pub enum OldKeyView {
    /// It was made of a passphrase, so nobody keeps it.
    OfPassphrase,
    /// The keyring has forgotten it.
    Forgotten,
    /// The keyring keeps it for that file beside the cache.
    Needed {
        /// The file.
        by: String,
    },
    /// The keyring did not obey; the old key opens nothing any more.
    Stuck,
}

/// What would come and go if the backup took the place of the cache.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RestoreView {
    /// The number of the write that the backup holds.
    pub generation: Option<u64>,
    /// The usernames of accounts that would come back.
    pub comes: Vec<String>,
    /// The usernames of accounts that would go.
    pub goes: Vec<String>,
    /// What the cache holds now.
    pub before: Counts,
    /// What it would hold.
    pub after: Counts,
    /// Whether both hold the same.
    pub is_same: bool,
}

/// How much of the cache is written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ExportKind {
    /// What may be shown to whoever helps: no tokens, no names of people.
    Redacted,
    /// Everything.
    Whole,
}

/// What an import would bring, and what it would leave as it is. The counts are of tokens alone.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportView {
    /// The usernames of accounts that are not here yet.
    pub new_accounts: Vec<String>,
    /// The usernames of accounts that are here already.
    pub known_accounts: Vec<String>,
    /// Not here yet.
    pub added: Counts,
    /// Older here: they would be replaced.
    pub replaced: Counts,
    /// Here already.
    pub same: Counts,
    /// Newer here: they stay.
    pub newer_here: Counts,
    /// Entries that cannot be read and would be left out.
    pub unreadable: usize,
    /// Whether the cache would be as it is.
    pub changes_nothing: bool,
}
