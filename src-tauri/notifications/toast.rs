//! The toasts of Windows. It shows those of programs that are installed, for which the start menu has an entry.

use tauri::AppHandle;
use tauri_winrt_notification::{Result, Toast};

use super::open;
use crate::views::NotificationView;

/// What the button says to this program; a click beside it does the same.
const OPEN: &str = "open";

/// Shows it. Windows calls back when it is clicked.
pub(super) fn notify(handle: &AppHandle, notification: &NotificationView) -> Result<()> {
    let (shown_by, shown) = (handle.clone(), notification.clone());
    Toast::new(&handle.config().identifier)
        .title(&notification.summary)
        .text1(&notification.body)
        .add_button(&notification.open, OPEN)
        .on_activated(move |_| {
            open(&shown_by, &shown);
            Ok(())
        })
        .show()
}
