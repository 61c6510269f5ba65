use crate::{KeyId, Keyring, KeyringError, MasterKey};

/// No keyring: the file is to be protected by a passphrase although there may be one.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn find(&self, _: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        Err(KeyringError::Absent)
    }

    fn keep(&self, _: KeyId, _: &MasterKey) -> Result<(), KeyringError> {
        Err(KeyringError::Absent)
    }

    fn forget(&self, _: KeyId) -> Result<(), KeyringError> {
        Err(KeyringError::Absent)
    }
}
