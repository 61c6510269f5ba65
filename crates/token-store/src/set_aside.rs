use std::{fmt, path::PathBuf};

/// A file that could not be used and was moved aside, whole, to make room for a new cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where the file is now.
    pub path: PathBuf,
    /// Why it could not be used.
    pub reason: SetAsideReason,
}

/// Why a file could not be used as a cache. Its `Display` is one short word, fit for a file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetAsideReason {
    /// It has no bytes at all.
    Empty,
    /// It does not begin as a sealed cache does.
    Foreign,
    /// It ends too early.
    Cut,
    /// Its header names something that no version of the format knows, or asks for too much.
    Header,
    /// The keyring works, but no longer has the key that the file was sealed with.
    KeyMissing,
    /// It was changed since it was sealed, or was sealed with another key.
    Damaged,
    /// What was sealed in it is not a token cache.
    Content,
    /// The person gave it up, for want of its passphrase or keyring.
    GivenUp,
    /// It is a backup, and a new cache was begun without it being restored.
    Superseded,
}

impl fmt::Display for SetAsideReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "empty",
            Self::Foreign => "foreign",
            Self::Cut => "cut",
            Self::Header => "header",
            Self::KeyMissing => "key-missing",
            Self::Damaged => "damaged",
            Self::Content => "content",
            Self::GivenUp => "given-up",
            Self::Superseded => "superseded",
        })
    }
}
