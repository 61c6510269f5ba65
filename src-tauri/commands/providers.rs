//! Connecting and disconnecting providers.

use tauri::State;

use crate::{
    app::App,
    error::Answer,
    storage::blocking,
    views::{ProviderInput, ProviderView},
};

#[tauri::command]
pub(crate) async fn save_provider(app: State<'_, App>, provider: ProviderInput) -> Answer<ProviderView> {
    app.save_provider(provider).await
}

#[tauri::command]
pub(crate) async fn remove_provider(app: State<'_, App>, id: String, attempt: u32) -> Answer<()> {
    let removing = async |start| {
        let app = app.inner().clone();
        blocking(move || app.remove_provider(&id, &start)).await
    };
    app.attempts.wait_for_start(attempt, removing).await
}

#[tauri::command]
pub(crate) async fn check_provider(app: State<'_, App>, provider: ProviderInput, attempt: u32) -> Answer<()> {
    app.attempts.wait_for(attempt, app.check_provider(provider)).await
}
