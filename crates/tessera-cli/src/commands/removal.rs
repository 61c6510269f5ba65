//! What a removal took or would take, told.

use serde::Serialize;
use token_cache::{Counts, Removal, Removed};

use crate::{
    arguments::Rehearsal,
    error::CommandError,
    output::Output,
    session::Session,
    words::{fill, say, words},
};

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
        let (goes, stays) = (sentence(&told.goes), sentence(&told.stays));
        if told.dry_run {
            format!("{}\n{}\n", say!(would_go, what = goes), say!(would_stay, what = stays))
        } else {
            format!("{}\n{}\n", say!(gone, what = goes), say!(stays, what = stays))
        }
    })
}

/// The numbers as part of a sentence.
pub(super) fn sentence(numbers: &Numbers) -> String {
    let words = words();
    counted(&[
        (numbers.accounts, words.one_account, words.accounts),
        (numbers.access_tokens, words.one_access_token, words.access_tokens),
        (numbers.refresh_tokens, words.one_refresh_token, words.refresh_tokens),
        (numbers.id_tokens, words.one_id_token, words.id_tokens),
    ])
}

/// How many there are of each, in the words for one and for many; what there is none of is left out.
pub(super) fn counted(parts: &[(usize, &str, &str)]) -> String {
    let told = parts.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| match count {
        1 => (*one).to_owned(),
        _ => fill(many, &[("count", count)]),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { words().nothing.to_owned() } else { told.join(", ") }
}

impl From<activity::Counts> for Numbers {
    fn from(counts: activity::Counts) -> Self {
        let activity::Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}

impl From<Counts> for Numbers {
    fn from(counts: Counts) -> Self {
        let Counts { accounts, access_tokens, refresh_tokens, id_tokens } = counts;
        Self { accounts, access_tokens, refresh_tokens, id_tokens }
    }
}
