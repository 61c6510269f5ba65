//! The lock that keeps writers apart.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use fs4::{FileExt, TryLockError};

use crate::SettingsError;

/// Proof that nobody else writes or moves one settings' file.
///
/// The lock is the system's, so it ends with the process, however that ends. Its file stays: deleting it would
/// let a third process lock a file that nobody else sees.
#[derive(Debug)]
pub(crate) struct Lock {
    settings: PathBuf,
    _file: File,
}

impl Lock {
    /// Waits for the lock of that settings' file, whose folder is there, until the time limit is over.
    pub(crate) fn acquire(settings: &Path, time_limit: Duration) -> Result<Self, SettingsError> {
        let since = Instant::now();
        let failed = || SettingsError::io("lock", settings);
        let file = open(&settings.with_extension("json.lockfile")).map_err(failed())?;
        loop {
            match FileExt::try_lock(&file) {
                Ok(()) => return Ok(Self { settings: settings.to_owned(), _file: file }),
                Err(TryLockError::WouldBlock) if since.elapsed() >= time_limit => {
                    return Err(SettingsError::LockHeld { path: settings.to_owned() });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(pause(since.elapsed())),
                Err(TryLockError::Error(error)) => return Err(failed()(error)),
            }
        }
    }

    /// The settings' file that the lock is for.
    pub(crate) fn settings(&self) -> &Path {
        &self.settings
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Who has waited longer asks more often, so that nobody starves beside those who come and go.
fn pause(waited: Duration) -> Duration {
    Duration::from_millis(match waited.as_millis() {
        0..100 => 5,
        100..1000 => 3,
        _ => 1,
    })
}
