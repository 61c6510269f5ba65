use std::fmt::Debug;

use crate::{KeyId, KeyringError, MasterKey};

/// Keeps master keys, outside of files. Every call may block, for as long as a person needs to unlock it.
pub trait Keyring: Send + Sync + Debug {
    /// The key of this ID; none where the keyring does not have it.
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError>;

    /// Keeps a key under its ID.
    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError>;

    /// Forgets the key of this ID; it is no error where the keyring does not have it.
    fn forget(&self, id: KeyId) -> Result<(), KeyringError>;
}
