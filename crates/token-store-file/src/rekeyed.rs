use std::path::PathBuf;

use token_store::Snapshot;

use crate::KeyringError;

/// A file that has been sealed with a new key.
#[derive(Debug)]
pub struct Rekeyed {
    /// The cache, which is the same, and its new version.
    pub snapshot: Snapshot,
    /// What became of the old key.
    pub old_key: OldKey,
}

/// What became of the key that a file was sealed with before.
#[derive(Debug)]
#[non_exhaustive]
pub enum OldKey {
    /// It was made of a passphrase, so nobody keeps it.
    OfPassphrase,
    /// The keyring has forgotten it.
    Forgotten,
    /// The keyring still has it, because this file beside the cache, such as one that was moved aside, is sealed
    /// with it.
    Needed {
        /// The file, or the folder where it could not be told.
        by: PathBuf,
    },
    /// The keyring still has it, because it did not obey. The old key opens nothing any more.
    Stuck {
        /// What the keyring said.
        reason: KeyringError,
    },
}
