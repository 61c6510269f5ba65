//! The window as a whole.

use tauri::State;

use crate::{
    app::App,
    error::Answer,
    views::{AppView, LeftView, Preferences, TrayView},
};

#[tauri::command(async)]
pub(crate) fn app_view(app: State<'_, App>) -> AppView {
    app.view()
}

#[tauri::command(async)]
pub(crate) fn dismiss_notice(app: State<'_, App>, id: u32) {
    app.notices.dismiss(id);
    app.changed();
}

#[tauri::command(async)]
pub(crate) fn set_preferences(app: State<'_, App>, preferences: Preferences) -> Answer<()> {
    app.set_preferences(preferences)
}

#[tauri::command(async)]
pub(crate) fn look_at(app: State<'_, App>, left: LeftView) {
    app.left.look_at(left);
}

#[tauri::command(async)]
pub(crate) fn show_tray(app: State<'_, App>, tray: TrayView) {
    app.tray.show(tray);
}
