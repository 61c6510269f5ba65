//! Connecting and disconnecting providers.

use tauri::State;

use crate::{
    app::App,
    error::Answer,
    views::{ProviderInput, ProviderView},
};

#[tauri::command]
pub(crate) async fn save_provider(app: State<'_, App>, provider: ProviderInput) -> Answer<ProviderView> {
    app.save_provider(provider).await
}

#[tauri::command(async)]
pub(crate) fn remove_provider(app: State<'_, App>, id: String) -> Answer<()> {
    app.remove_provider(&id)
}

#[tauri::command]
pub(crate) async fn check_provider(app: State<'_, App>, provider: ProviderInput, attempt: u32) -> Answer<()> {
    app.attempts.wait_for(attempt, app.check_provider(provider)).await
}
