//! What happened to the accounts and tokens.

use serde::Serialize;
use ts_rs::TS;

use super::{AccountKey, Counts};

/// The activity log, or what of it is about one account.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActivityView {
    /// Where the log is.
    pub path: String,
    /// The newest first.
    pub entries: Vec<ActivityEntryView>,
    /// How many lines nobody could read.
    pub unreadable: usize,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ActivityEntryView {
    /// When.
    pub time: i64,
    /// What.
    pub what: ActivityKind,
    /// How it ended.
    pub outcome: ActivityOutcome,
    /// Why it did not come about.
    pub fault: Option<ActivityFault>,
    /// The provider's own code for that, such as `AADSTS50173`.
    pub provider_code: Option<String>,
    /// To whom; none where it was nobody's or everybody's.
    pub account: Option<AccountKey>,
    /// The person's name, else the username, as it was known then.
    pub name: String,
    /// The username.
    pub username: String,
    /// The account's tenant.
    pub tenant: Option<String>,
    /// The client ID of the application.
    pub client_id: Option<String>,
    /// The connected provider's name for it.
    pub application: Option<String>,
    /// The scopes that were asked for, or that the token has.
    pub scopes: Vec<String>,
    /// What came into the cache.
    pub came: Counts,
    /// What went from it.
    pub gone: Counts,
    /// The name of the provider that it was about.
    pub provider: Option<String>,
    /// The file that was written or moved.
    pub path: Option<String>,
    /// The program that did it; empty where nobody knows.
    pub program: String,
    /// Its process ID, where that is known.
    pub process_id: Option<u32>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ActivityKind {
    /// Somebody signed in with the browser of this computer.
    SignIn,
    /// Somebody signed in with a code on another device.
    DeviceSignIn,
    /// An account and its tokens were removed.
    SignOut,
    /// The same, and its session in the browser was to end too.
    BrowserSignOut,
    /// A new token was asked for without a person.
    Renewal,
    /// Tokens were removed.
    Clear,
    /// What was removed came back.
    Undo,
    /// A token's text was shown.
    TokenShown,
    /// A token's text was put on the clipboard.
    TokenCopied,
    /// The account in use was chosen.
    AccountChosen,
    /// Accounts and tokens came from a file.
    Import,
    /// The whole cache was written to a file.
    Export,
    /// What may be shown for support was written to a file.
    SupportExport,
    /// The cache got a new key of the same kind.
    KeyChanged,
    /// The cache got another passphrase.
    PassphraseChanged,
    /// The cache got a key in the system keyring.
    KeyringChosen,
    /// The backup took the place of the cache.
    Restore,
    /// Entries of the cache were mended.
    Repair,
    /// The cache was given up for a new one.
    StartOver,
    /// The cache could not be used and was moved aside.
    SetAside,
    /// Another program changed the cache.
    CacheChanged,
    /// A provider was connected.
    ProviderAdded,
    /// A provider was changed.
    ProviderChanged,
    /// A provider was disconnected.
    ProviderRemoved,
    /// What was noted until then was cleared.
    LogCleared,
    /// Something that a later version noted.
    Unknown,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ActivityOutcome {
    /// It was done.
    Done,
    /// It was not.
    Failed,
    /// It was not, as only a person can go on.
    SignInNeeded,
    /// Somebody gave it up.
    Cancelled,
}

/// Why it did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum ActivityFault {
    /// The provider could not be reached.
    Network,
    /// Whoever answered for the provider, or a proxy, could not be trusted.
    Certificate,
    /// The provider was busy.
    ProviderBusy,
    /// The provider refused.
    ProviderRefused,
    /// The provider's answer could not be used.
    AnswerInvalid,
    /// Somebody refused the consent, or an administrator has to give it.
    ConsentMissing,
    /// Nobody signed in in time.
    TimedOut,
    /// This computer's clock was wrong.
    Clock,
    /// The application, the provider or a scope cannot be right.
    ProviderInvalid,
    /// There was nothing to renew with.
    NothingToRenewWith,
    /// The account was signed out, or its tokens were cleared, meanwhile.
    SignedOut,
    /// The cache could not be read or written.
    Storage,
    /// Another program kept the cache locked.
    LockHeld,
    /// This computer lacked something.
    System,
    /// Something that a later version noted.
    Unknown,
}
