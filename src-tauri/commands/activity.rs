//! What happened.

use cache_transfer::Overwrite;
use tauri::State;
use token_cache::AccountId;

use crate::{
    app::App,
    error::Answer,
    storage::proposed_activity_export,
    views::{AccountKey, ActivityView},
};

/// Of one account, or everything.
#[tauri::command]
pub(crate) async fn activity(app: State<'_, App>, account: Option<AccountKey>) -> Answer<ActivityView> {
    app.activity.view(account.map(AccountId::from)).await
}

#[tauri::command]
pub(crate) async fn propose_activity_export() -> Answer<String> {
    Ok(proposed_activity_export().display().to_string())
}

#[tauri::command]
pub(crate) async fn export_activity(
    app: State<'_, App>,
    account: Option<AccountKey>,
    path: String,
    replace: bool,
) -> Answer<String> {
    let overwrite = Overwrite::if_asked(replace);
    app.export_activity(account.map(AccountId::from), &path, overwrite).await
}

#[tauri::command]
pub(crate) async fn clear_activity(app: State<'_, App>) -> Answer<()> {
    app.clear_activity().await
}
