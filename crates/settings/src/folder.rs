//! The folder of the settings, and who may look into it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::SettingsError;

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Creates the folder, and those above it, for their owner alone. Those that are there already stay as they are.
pub(crate) fn create_folder_of(path: &Path) -> Result<(), SettingsError> {
    let folder = folder_of(path);
    if folder.is_dir() {
        return Ok(());
    }
    create_private(&folder).map_err(SettingsError::io("make the folder of", path))
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Elsewhere the folder inherits the access rules of the person's folder for configuration.
#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes renames in the folder survive a loss of power.
#[cfg(unix)]
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    fs::File::open(folder_of(path))?.sync_all()
}

/// Elsewhere a folder cannot be synced; NTFS journals its renames.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(crate) fn sync_folder_of(_: &Path) -> io::Result<()> {
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
