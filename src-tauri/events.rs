//! What the shell tells the pages without being asked.

use tauri::{AppHandle, Emitter};

use crate::views::{AccountKey, SignInView};

/// The way to the pages.
#[derive(Clone)]
pub(crate) struct Events(AppHandle);

impl Events {
    pub(crate) fn new(handle: AppHandle) -> Self {
        Self(handle)
    }

    /// Something that the page shows has changed: it is to ask anew.
    pub(crate) fn changed(&self) {
        self.send("changed", ());
    }

    /// Something was noted in the activity log: whoever shows it is to ask anew.
    pub(crate) fn activity(&self) {
        self.send("activity", ());
    }

    /// A sign-in has gone on.
    pub(crate) fn sign_in(&self, view: &SignInView) {
        self.send("sign-in", view);
    }

    /// The person wants to see that account.
    pub(crate) fn open_account(&self, account: &AccountKey) {
        self.send("open-account", account);
    }

    /// A page that is being closed no longer listens, and needs nothing.
    fn send(&self, name: &str, payload: impl serde::Serialize + Clone) {
        if let Err(error) = self.0.emit(name, payload) {
            tracing::debug!(%error, name, "an event did not reach the window");
        }
    }
}
