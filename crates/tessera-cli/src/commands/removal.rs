//! What a removal took or would take, told.

use serde::Serialize;
use token_cache::{Counts, Removal, Removed};

use crate::{arguments::Rehearsal, error::CommandError, output::Output, session::Session};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    dry_run: bool,
    goes: Numbers,
    stays: Numbers,
}

/// How many of each, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Numbers {
    accounts: usize,
    access_tokens: usize,
    refresh_tokens: usize,
    id_tokens: usize,
}

/// Removes, or says what would go.
pub(super) async fn carry_out(
    session: &Session,
    removal: Removal,
    Rehearsal { dry_run }: Rehearsal,
) -> Result<Removed, CommandError> {
    if dry_run {
        return Ok(session.load().await?.preview(&removal));
    }
    session.change(move |cache| cache.remove(&removal)).await
}

/// Tells it.
pub(super) fn tell(output: Output, removed: Removed, rehearsal: Rehearsal) -> Result<(), CommandError> {
    let told = Told { dry_run: rehearsal.dry_run, goes: removed.goes.into(), stays: removed.stays.into() };
    output.answer(&told, |told| {
        let goes = if told.dry_run { "Would go" } else { "Gone" };
        let stays = if told.dry_run { "Would stay" } else { "Stays" };
        format!("{goes}: {}.\n{stays}: {}.\n", sentence(&told.goes), sentence(&told.stays))
    })
}

/// The numbers as part of a sentence.
pub(super) fn sentence(numbers: &Numbers) -> String {
    let number = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let parts = [
        number(numbers.accounts, "account", "accounts"),
        number(numbers.access_tokens, "access token", "access tokens"),
        number(numbers.refresh_tokens, "refresh token", "refresh tokens"),
        number(numbers.id_tokens, "ID token", "ID tokens"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

impl From<Counts> for Numbers {
    fn from(counts: Counts) -> Self {
        let Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}
