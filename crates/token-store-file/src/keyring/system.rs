use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::platform;
use crate::{KeyId, Keyring, KeyringError, MasterKey};

/// The keyring of the person's session: Secret Service, Keychain or Credential Manager.
///
/// Every call runs on a thread of its own. The keyring's clients block, some inside a runtime of their own,
/// so they belong neither on a thread of the async runtime nor on one that nobody could stop waiting for. A
/// call that timed out goes on in its thread until the keyring answers; nobody listens any more.
#[derive(Clone, Copy, Debug)]
pub struct SystemKeyring {
    time_limit: Duration,
}

impl SystemKeyring {
    /// How long a keyring may take: long enough for a person who is asked to unlock it.
    pub const TIME_LIMIT: Duration = Duration::from_secs(30);
    /// The service under which the keys are kept.
    pub const SERVICE: &str = "Tessera";

    /// The keyring, given [`TIME_LIMIT`](Self::TIME_LIMIT) to answer.
    pub fn new() -> Self {
        Self::with_time_limit(Self::TIME_LIMIT)
    }

    /// The keyring, given this long to answer.
    pub fn with_time_limit(time_limit: Duration) -> Self {
        Self { time_limit }
    }

    fn ask<T, Q>(&self, id: KeyId, question: Q) -> Result<T, KeyringError>
    where
        T: Send + 'static,
        Q: FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    {
        let (sender, answer) = mpsc::sync_channel(1);
        let user = format!("token-cache-key {id}");
        let asking = move || {
            let answered = platform::entry(Self::SERVICE, &user)
                .and_then(|entry| question(entry).map_err(|error| platform::classify(&error)));
            // Whoever asked may have given up waiting.
            drop(sender.send(answered));
        };
        let failed = |source| KeyringError::Failed { source: Box::new(source) };
        thread::Builder::new().name("keyring".to_owned()).spawn(asking).map_err(failed)?;
        answer.recv_timeout(self.time_limit).unwrap_or_else(|error| Err(self.unanswered(error)))
    }

    fn unanswered(&self, error: RecvTimeoutError) -> KeyringError {
        match error {
            RecvTimeoutError::Timeout => KeyringError::TimedOut { after: self.time_limit },
            RecvTimeoutError::Disconnected => KeyringError::Failed { source: Box::new(error) },
        }
    }
}

impl Default for SystemKeyring {
    fn default() -> Self {
        Self::new()
    }
}

impl Keyring for SystemKeyring {
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        self.ask(id, |entry| match entry.get_secret().map(Zeroizing::new) {
            Ok(secret) => Ok(MasterKey::from_slice(&secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError> {
        let key = key.clone();
        self.ask(id, move |entry| entry.set_secret(key.expose()))
    }

    fn forget(&self, id: KeyId) -> Result<(), KeyringError> {
        self.ask(id, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            done => done,
        })
    }
}
