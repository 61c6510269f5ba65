//! What has to outlive a restart: the signing key, refresh tokens (as digests) and consents.

mod file;
mod refresh_token;
mod state;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::DemoError;
use crate::signing_key::SigningKey;
pub(crate) use refresh_token::RefreshToken;
pub(crate) use state::{Redeemed, State, fingerprint};

use file::StateFile;

/// The one place through which the state is read and changed.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Place>);

enum Place {
    Memory(Mutex<State>),
    File(StateFile),
}

/// What opening a ledger gives.
pub(crate) struct Opened {
    pub(crate) ledger: Ledger,
    pub(crate) key: SigningKey,
    /// Where a damaged file went.
    pub(crate) set_aside: Option<PathBuf>,
}

impl Ledger {
    /// Opens the state in a folder, or a new one in memory. Blocks.
    pub(crate) fn open(folder: Option<&Path>, now: i64) -> Result<Opened, DemoError> {
        let Some(folder) = folder else {
            let key = SigningKey::generate()?;
            let state = State::new(&key)?;
            return Ok(Opened { ledger: Self::at(Place::Memory(Mutex::new(state))), key, set_aside: None });
        };
        let (file, key, set_aside) = StateFile::open(folder, now)?;
        Ok(Opened { ledger: Self::at(Place::File(file)), key, set_aside })
    }

    fn at(place: Place) -> Self {
        Self(Arc::new(place))
    }

    /// Changes the state and keeps it before this returns. Other processes' changes to the same folder are seen.
    pub(crate) async fn change<T, F>(&self, change: F) -> Result<T, DemoError>
    where
        T: Send + 'static,
        F: FnOnce(&mut State) -> T + Send + 'static,
    {
        let place = Arc::clone(&self.0);
        let changed = tokio::task::spawn_blocking(move || match &*place {
            Place::Memory(state) => Ok(change(&mut state.lock().unwrap_or_else(PoisonError::into_inner))),
            Place::File(file) => file.change(change),
        });
        changed.await.unwrap_or_else(|error| Err(self.interrupted(error.into())))
    }

    fn interrupted(&self, source: std::io::Error) -> DemoError {
        let path = match &*self.0 {
            Place::Memory(_) => PathBuf::from("memory"),
            Place::File(file) => file.path().to_owned(),
        };
        DemoError::State { path, source }
    }
}
