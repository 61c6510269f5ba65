//! The clipboard. A copied token leaves it by itself.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

#[cfg(target_os = "macos")]
use arboard::SetExtApple;
#[cfg(all(unix, not(target_os = "macos")))]
use arboard::SetExtLinux;
#[cfg(windows)]
use arboard::SetExtWindows;
use arboard::{Clipboard as System, Error};
use token_cache::Secret;

/// How long a copied token stays.
const TOKEN_STAYS: Duration = Duration::from_secs(30);

/// The system's clipboard; opened when it is first needed and kept, since on X11 the program that copied
/// has to serve the text.
#[derive(Clone, Default)]
pub(crate) struct Clipboard(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    system: Option<System>,
    /// The token that was copied last, until it is taken back.
    secret: Option<Secret>,
    /// Counts the copies, so that the time of an earlier one does not end a later one.
    copies: u64,
}

impl Clipboard {
    /// Copies a text that is no secret.
    pub(crate) fn copy(&self, text: &str) -> Result<(), Error> {
        self.state().system()?.set_text(text)
    }

    /// Copies a secret, out of clipboard histories where the system allows, and takes it back after a while.
    pub(crate) fn copy_secret(&self, secret: Secret) -> Result<(), Error> {
        let mut state = self.state();
        state.system()?.set().exclude_from_history().text(secret.expose())?;
        state.secret = Some(secret);
        state.copies += 1;
        let (clipboard, copy) = (self.clone(), state.copies);
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(TOKEN_STAYS).await;
            let mut state = clipboard.state();
            if state.copies == copy {
                state.take_back();
            }
        });
        Ok(())
    }

    /// Takes a copied token back at once, because the program ends.
    pub(crate) fn take_back(&self) {
        self.state().take_back();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn system(&mut self) -> Result<&mut System, Error> {
        let open = match self.system.take() {
            Some(open) => open,
            None => System::new()?,
        };
        Ok(self.system.insert(open))
    }

    /// Leaves what somebody has copied since.
    fn take_back(&mut self) {
        let Some(secret) = self.secret.take() else { return };
        let Ok(system) = self.system() else { return };
        if system.get_text().map(Secret::new).is_ok_and(|text| text == secret) {
            // Nobody can be told any more; the next copy overwrites it.
            let _ = system.clear();
        }
    }
}
