//! Keychain and Credential Manager.

use keyring_core::{Entry, Error};

use crate::KeyringError;

pub(super) fn entry(service: &str, user: &str) -> Result<Entry, KeyringError> {
    keyring::Entry::new(service, user).map(|entry| entry.inner).map_err(|error| classify(&error))
}

/// Both report with `NoStorageAccess` that this logon has no store: `errSecNotAvailable`, `errSecNoSuchKeychain`
/// and the like, or `ERROR_NO_SUCH_LOGON_SESSION`.
pub(super) fn classify(error: &Error) -> KeyringError {
    match error {
        Error::NoDefaultStore | Error::NoStorageAccess(_) => KeyringError::Absent,
        error => failed(error),
    }
}

/// The error's text instead of the error, whose `Debug` may print what the keyring holds.
fn failed(error: &Error) -> KeyringError {
    KeyringError::Failed { source: error.to_string().into() }
}
