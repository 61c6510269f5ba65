//! Entries as a file that leaves.

use serde::Serialize;
use token_cache::Timestamp;

use crate::Entry;

const ABOUT: &str = "What happened to accounts and tokens. It has no tokens in it, and names the accounts.";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    /// The version of the layout.
    tessera_activity: u32,
    about: &'static str,
    program: &'a str,
    written: i64,
    entries: Vec<Entry>,
}

/// The entries as one JSON document, in their order. `program` says who writes it, such as `tessera 0.1.0`; times are Unix
/// seconds. What may not be written into a log is not in it either.
pub fn document(entries: &[Entry], program: &str, now: Timestamp) -> String {
    let document = Document {
        tessera_activity: 1,
        about: ABOUT,
        program,
        written: now.as_unix(),
        entries: entries.iter().map(Entry::fit_to_write).collect(),
    };
    // Texts, numbers and lists of them always become JSON.
    serde_json::to_string_pretty(&document).map_or_else(|_| "{}\n".to_owned(), |json| json + "\n")
}
