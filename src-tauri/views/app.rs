//! The window as a whole.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountKey, AccountView, ProviderView, SignInView, StorageView, UndoView};

/// Everything that the window shows without choosing an account.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AppView {
    /// The providers that the person has connected, in the order of connecting.
    pub providers: Vec<ProviderView>,
    /// Accounts in the cache, in the order of signing in.
    pub accounts: Vec<AccountView>,
    /// The account that "Use this account" chose.
    pub current: Option<AccountKey>,
    /// The cache file and how it is protected.
    pub storage: StorageView,
    /// Things that happened and that the person should know, oldest first.
    pub notices: Vec<NoticeView>,
    /// The sign-in that is under way, if one is.
    pub sign_in: Option<SignInView>,
    /// The last removal, while it can be undone.
    pub undo: Option<UndoView>,
    /// What the person looked at last, so that the window opens there.
    pub left: LeftView,
    /// What the person chose about the window.
    pub preferences: Preferences,
    /// What the desktop can do for the window.
    pub desktop: DesktopView,
    /// Names what the list of accounts shows, where a picture of it can be kept for the next start.
    pub list_mark: Option<String>,
    /// The file of certificate authorities that the environment names; it counts instead of the chosen one.
    pub ca_file_of_environment: Option<String>,
}

/// What the desktop can do for the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DesktopView {
    /// It shows the program in its tray.
    pub tray: bool,
    /// It can keep a window out of pictures and recordings of the screen.
    pub capture_protection: bool,
}

/// What the person looks at, or did when the window was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LeftView {
    /// The account that the person chose to see.
    pub account: Option<AccountKey>,
    /// The part of its page that is open, by the page's own name for it.
    pub part: Option<String>,
}

/// What the person chose about the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Preferences {
    /// `en`, `pt-BR` or `it`; none follows the system.
    pub language: Option<String>,
    /// A file in PEM with certificate authorities to trust besides the system's.
    pub ca_file: Option<String>,
    /// Whether closing the window leaves the program in the tray, where there is one.
    pub keep_in_tray: bool,
    /// Whether nobody is to be notified of an account that has to sign in again.
    pub quiet: bool,
    /// Whether the window stays out of pictures and recordings of the screen, where the system can do so.
    pub hide_from_capture: bool,
    /// Whether the system asks the person to authenticate before a token's text leaves the cache. `set_preferences` leaves it
    /// as it is; `choose_authentication` has the system ask, and changes it.
    pub authenticate: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum NoticeKind {
    /// The cache could not be decrypted or parsed and was moved to `path`; a new one was begun.
    CacheSetAside,
    /// The person gave up a cache that could not be opened any more; it was moved to `path`.
    CacheGivenUp,
    /// An older copy of the cache, at `path`, was put in the place of one that this window had read.
    CachePutBack,
    /// The settings could not be read and were moved to `path`.
    SettingsSetAside,
    /// What happened could not be noted in the activity log at `path`.
    ActivityNotKept,
    /// The activity log was no such and was moved to `path`; a new one was begun.
    ActivitySetAside,
    /// The browser brought an answer that no sign-in waits for.
    AnswerNotExpected,
    /// This computer's clock is `seconds` ahead of a provider's.
    ClockAhead,
    /// This computer's clock is `seconds` behind a provider's.
    ClockBehind,
}

/// Something that happened and that the person should know.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NoticeView {
    /// Names the notice in `dismiss_notice`.
    pub id: u32,
    /// What it is about.
    pub kind: NoticeKind,
    /// The file that it is about; empty where it is about none.
    pub path: String,
    /// How wrong the clock is.
    pub seconds: Option<u64>,
}
