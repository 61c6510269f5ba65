//! Choosing, clearing and signing out accounts.

use connections::now;
use tauri::State;
use token_cache::{AccountId, Removal, Removed};

use crate::{
    app::App,
    error::Answer,
    search, tokens as list,
    views::{AccountKey, ClearWhat, Counts, RemovalView, SearchView, SignOutReach, SignOutView, UndoneView},
};

#[tauri::command(async)]
pub(crate) fn use_account(app: State<'_, App>, account: AccountKey) -> Answer<()> {
    app.use_account(account)
}

#[tauri::command(async)]
pub(crate) fn search(app: State<'_, App>) -> SearchView {
    search::index(&app.storage.shown(), &app.providers.known())
}

#[tauri::command(async)]
pub(crate) fn preview_clear(
    app: State<'_, App>,
    accounts: Vec<AccountKey>,
    what: ClearWhat,
) -> Answer<RemovalView> {
    Ok(app.storage.cache()?.preview_each(&clearing(ids(accounts), what)).into())
}

#[tauri::command]
pub(crate) async fn clear(
    app: State<'_, App>,
    accounts: Vec<AccountKey>,
    what: ClearWhat,
    attempt: u32,
) -> Answer<RemovalView> {
    let accounts = ids(accounts);
    Ok(app.clear(&accounts, clearing(accounts.clone(), what), attempt).await?.into())
}

#[tauri::command(async)]
pub(crate) fn preview_clear_tokens(
    app: State<'_, App>,
    account: AccountKey,
    tokens: Vec<String>,
) -> Answer<RemovalView> {
    let cache = app.storage.cache()?;
    Ok(cache.preview_each(&list::removals(&cache, &account.into(), &tokens)).into())
}

#[tauri::command]
pub(crate) async fn clear_tokens(
    app: State<'_, App>,
    account: AccountKey,
    tokens: Vec<String>,
    attempt: u32,
) -> Answer<RemovalView> {
    let account = AccountId::from(account);
    let removals = list::removals(&*app.storage.cache()?, &account, &tokens);
    Ok(app.clear(&[account], removals, attempt).await?.into())
}

#[tauri::command(async)]
pub(crate) fn preview_sign_out(app: State<'_, App>, accounts: Vec<AccountKey>) -> Answer<RemovalView> {
    let removals: Vec<_> = ids(accounts).into_iter().map(Removal::Account).collect();
    Ok(app.storage.cache()?.preview_each(&removals).into())
}

#[tauri::command]
pub(crate) async fn sign_out(
    app: State<'_, App>,
    accounts: Vec<AccountKey>,
    reach: SignOutReach,
    attempt: u32,
) -> Answer<SignOutView> {
    app.sign_out(ids(accounts), reach, attempt).await
}

/// Answers nothing where it is too late.
#[tauri::command]
pub(crate) async fn undo(app: State<'_, App>, id: u32, attempt: u32) -> Answer<Option<UndoneView>> {
    app.undo(id, attempt).await
}

#[tauri::command(async)]
pub(crate) fn hold_undo(app: State<'_, App>, id: u32, held: bool) {
    app.hold_undo(id, held);
}

#[tauri::command(async)]
pub(crate) fn dismiss_undo(app: State<'_, App>, id: u32) {
    app.storage.undo.dismiss(id);
    app.changed();
}

fn ids(accounts: Vec<AccountKey>) -> Vec<AccountId> {
    accounts.into_iter().map(AccountId::from).collect()
}

fn clearing(accounts: Vec<AccountId>, what: ClearWhat) -> Vec<Removal> {
    let now = now();
    let clear = |account| match what {
        ClearWhat::AccessTokens => Removal::AccessTokens(account),
        ClearWhat::Expired => Removal::Expired { account, now },
        ClearWhat::Everything => Removal::Tokens(account),
    };
    accounts.into_iter().map(clear).collect()
}

impl From<Removed> for RemovalView {
    fn from(removed: Removed) -> Self {
        let stays_signed_in = removed.stays.accounts > 0 && removed.stays.refresh_tokens > 0;
        Self { goes: removed.goes.into(), stays: removed.stays.into(), stays_signed_in }
    }
}

impl From<token_cache::Counts> for Counts {
    fn from(counts: token_cache::Counts) -> Self {
        let token_cache::Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}
