use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use token_store::{SetAside, SetAsideReason, StoreError};

use crate::{
    Locked,
    folder::{make_private, sync_folder_of},
    stamp::stamp,
};

/// Moves the cache to a name that nothing has yet, made of its own, the time and the reason.
///
/// Fails as files do, and then the file is where it was.
pub fn set_aside(guard: &impl Locked, reason: SetAsideReason) -> Result<SetAside, StoreError> {
    move_aside(guard, guard.cache(), reason)
}

/// Moves the cache, or a file of its, to a name made of the cache's, the time and the reason.
///
/// Fails as files do, and then the file is where it was.
pub fn move_aside(guard: &impl Locked, from: &Path, reason: SetAsideReason) -> Result<SetAside, StoreError> {
    let path = claim(guard.cache(), reason)?;
    if let Err(error) = fs::rename(from, &path) {
        drop(fs::remove_file(&path));
        return Err(StoreError::io(from, error));
    }
    // The owner's file stays readable to its owner; where even that fails, it is no worse than it was. What a link
    // leads to is somebody else's.
    if fs::symlink_metadata(&path).is_ok_and(|moved| moved.is_file()) {
        drop(make_private(&path));
    }
    // If a loss of power brings the file back, it is moved aside once more.
    drop(sync_folder_of(from));
    Ok(SetAside { path, reason })
}

/// Creates an empty file for the rename to go over: a rename alone would replace whatever is there.
fn claim(cache: &Path, reason: SetAsideReason) -> Result<PathBuf, StoreError> {
    let stamp = stamp(SystemTime::now());
    for number in 1_u32.. {
        let mut name = OsString::from(cache.as_os_str());
        name.push(match number {
            1 => format!(".{stamp}.{reason}"),
            _ => format!(".{stamp}-{number}.{reason}"),
        });
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            Ok(_) => return Ok(PathBuf::from(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io(PathBuf::from(name), error)),
        }
    }
    Err(StoreError::io(cache, io::ErrorKind::AlreadyExists.into()))
}
