//! A sign-in as it goes on.

use serde::Serialize;
use ts_rs::TS;

use super::{AccountKey, ErrorView};

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SignInStage {
    /// Finding the provider's endpoints.
    Discovering,
    /// The browser has the page; the person is to sign in there.
    WaitingForBrowser,
    /// The browser came back; the code is being exchanged.
    Exchanging,
    /// Signed in.
    Done,
    /// Cancelled in the window.
    Cancelled,
    /// Ended with `error`.
    Failed,
}

/// A sign-in, as it goes on. Sent with every `sign-in` event.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SignInView {
    /// Names this sign-in in commands.
    pub id: u32,
    /// The provider's ID.
    pub provider_id: String,
    /// How far it is.
    pub stage: SignInStage,
    /// When the waiting ends.
    pub waits_until: Option<i64>,
    /// Whether the system's browser could be started; if not, the link is to be copied.
    pub browser_opened: bool,
    /// Who signed in, once done.
    pub account: Option<AccountKey>,
    /// What went wrong, once failed.
    pub error: Option<ErrorView>,
}
