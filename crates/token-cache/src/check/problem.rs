use std::fmt;

/// What is wrong with an entry or a section.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The section is no object of entries.
    SectionUnusable {
        /// What it is instead.
        found: &'static str,
    },
    /// The entry is no object.
    EntryUnusable {
        /// What it is instead.
        found: &'static str,
    },
    /// A field that every entry of its kind has is missing or is no text.
    FieldUnusable {
        /// Which.
        field: &'static str,
    },
    /// A time is a number. MSAL.NET wants a text, and deletes its store when it finds another thing.
    TimeNotText {
        /// Which.
        field: &'static str,
    },
    /// A time cannot be read, or an access token has no end. MSAL Python fails on it.
    TimeUnusable {
        /// Which.
        field: &'static str,
    },
    /// A text that libraries take for granted, were it empty, is missing or something else: the scopes of an
    /// access token (only null; MSAL Python fails on it in every search), the username or the type of an account.
    TextMissing {
        /// Which.
        field: &'static str,
    },
    /// A token does not say that it is what its section holds, on which MSAL Python fails when it removes it.
    TypeWrong,
    /// An access token that has ended says of itself that it is none, on which MSAL Python fails when it removes it.
    EndedOfOtherType,
    /// No library would look for the entry under its key.
    MisKeyed {
        /// The key that it should have.
        expected: String,
    },
    /// Another entry of the section is about the same thing, and newer or under a better key.
    Double {
        /// The key of that one.
        of: String,
    },
    /// A token of an account that is not there.
    Orphan,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Another library fails on it.
    Crashing,
    /// It is under a wrong key.
    MisKeyed,
    /// It is there twice.
    Double,
    /// It is nobody's.
    Orphan,
}

impl Problem {
    /// Its kind.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::MisKeyed { .. } => ProblemKind::MisKeyed,
            Self::Double { .. } => ProblemKind::Double,
            Self::Orphan => ProblemKind::Orphan,
            _ => ProblemKind::Crashing,
        }
    }

    /// What the repair does about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::SectionUnusable { found: "null" } => "the section is made an empty one",
            Self::SectionUnusable { .. } => "to be mended by hand",
            Self::TimeNotText { .. } => "the number is made a text",
            Self::TimeUnusable { field: "expires_on" } => {
                "the end is taken from the token, else it counts as ended"
            }
            Self::TimeUnusable { .. } => "the field is removed",
            Self::TextMissing { field: "authority_type" } => {
                "it is made the type that follows from the realm"
            }
            Self::TextMissing { .. } => "it is made an empty text",
            Self::TypeWrong => "it is made that of the section",
            Self::MisKeyed { .. } => "the entry goes to the key that it should have",
            Self::EntryUnusable { .. }
            | Self::FieldUnusable { .. }
            | Self::EndedOfOtherType
            | Self::Double { .. }
            | Self::Orphan => "the entry is removed",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SectionUnusable { found } => write!(formatter, "the section is {found}"),
            Self::EntryUnusable { found } => write!(formatter, "the entry is {found}"),
            Self::FieldUnusable { field } | Self::TextMissing { field } => {
                write!(formatter, "{field} is missing or no text")
            }
            Self::TimeNotText { field } => write!(formatter, "{field} is a number, not a text"),
            Self::TimeUnusable { field } => write!(formatter, "{field} is missing or no time"),
            Self::TypeWrong => formatter.write_str("credential_type is not that of the section"),
            Self::EndedOfOtherType => {
                formatter.write_str("it has ended, and its credential_type is not AccessToken")
            }
            Self::MisKeyed { .. } => formatter.write_str("no library looks for it under this key"),
            Self::Double { of } => write!(formatter, "it is there twice, the other time as {of:?}"),
            Self::Orphan => formatter.write_str("its account is not there"),
        }
    }
}
