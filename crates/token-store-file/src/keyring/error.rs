use std::{error::Error, time::Duration};

use thiserror::Error;
use token_store::StoreError;

/// Why a keyring gave no answer. Each wants something else of the person.
#[derive(Debug, Error)]
pub enum KeyringError {
    /// There is none in this session, or none that could keep anything.
    #[error("no keyring answers in this session; start one")]
    Absent,
    /// It is locked, and there is no display to ask for its password on.
    #[error("the keyring is locked; unlock it")]
    Locked,
    /// The person dismissed its question, or the system denies the access.
    #[error("the access to the keyring was refused; allow it")]
    Refused,
    /// It did not answer in time.
    #[error("the keyring did not answer within {} s; unlock or restart it", after.as_secs())]
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// It failed in another way.
    #[error("the keyring failed; restart it")]
    Failed {
        /// What it said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl From<KeyringError> for StoreError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Absent => Self::KeyringAbsent,
            KeyringError::Locked => Self::KeyringLocked,
            KeyringError::Refused => Self::KeyringRefused,
            KeyringError::TimedOut { after } => Self::KeyringTimedOut { after },
            KeyringError::Failed { source } => Self::KeyringFailed { source },
        }
    }
}
