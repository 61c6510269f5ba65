//! What the program is, and what it is made of.

use tauri::{AppHandle, State};

use crate::{
    app::App,
    error::{Answer, internal},
    views::{AboutView, LicencesView},
};

/// Lies beside the pages, and is made when they are built.
const LICENCES: &str = "licences.json";

#[tauri::command]
pub(crate) async fn about(app: State<'_, App>) -> Answer<AboutView> {
    Ok(app.about())
}

#[tauri::command]
pub(crate) async fn licences(handle: AppHandle) -> Answer<LicencesView> {
    let asset = handle.asset_resolver().get(LICENCES.to_owned());
    let asset = asset.ok_or_else(|| internal("the licences were not built into the program"))?;
    serde_json::from_slice(asset.bytes()).map_err(internal)
}
