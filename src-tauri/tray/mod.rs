//! The program in the desktop's tray: who is in use, and a switch to another account.
//!
//! It is made once the window's page has been painted and has said what it is to show, so it makes no start slower.

#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod status_notifier;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

use crate::{
    app::App,
    views::{AccountKey, TrayView},
};

/// The most accounts that the menu has.
const MOST_ACCOUNTS: usize = 12;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 160;

/// What the tray shows, and whether there is one.
#[derive(Default)]
pub(crate) struct Tray {
    view: Mutex<Option<TrayView>>,
    told: Notify,
    is_there: AtomicBool,
}

impl Tray {
    /// Has the tray show that.
    pub(crate) fn show(&self, view: TrayView) {
        let view = bounded(view);
        let mut shown = self.shown();
        if shown.as_ref() != Some(&view) {
            *shown = Some(view);
            self.told.notify_one();
        }
    }

    /// Whether a desktop shows it: without one nobody could bring a hidden window back.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    /// Answers whether that is news.
    fn set_there(&self, is_there: bool) -> bool {
        self.is_there.swap(is_there, Ordering::Relaxed) != is_there
    }

    fn shown(&self) -> MutexGuard<'_, Option<TrayView>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names come from providers, and some would fill the screen.
fn bounded(mut view: TrayView) -> TrayView {
    view.accounts.truncate(MOST_ACCOUNTS);
    let labels = view.accounts.iter_mut().map(|account| &mut account.label);
    for label in labels.chain([&mut view.hint, &mut view.open, &mut view.quit]).chain(view.more.as_mut()) {
        if let Some((end, _)) = label.char_indices().nth(LONGEST_LABEL) {
            label.truncate(end);
            label.push('…');
        }
    }
    view
}

impl App {
    /// Whether closing the window leaves the program in the tray.
    pub(crate) fn stays_in_tray(&self) -> bool {
        self.tray.is_there() && self.providers.preferences().keep_in_tray
    }

    /// Shows the program in the tray, and each change of it.
    #[cfg(target_os = "linux")]
    pub(crate) async fn follow_tray(&self, handle: AppHandle) {
        let mut item = None;
        loop {
            self.tray.told.notified().await;
            let view = self.tray.shown().clone();
            if let Some(view) = view {
                item = status_notifier::show(item, &handle, view).await;
            }
        }
    }

    /// Shows the program in the tray, and each change of it.
    #[cfg(not(target_os = "linux"))]
    pub(crate) async fn follow_tray(&self, handle: AppHandle) {
        loop {
            self.tray.told.notified().await;
            let Some(view) = self.tray.shown().clone() else { continue };
            let shown = native::show(&handle, &view);
            if let Err(error) = &shown {
                tracing::info!(%error, "there is no tray");
            }
            if self.tray.set_there(shown.is_ok()) {
                self.changed();
            }
        }
    }
}

/// Takes an account into use in the background: the menu waits for its callbacks, and the settings' file may be locked.
fn switch(handle: &AppHandle, account: AccountKey) {
    let app = handle.state::<App>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = app.use_account(account) {
            tracing::warn!(message = error.message, "the account could not be taken into use");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{AccountKey, TrayAccount};

    fn view(accounts: usize, label: &str) -> TrayView {
        let key = AccountKey { home_account_id: "u.t".into(), environment: "e".into() };
        let account = TrayAccount { key, label: label.into(), in_use: false };
        TrayView {
            hint: label.into(),
            accounts: vec![account; accounts],
            more: None,
            open: "Open".into(),
            quit: "Quit".into(),
        }
    }

    #[test]
    fn neither_the_accounts_nor_their_names_fill_the_screen() {
        let bounded = bounded(view(1000, &"ñ".repeat(5000)));
        assert_eq!(bounded.accounts.len(), MOST_ACCOUNTS);
        assert_eq!(bounded.accounts[0].label.chars().count(), LONGEST_LABEL + 1);
        assert_eq!(bounded.hint.chars().count(), LONGEST_LABEL + 1);
        assert_eq!(bounded.open, "Open");
    }

    #[test]
    fn nothing_is_there_before_a_desktop_shows_it() {
        let tray = Tray::default();
        assert!(!tray.is_there());
        assert!(tray.set_there(true));
        assert!(!tray.set_there(true));
        assert!(tray.is_there());
    }
}
