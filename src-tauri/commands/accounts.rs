//! Choosing, clearing and signing out accounts.

use connections::now;
use tauri::State;
use token_cache::{AccountId, Removal, Removed};

use crate::{
    app::App,
    error::{Answer, not_found},
    views::{AccountKey, ClearWhat, Counts, RemovalView, SignOutReach, SignOutView},
};

#[tauri::command(async)]
pub(crate) fn use_account(app: State<'_, App>, account: AccountKey) -> Answer<()> {
    let account = AccountId::from(account);
    app.storage.cache()?.account(&account).ok_or_else(|| not_found("the account"))?;
    app.providers.set_current(Some(account))?;
    app.changed();
    Ok(())
}

#[tauri::command(async)]
pub(crate) fn preview_clear(
    app: State<'_, App>,
    account: AccountKey,
    what: ClearWhat,
) -> Answer<RemovalView> {
    Ok(app.storage.cache()?.preview(&clearing(account, what)).into())
}

#[tauri::command]
pub(crate) async fn clear(app: State<'_, App>, account: AccountKey, what: ClearWhat) -> Answer<RemovalView> {
    Ok(app.remove(clearing(account, what)).await?.into())
}

#[tauri::command(async)]
pub(crate) fn preview_sign_out(app: State<'_, App>, account: AccountKey) -> Answer<RemovalView> {
    Ok(app.storage.cache()?.preview(&Removal::Account(account.into())).into())
}

#[tauri::command]
pub(crate) async fn sign_out(
    app: State<'_, App>,
    account: AccountKey,
    reach: SignOutReach,
) -> Answer<SignOutView> {
    app.sign_out(account.into(), reach).await
}

fn clearing(account: AccountKey, what: ClearWhat) -> Removal {
    let account = AccountId::from(account);
    match what {
        ClearWhat::AccessTokens => Removal::AccessTokens(account),
        ClearWhat::Expired => Removal::Expired { account, now: now() },
        ClearWhat::Everything => Removal::Tokens(account),
    }
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
