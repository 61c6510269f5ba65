//! What accounts can be found by.

use serde::Serialize;
use ts_rs::TS;

use super::AccountKey;

/// What accounts can be found by besides what their rows show. A word that many have is told once.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SearchView {
    /// The words, by their numbers.
    pub words: Vec<String>,
    /// Every account.
    pub accounts: Vec<SearchedAccount>,
}

/// What one account can be found by, as numbers of words.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SearchedAccount {
    /// Which.
    pub key: AccountKey,
    /// The client IDs of its tokens, and the names of the providers that they are known through.
    pub applications: Vec<u32>,
    /// The scopes of its tokens.
    pub scopes: Vec<u32>,
}
