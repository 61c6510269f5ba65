//! The tray, in the words of the pages, which have every language.

use serde::Deserialize;
use ts_rs::TS;

use super::AccountKey;

/// What the tray shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TrayView {
    /// Who is in use, for whoever points at the icon.
    pub hint: String,
    /// The accounts that can be taken into use, the one that is in use first.
    pub accounts: Vec<TrayAccount>,
    /// Leads to the accounts that the menu has no room for; none where it has them all.
    pub more: Option<String>,
    /// Opens the window.
    pub open: String,
    /// Ends the program.
    pub quit: String,
}

/// An account in the tray's menu.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TrayAccount {
    /// Names the account.
    pub key: AccountKey,
    /// What tells it from the others.
    pub label: String,
    /// Whether it is the one in use.
    pub in_use: bool,
}
