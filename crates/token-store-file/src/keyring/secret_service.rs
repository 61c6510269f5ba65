//! The Secret Service (freedesktop.org, Secret Service API Draft): GNOME Keyring, `KWallet`, `KeePassXC`.

use std::{collections::HashMap, env};

use keyring_core::{Entry, Error, api::CredentialStoreApi};
use secret_service::Error as ServiceError;
use zbus_secret_service_keyring_store::Store;

use crate::KeyringError;

/// An entry over a connection of its own. `keyring::Entry` would connect once per process: then a keyring that
/// the person starts after the first question stays absent, and one call that hangs blocks all later ones.
pub(super) fn entry(service: &str, user: &str) -> Result<Entry, KeyringError> {
    let store = Store::new().map_err(|error| classify_connecting(&error))?;
    let label = HashMap::from([("label", "Tessera: key of the token cache")]);
    store.build(service, user, Some(&label)).map_err(|error| classify(&error))
}

/// Connecting reaches no keyring for many reasons: no bus, no service on it, a sandbox that hides it.
fn classify_connecting(error: &Error) -> KeyringError {
    match service_error(error) {
        Some(ServiceError::Unavailable | ServiceError::Zbus(_) | ServiceError::ZbusFdo(_)) => {
            KeyringError::Absent
        }
        _ => classify(error),
    }
}

/// `NoResult`: the service runs but has no default collection, which is where a key would go.
pub(super) fn classify(error: &Error) -> KeyringError {
    match service_error(error) {
        Some(ServiceError::NoResult | ServiceError::Unavailable) => KeyringError::Absent,
        Some(ServiceError::Locked) => KeyringError::Locked,
        Some(ServiceError::Prompt) => dismissed(),
        _ => failed(error),
    }
}

/// A prompt that cannot be shown is reported as one that was dismissed: without a display nobody dismissed it.
fn dismissed() -> KeyringError {
    let shown =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|it| !it.is_empty()));
    if shown { KeyringError::Refused } else { KeyringError::Locked }
}

fn service_error(error: &Error) -> Option<&ServiceError> {
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => source.downcast_ref(),
        _ => None,
    }
}

/// The error's text instead of the error, whose `Debug` may print what the keyring holds.
fn failed(error: &Error) -> KeyringError {
    KeyringError::Failed { source: error.to_string().into() }
}
