use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Write},
    path::Path,
    thread,
    time::Duration,
};

use tempfile::{Builder, NamedTempFile};
use token_store::StoreError;

use crate::{
    Locked,
    folder::{folder_of, sync_folder_of},
};

/// What the names of temporary files end with. They begin with a dot and the cache's name.
pub(crate) const SUFFIX: &str = ".tmp";
/// The number of letters and digits between.
pub(crate) const RANDOM_LENGTH: usize = 12;
/// How often a rename is tried where the system forbids it while somebody else has the file open.
const RENAMES: u32 = if cfg!(windows) { 50 } else { 1 };

/// Puts `bytes` in the place of the cache, whole: a reader finds either the old file or the new one, and so
/// does whoever comes after a crash.
///
/// Fails as files do, and then the old file is still there; with [`StoreError::NotLasting`] the new one is.
pub fn replace(guard: &impl Locked, bytes: &[u8]) -> Result<(), StoreError> {
    replace_by(guard, write_all(guard.cache(), bytes))
}

/// As [`replace`], with what `write` writes into the new, empty file.
///
/// Fails as [`replace`] does, and as `write` does.
pub fn replace_by(
    guard: &impl Locked,
    write: impl FnOnce(&File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    write_over_by(guard, guard.cache(), write)?;
    sync_folder_of(guard.cache())
}

/// As [`replace`], but asks once more, with the new file, just before it takes the old one's place.
///
/// Fails as [`replace`] does, and as the question does.
pub fn replace_after(
    guard: &impl Locked,
    bytes: &[u8],
    question: impl FnOnce(&File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    write_after(guard, guard.cache(), write_all(guard.cache(), bytes), question)?;
    sync_folder_of(guard.cache())
}

/// Puts `bytes` in the place of `path`, which is the cache or beside it. Its name is not synced yet.
///
/// Fails as files do, and then the old file is still there.
pub fn write_over(guard: &impl Locked, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_over_by(guard, path, write_all(path, bytes))
}

/// As [`write_over`], with what `write` writes into the new, empty file.
///
/// Fails as [`write_over`] does, and as `write` does.
pub fn write_over_by(
    guard: &impl Locked,
    path: &Path,
    write: impl FnOnce(&File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    write_after(guard, path, write, |_| Ok(()))
}

fn write_all(path: &Path, bytes: &[u8]) -> impl FnOnce(&File) -> Result<(), StoreError> {
    move |mut file| file.write_all(bytes).map_err(|error| StoreError::io(path, error))
}

fn write_after(
    guard: &impl Locked,
    path: &Path,
    write: impl FnOnce(&File) -> Result<(), StoreError>,
    question: impl FnOnce(&File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(path, error);
    let temporary = create_temporary(guard.cache()).map_err(failed)?;
    write(temporary.as_file())?;
    temporary.as_file().sync_all().map_err(failed)?;
    question(temporary.as_file())?;
    rename(temporary, path)
}

/// The part of the names of temporary files that comes before the random one.
pub fn temporary_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// A temporary file of the cache's, of which a later holder of the lock knows that it is left over. On Unix the
/// mode is 0600 from the beginning.
///
/// Fails as files do.
pub fn create_temporary(cache: &Path) -> io::Result<NamedTempFile> {
    temporary_name(&temporary_prefix(cache)).tempfile_in(folder_of(cache))
}

/// What the names of such files are made of; `prefix` is what [`temporary_prefix`] gives.
pub fn temporary_name(prefix: &OsStr) -> Builder<'_, '_> {
    let mut builder = Builder::new();
    builder.prefix(prefix).suffix(SUFFIX).rand_bytes(RANDOM_LENGTH);
    builder
}

fn rename(mut temporary: NamedTempFile, path: &Path) -> Result<(), StoreError> {
    let mut tries_left = RENAMES;
    loop {
        tries_left -= 1;
        match temporary.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if tries_left == 0 => return Err(StoreError::io(path, refused.error)),
            Err(refused) => temporary = refused.file,
        }
        thread::sleep(Duration::from_millis(10));
    }
}
