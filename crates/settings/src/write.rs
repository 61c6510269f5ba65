//! Replacing the file, and moving it out of the way.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tempfile::NamedTempFile;

use crate::{
    Kept, SettingsError,
    folder::{folder_of, make_private, sync_folder_of},
    lock::Lock,
    read::SIZE_LIMIT,
};

/// How often a rename is tried where the system forbids it while somebody else has the file open.
const RENAMES: u32 = if cfg!(windows) { 50 } else { 1 };

/// A new file on the disk, beside the one that it is to replace. Dropped, it leaves no trace.
pub(crate) struct Prepared(NamedTempFile);

impl Prepared {
    /// Writes what is to be kept to a file of its own. On Unix its mode is 0600 from the beginning.
    pub(crate) fn write(lock: &Lock, kept: &impl Kept) -> Result<Self, SettingsError> {
        let path = lock.settings();
        let failed = || SettingsError::io("write", path);
        let text = serde_json::to_vec_pretty(kept).map_err(io::Error::from).map_err(failed())?;
        if text.len() as u64 >= SIZE_LIMIT {
            return Err(SettingsError::ChangeTooLarge { path: path.to_owned(), limit: SIZE_LIMIT });
        }
        let mut file = NamedTempFile::new_in(folder_of(path)).map_err(failed())?;
        let written = file.write_all(&text).and_then(|()| file.write_all(b"\n"));
        written.and_then(|()| file.as_file().sync_all()).map_err(failed())?;
        Ok(Self(file))
    }

    /// Puts the settings in their place, whole: a reader finds either the old file or the new one.
    pub(crate) fn put(self, lock: &Lock) -> Result<(), SettingsError> {
        let path = lock.settings();
        let renamed = rename(self.0, path).map_err(SettingsError::io("write", path));
        renamed.and_then(|()| sync_folder_of(path).map_err(SettingsError::io("sync the folder of", path)))
    }
}

fn rename(mut temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut tries_left = RENAMES;
    loop {
        tries_left -= 1;
        match temporary.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if tries_left == 0 => return Err(refused.error),
            Err(refused) => temporary = refused.file,
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Moves the file to a name that nothing has yet.
pub(crate) fn set_aside(lock: &Lock) -> Result<PathBuf, SettingsError> {
    let path = lock.settings();
    let failed = || SettingsError::io("move aside", path);
    let aside = claim(path).map_err(failed())?;
    if let Err(error) = fs::rename(path, &aside) {
        drop(fs::remove_file(&aside));
        return Err(failed()(error));
    }
    // Where these two fail, the file is as readable as it was, and a loss of power could bring it back to be
    // moved aside once more.
    drop(make_private(&aside));
    drop(sync_folder_of(path));
    Ok(aside)
}

/// Creates an empty file for the rename to go over: a rename alone would replace whatever is there.
fn claim(path: &Path) -> io::Result<PathBuf> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    for number in 1_u32.. {
        let name = path.with_extension(format!("json.unreadable-{seconds}-{number}"));
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
