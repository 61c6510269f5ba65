//! Opening the cache, and what its file is like.

use activity::What;
use cache_transfer::Overwrite;
use tauri::State;
use zeroize::Zeroizing;

use crate::{
    app::App,
    error::Answer,
    storage::{Typed, proposed_export, proposed_import},
    views::{ExportKind, ImportView, KeyChange, OldKeyView, RestoreView, StorageDetails},
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
pub(crate) async fn start_over(app: State<'_, App>, attempt: u32) -> Answer<()> {
    app.attempts.wait_for_start(attempt, async |start| app.storage.start_over(&start).await).await?;
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
    attempt: u32,
) -> Answer<OldKeyView> {
    let changing = async |start| app.storage.change_key(change, Typed { current, new }, &start).await;
    let old_key = app.attempts.wait_for_start(attempt, changing).await?;
    app.note_key(change);
    app.refresh().await;
    Ok(old_key)
}

#[tauri::command]
pub(crate) async fn preview_restore(app: State<'_, App>) -> Answer<RestoreView> {
    app.storage.preview_restore().await
}

#[tauri::command]
pub(crate) async fn restore_backup(app: State<'_, App>, attempt: u32) -> Answer<()> {
    app.attempts.wait_for_start(attempt, async |start| app.storage.restore(&start).await).await?;
    app.note(What::Restore);
    app.refresh().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn propose_export(kind: ExportKind) -> Answer<String> {
    Ok(proposed_export(kind).display().to_string())
}

#[tauri::command]
pub(crate) async fn export_cache(
    app: State<'_, App>,
    kind: ExportKind,
    path: String,
    replace: bool,
    attempt: u32,
) -> Answer<String> {
    if kind == ExportKind::Whole {
        app.attempts.wait_for(attempt, app.authenticate()).await?;
    }
    let overwrite = Overwrite::if_asked(replace);
    let path = app.storage.export(kind, &path, overwrite).await?;
    app.note_export(kind, &path);
    Ok(path)
}

#[tauri::command]
pub(crate) async fn propose_import() -> Answer<Option<String>> {
    Ok(proposed_import().map(|path| path.display().to_string()))
}

#[tauri::command]
pub(crate) async fn preview_import(app: State<'_, App>, path: String, attempt: u32) -> Answer<ImportView> {
    app.attempts.wait_for(attempt, app.storage.preview_import(&path)).await
}

#[tauri::command]
pub(crate) async fn import_cache(app: State<'_, App>, attempt: u32) -> Answer<()> {
    let importing = async |start| app.storage.import(&start).await;
    let merged = app.attempts.wait_for_start(attempt, importing).await?;
    app.note_import(merged.into());
    app.refresh().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn forget_import(app: State<'_, App>) -> Answer<()> {
    app.storage.forget_import();
    Ok(())
}
