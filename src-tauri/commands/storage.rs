//! Opening the cache, and what its file is like.

use tauri::State;

use crate::{app::App, error::Answer, views::StorageDetails};

#[tauri::command]
pub(crate) async fn storage_details(app: State<'_, App>) -> Answer<StorageDetails> {
    app.storage.details().await
}

#[tauri::command]
pub(crate) async fn copy_storage_path(app: State<'_, App>) -> Answer<()> {
    Ok(app.clipboard.copy(&app.storage.view().path)?)
}

#[tauri::command]
pub(crate) async fn unlock(app: State<'_, App>, passphrase: String) -> Answer<()> {
    app.storage.unlock(passphrase).await?;
    app.refresh().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn choose_passphrase(app: State<'_, App>, passphrase: String) -> Answer<()> {
    app.storage.choose_passphrase(passphrase).await?;
    app.refresh().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn start_over(app: State<'_, App>) -> Answer<()> {
    app.storage.start_over().await?;
    app.refresh().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn retry_storage(app: State<'_, App>) -> Answer<()> {
    app.reopen().await;
    Ok(())
}
