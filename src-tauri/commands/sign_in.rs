//! Signing in.

use tauri::State;

use crate::{app::App, error::Answer, views::SignInView};

#[tauri::command]
pub(crate) async fn begin_sign_in(
    app: State<'_, App>,
    provider: String,
    login_hint: Option<String>,
) -> Answer<SignInView> {
    app.begin_sign_in(&provider, login_hint)
}

#[tauri::command(async)]
pub(crate) fn cancel_sign_in(app: State<'_, App>, id: u32) {
    app.sign_ins.cancel(id);
}

#[tauri::command]
pub(crate) async fn copy_sign_in_link(app: State<'_, App>, id: u32) -> Answer<()> {
    Ok(app.clipboard.copy(app.sign_ins.link(id)?.as_str())?)
}

#[tauri::command(async)]
pub(crate) fn close_sign_in(app: State<'_, App>, id: u32) {
    app.sign_ins.close(id);
    app.changed();
}
