//! What the person is notified of, in the words of the pages.

use serde::Deserialize;
use ts_rs::TS;

use super::AccountKey;

/// Tells the person of an account, outside of the window.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NotificationView {
    /// The account that the window opens at.
    pub account: AccountKey,
    /// What has happened, to whom. The one text that names anybody: desktops may take the other one for markup.
    pub summary: String,
    /// What to do.
    pub body: String,
    /// The words for opening the window.
    pub open: String,
}
