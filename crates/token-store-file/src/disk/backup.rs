use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use token_store::{SetAsideReason, StoreError};
use token_store_disk::{
    LockGuard, Locked, folder_of, move_aside, temporary_name, temporary_prefix, write_over, write_over_by,
};

/// Where the backup of a cache is.
pub(crate) fn backup_path(cache: &Path) -> PathBuf {
    let mut name = OsString::from(cache.as_os_str());
    name.push(".backup");
    PathBuf::from(name)
}

/// Makes the cache, as it is on the disk, the backup too, in the place of an older one. That costs no copy: the
/// next write of the cache leaves the old file to the backup alone.
///
/// Fails as files do, and then the older backup is still there.
pub(crate) fn back_up(guard: &LockGuard) -> Result<(), StoreError> {
    let path = backup_path(guard.cache());
    match link(guard.cache(), &path) {
        Ok(()) => Ok(()),
        // FAT and some network filesystems have no hard links.
        Err(error) if has_no_links(&error) => {
            let bytes = fs::read(guard.cache()).map_err(|error| StoreError::io(guard.cache(), error))?;
            write_over(guard, &path, &bytes)
        }
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// Puts what `write` writes in the place of the backup, whole.
///
/// Fails as files do, and as `write` does, and then the older backup is still there.
pub(crate) fn replace_backup(
    guard: &LockGuard,
    write: impl FnOnce(&File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    write_over_by(guard, &backup_path(guard.cache()), write)
}

/// Moves a backup out of the way of the next one, which is not of the same cache; nothing where there is none.
///
/// Fails as files do, and then it is where it was.
pub(crate) fn set_backup_aside(guard: &LockGuard) -> Result<(), StoreError> {
    let path = backup_path(guard.cache());
    match fs::symlink_metadata(&path) {
        Ok(_) => move_aside(guard, &path, SetAsideReason::Superseded).map(drop),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// A link cannot replace a file, but a rename can.
fn link(cache: &Path, backup: &Path) -> io::Result<()> {
    let name = temporary_prefix(cache);
    let temporary = temporary_name(&name).make_in(folder_of(cache), |path| fs::hard_link(cache, path))?;
    let temporary = temporary.into_temp_path();
    let link = temporary.to_path_buf();
    temporary.persist(backup).map_err(|refused| refused.error)?;
    // Renaming a link over another one of the same file, which a killed process may have made, does nothing.
    match fs::remove_file(link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn has_no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    matches!(error.kind(), CrossesDevices | PermissionDenied | TooManyLinks | Unsupported)
}
