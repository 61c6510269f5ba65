//! Signing in.

use tauri::State;
use zeroize::Zeroizing;

use crate::{
    app::App,
    error::Answer,
    views::{SignInView, SignInWay},
};

#[tauri::command]
pub(crate) async fn begin_sign_in(
    app: State<'_, App>,
    provider: String,
    way: SignInWay,
    login_hint: Option<String>,
) -> Answer<SignInView> {
    app.begin_sign_in(&provider, way, login_hint)
}

#[tauri::command(async)]
pub(crate) fn cancel_sign_in(app: State<'_, App>, id: u32) {
    app.sign_ins.cancel(id);
}

#[tauri::command]
pub(crate) async fn copy_sign_in_link(app: State<'_, App>, id: u32) -> Answer<()> {
    Ok(app.clipboard.copy(app.sign_ins.link(id)?.as_str())?)
}

#[tauri::command]
pub(crate) async fn copy_sign_in_code(app: State<'_, App>, id: u32) -> Answer<()> {
    Ok(app.clipboard.copy(&app.sign_ins.user_code(id)?)?)
}

/// The address holds a code: it is wiped once it has been handed over.
#[tauri::command(async)]
pub(crate) fn paste_sign_in_address(app: State<'_, App>, id: u32, address: Zeroizing<String>) -> Answer<()> {
    app.sign_ins.take_redirect(id, &address)
}

#[tauri::command(async)]
pub(crate) fn close_sign_in(app: State<'_, App>, id: u32) {
    app.sign_ins.close(id);
    app.changed();
}
