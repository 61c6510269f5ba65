use std::{
    fs, io,
    path::{Path, PathBuf},
};

use token_store::StoreError;

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Creates the folder for its owner alone. One that is there already is somebody's, and stays as it is.
///
/// Fails as files do.
pub fn create_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = folder_of(path);
    if folder.is_dir() {
        return Ok(());
    }
    create_private(&folder).map_err(|error| StoreError::io(folder, error))
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Elsewhere the folder inherits the access rules of the person's data folder.
#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes a rename to `path` survive a loss of power, as well as the system can.
///
/// Fails with [`StoreError::NotLasting`] where the system tried and failed.
#[cfg(unix)]
pub fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let synced = fs::File::open(folder_of(path)).and_then(|opened| opened.sync_all());
    match synced {
        Err(error) if cannot_sync(&error) => Ok(()),
        synced => synced.map_err(|source| StoreError::NotLasting { path: path.to_owned(), source }),
    }
}

/// A folder that may be written but not read cannot be opened, and some network filesystems sync no folders: nobody
/// could ever write there, if that was a failure.
#[cfg(unix)]
fn cannot_sync(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported)
}

/// Elsewhere a folder cannot be synced; NTFS journals its renames.
#[cfg(not(unix))]
pub fn sync_folder_of(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Takes from everybody but the owner what an older mode allowed them.
#[cfg(unix)]
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

/// Elsewhere the access rules are the folder's.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(crate) fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}
