//! What can happen, and how it can end.

use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Somebody signed in, or tried to, with the browser of this computer.
    SignIn,
    /// The same with a code that is typed on another device.
    DeviceSignIn,
    /// An account and its tokens were removed.
    SignOut,
    /// The same, and its session in the browser was to end too.
    BrowserSignOut,
    /// A new token was asked for without a person.
    Renewal,
    /// Tokens were removed; the account stays listed.
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
    /// Something that a later version notes.
    #[serde(untagged)]
    Other(String),
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was done.
    #[default]
    Done,
    /// It was not.
    Failed,
    /// It was not, as only a person can go on.
    SignInNeeded,
    /// Somebody gave it up.
    Cancelled,
    /// As a later version notes it.
    #[serde(untagged)]
    Other(String),
}
