//! The Notification Center of macOS.

use mac_notification_sys::{
    MainButton, Notification, NotificationResponse,
    error::{ApplicationError, Error, NotificationResult},
    set_application,
};
use tauri::AppHandle;

use super::open;
use crate::views::NotificationView;

/// Shows it, and waits until it is clicked or gone.
///
/// Fails where this program is not one that macOS knows.
pub(super) fn notify(handle: &AppHandle, notification: &NotificationView) -> NotificationResult<()> {
    match set_application(&handle.config().identifier) {
        Ok(()) | Err(Error::Application(ApplicationError::AlreadySet(_))) => {}
        Err(error) => return Err(error),
    }
    let response = Notification::new()
        .title(&notification.summary)
        .message(&notification.body)
        .main_button(MainButton::SingleAction(&notification.open))
        .wait_for_click(true)
        .send()?;
    if matches!(response, NotificationResponse::Click | NotificationResponse::ActionButton(_)) {
        open(handle, notification);
    }
    Ok(())
}
