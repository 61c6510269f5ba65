use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    thread,
};

use token_store::{SetAsideReason, StoreError};
use token_store_disk::{
    LockGuard, Locked, folder_of, move_aside, temporary_name, temporary_prefix, write_over, write_over_by,
};

/// So many bytes take longer to delete than a thread to start.
#[cfg(unix)]
const LARGE: u64 = 4 << 20;

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
    let older = hold_large(&path);
    let linked = link(guard.cache(), &path);
    let_go_later(older);
    match linked {
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

/// Deleting a large file takes its time, which the last one who holds it open spends.
#[cfg(unix)]
fn hold_large(path: &Path) -> Option<File> {
    let found = fs::symlink_metadata(path).ok()?;
    if found.is_file() && found.len() >= LARGE { File::open(path).ok() } else { None }
}

/// Elsewhere a file that is open cannot be replaced.
#[cfg(not(unix))]
fn hold_large(_: &Path) -> Option<File> {
    None
}

/// Nobody waits for the thread: where there is none, or it ends with the process, the system closes the file.
fn let_go_later(file: Option<File>) {
    if let Some(file) = file {
        drop(thread::Builder::new().name("old backup".to_owned()).spawn(move || drop(file)));
    }
}

fn has_no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    matches!(error.kind(), CrossesDevices | PermissionDenied | TooManyLinks | Unsupported)
}
