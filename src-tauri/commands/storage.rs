//! Opening the cache, and what its file is like.

use tauri::State;

use zeroize::Zeroizing;

use crate::{
    app::App,
    error::Answer,
    storage::Typed,
    views::{KeyChange, OldKeyView, RestoreView, StorageDetails},
};

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

#[tauri::command]
pub(crate) async fn change_key(
    app: State<'_, App>,
    change: KeyChange,
    current: Option<Zeroizing<String>>,
    new: Option<Zeroizing<String>>,
) -> Answer<OldKeyView> {
    let old_key = app.storage.change_key(change, Typed { current, new }).await?;
    app.refresh().await;
    Ok(old_key)
}

#[tauri::command]
pub(crate) async fn preview_restore(app: State<'_, App>) -> Answer<RestoreView> {
    app.storage.preview_restore().await
}

#[tauri::command]
pub(crate) async fn restore_backup(app: State<'_, App>) -> Answer<()> {
    app.storage.restore().await?;
    app.refresh().await;
    Ok(())
}
