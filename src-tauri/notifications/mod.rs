//! Notifications for what needs the person: an account whose renewal was refused while nobody looked at the window.
//!
//! The pages decide when, and in which words; a click opens the window at the account.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "macos")]
mod notification_center;
#[cfg(target_os = "windows")]
mod toast;

#[cfg(target_os = "macos")]
use notification_center as native;
use tauri::{AppHandle, Manager};
#[cfg(target_os = "windows")]
use toast as native;

use crate::{app::App, views::NotificationView, window};

/// Tells the person, if anybody is there to show it.
#[cfg(target_os = "linux")]
pub(crate) fn notify(handle: AppHandle, notification: NotificationView) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = bus::notify(&handle, &notification).await {
            tracing::info!(%error, "nobody could be notified");
        }
    });
}

/// Tells the person, if the system shows it. On a thread of its own: macOS has it wait for a click.
#[cfg(not(target_os = "linux"))]
pub(crate) fn notify(handle: AppHandle, notification: NotificationView) {
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = native::notify(&handle, &notification) {
            tracing::info!(%error, "nobody could be notified");
        }
    });
}

/// What a click does.
fn open(handle: &AppHandle, notification: &NotificationView) {
    window::bring_to_front(handle);
    if let Some(app) = handle.try_state::<App>() {
        app.open_account(&notification.account);
    }
}
