//! Where master keys are kept.

mod error;
mod none;
#[cfg_attr(all(unix, not(target_os = "macos")), path = "secret_service.rs")]
#[cfg_attr(not(all(unix, not(target_os = "macos"))), path = "native.rs")]
mod platform;
mod store_of_keys;
mod system;

pub use error::KeyringError;
pub use none::NoKeyring;
pub use store_of_keys::Keyring;
pub use system::SystemKeyring;
