//! The window as a whole.

use tauri::{AppHandle, State};

use crate::{
    app::App,
    authentication,
    error::Answer,
    notifications,
    views::{AppView, LeftView, NotificationView, Preferences, StillPage, TrayView},
    window,
};

#[tauri::command(async)]
pub(crate) fn app_view(app: State<'_, App>) -> AppView {
    app.view()
}

/// The person waits no longer for what the page has given that number.
#[tauri::command(async)]
pub(crate) fn give_up(app: State<'_, App>, attempt: u32) {
    app.attempts.give_up(attempt);
}

#[tauri::command(async)]
pub(crate) fn dismiss_notice(app: State<'_, App>, id: u32) {
    app.notices.dismiss(id);
    app.changed();
}

/// Whether the system could ask the person to authenticate.
#[tauri::command]
pub(crate) async fn can_authenticate() -> bool {
    authentication::is_possible().await
}

/// Whether the system asks before a token leaves the cache; it asks now.
#[tauri::command]
pub(crate) async fn choose_authentication(app: State<'_, App>, wanted: bool, attempt: u32) -> Answer<()> {
    app.choose_authentication(wanted, attempt).await
}

#[tauri::command(async)]
pub(crate) fn set_preferences(
    app: State<'_, App>,
    handle: AppHandle,
    preferences: Preferences,
) -> Answer<()> {
    app.set_preferences(preferences)?;
    window::hide_from_capture(&handle, app.providers.preferences().hide_from_capture);
    Ok(())
}

#[tauri::command(async)]
pub(crate) fn look_at(app: State<'_, App>, left: LeftView) {
    app.left.look_at(left);
}

/// The page has painted itself for the first time.
#[tauri::command(async)]
pub(crate) fn page_is_there(app: State<'_, App>, handle: AppHandle) {
    app.end_picture(&handle);
}

/// Keeps a picture of the page for the next start.
#[tauri::command]
pub(crate) async fn keep_page_picture(
    app: State<'_, App>,
    handle: AppHandle,
    still: StillPage,
) -> Answer<()> {
    app.keep_picture(&handle, still).await;
    Ok(())
}

#[tauri::command(async)]
pub(crate) fn show_tray(app: State<'_, App>, tray: TrayView) {
    app.tray.show(tray);
}

#[tauri::command(async)]
pub(crate) fn notify(handle: AppHandle, notification: NotificationView) {
    notifications::notify(handle, notification);
}
