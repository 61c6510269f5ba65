use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no key ring. None tells a key. Lines are counted from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// It has no key at all.
    #[error("the key ring has no key; write a line `id:key`, with 32 random bytes in base64 as the key")]
    Empty,
    /// The line has no colon.
    #[error("line {line} of the key ring is not `id:key`; mend it")]
    NotAKey {
        /// Which line.
        line: usize,
    },
    /// The ID has other characters, or too many of them.
    #[error(
        "line {line} of the key ring has no good ID; take 1 to 64 of the characters A-Z, a-z, 0-9, `.`, `_` and `-`"
    )]
    IdInvalid {
        /// Which line; of keys that are given one by one, which of them.
        line: usize,
    },
    /// The key is something else than 32 bytes in base64.
    #[error(
        "line {line} of the key ring has no good key; take 32 random bytes in base64 (`openssl rand -base64 32`)"
    )]
    KeyInvalid {
        /// Which line.
        line: usize,
    },
    /// The ID has been there already. With two keys of one name, values would be opened with the wrong one.
    #[error("line {line} of the key ring has the ID of a line before; give every key an ID of its own")]
    IdTaken {
        /// Which line; of keys that are given one by one, which of them.
        line: usize,
    },
    /// The file is larger than any key ring is.
    #[error("{} is larger than {limit} bytes, more than a key ring can be; look at what it is", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        limit: u64,
    },
    /// The file cannot be read, or is no text.
    #[error("cannot read the key ring {}; mend its path and permissions", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
