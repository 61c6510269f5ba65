use std::{
    ffi::OsStr,
    fs::{self, DirEntry},
    path::{Path, PathBuf},
};

use token_store_disk::{folder_of, lock_path};

use super::OpenedFile;
use crate::{KeyId, format::ReadFault};

/// The first file found, the cache or one that was moved aside, that needs this key. Where it cannot be told,
/// because a file or the folder cannot be read, that one counts as in need.
pub(crate) fn file_sealed_with(cache: &Path, key: KeyId) -> Option<PathBuf> {
    let folder = folder_of(cache);
    let Ok(entries) = fs::read_dir(&folder) else { return Some(folder) };
    let lock = lock_path(cache);
    let name = cache.file_name().unwrap_or_default();
    for entry in entries {
        let Ok(entry) = entry else { return Some(folder) };
        let path = entry.path();
        if is_of_cache(&entry, name) && Some(path.file_name()) != Some(lock.file_name()) && needs(&path, key)
        {
            return Some(path);
        }
    }
    None
}

fn is_of_cache(entry: &DirEntry, cache: &OsStr) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(cache.as_encoded_bytes())
        && entry.file_type().is_ok_and(|kind| kind.is_file())
}

fn needs(path: &Path, key: KeyId) -> bool {
    match OpenedFile::open(path).and_then(|opened| opened.header()) {
        Ok(header) => header.key_id == key,
        // Without a whole header no key opens the file.
        Err(ReadFault::Missing | ReadFault::Unusable(_)) => false,
        Err(ReadFault::Store(_)) => true,
    }
}
