//! Notifications for what needs the person: an account whose renewal was refused while nobody looked at the window.
//!
//! The pages decide when, and in which words; a click opens the window at the account.

#[cfg(target_os = "linux")]
mod bus;

use tauri::AppHandle;

use crate::views::NotificationView;

/// Whether the system's notifications can be used: so far those of Linux desktops.
pub(crate) const ARE_POSSIBLE: bool = cfg!(target_os = "linux");

/// Tells the person, if anybody is there to show it.
#[cfg(target_os = "linux")]
pub(crate) fn notify(handle: AppHandle, notification: NotificationView) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = bus::notify(&handle, &notification).await {
            tracing::info!(%error, "nobody could be notified");
        }
    });
}

/// Elsewhere nobody is notified yet.
#[cfg(not(target_os = "linux"))]
pub(crate) fn notify(_: AppHandle, _: NotificationView) {}
