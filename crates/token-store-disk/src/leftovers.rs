use std::{ffi::OsStr, fs};

use crate::{
    Locked,
    folder::folder_of,
    replace::{RANDOM_LENGTH, SUFFIX, temporary_prefix},
};

/// Deletes the temporary files of processes that were killed while writing. Whoever holds the lock is the only
/// one who may be writing, so every one that is there is left over.
///
/// Errors are nobody's concern: the next holder of the lock tries again.
pub fn remove_leftovers(guard: &impl Locked) {
    let Ok(entries) = fs::read_dir(folder_of(guard.cache())) else { return };
    let prefix = temporary_prefix(guard.cache());
    entries
        .flatten()
        .filter(|entry| is_leftover(&entry.file_name(), &prefix))
        .for_each(|entry| drop(fs::remove_file(entry.path())));
}

/// Only what is exactly as we name them.
fn is_leftover(name: &OsStr, prefix: &OsStr) -> bool {
    let random = name
        .as_encoded_bytes()
        .strip_prefix(prefix.as_encoded_bytes())
        .and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
    random.is_some_and(|random| random.len() == RANDOM_LENGTH && random.iter().all(u8::is_ascii_alphanumeric))
}
