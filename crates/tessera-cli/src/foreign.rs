//! Files that somebody names with `--cache` and that are none of ours.
//!
//! The store moves what it cannot use out of its way. That is right in our own place; a file of another program
//! that a slip of the pen names has to stay.

use std::{fs::File, io::Read, path::Path};

use cache_transfer::SEALED;

use crate::error::CommandError;

/// Fails where a plain file is asked for and the file is sealed.
pub(crate) fn refuse_sealed(path: &Path) -> Result<(), CommandError> {
    match start_of(path) {
        Some(start) if start.starts_with(SEALED) => Err(CommandError::IsSealed { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// Fails where the file is surely no sealed cache. What cannot be read is left to the store to tell.
pub(crate) fn refuse_unsealed(path: &Path) -> Result<(), CommandError> {
    let start = start_of(path).unwrap_or_default();
    let is_sealed = start.is_empty() || start.starts_with(SEALED) || SEALED.starts_with(&start);
    match start.trim_ascii_start().first() {
        _ if is_sealed => Ok(()),
        Some(b'{') => Err(CommandError::IsPlain { path: path.to_owned() }),
        _ => Err(CommandError::NotSealed { path: path.to_owned() }),
    }
}

fn start_of(path: &Path) -> Option<Vec<u8>> {
    // Opening a pipe would wait for somebody to write into it.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut start = Vec::new();
    File::open(path).ok()?.take(64).read_to_end(&mut start).ok()?;
    Some(start)
}
