//! The lock that keeps writers of one log apart.

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use fs4::{FileExt, TryLockError};
use token_store::StoreError;
use token_store_disk::{Locked, create_folder_of, held, lock_path, pause, refuse_link, sign};

/// Proof that nobody else writes or moves one log.
///
/// The lock is the system's, so it ends with the process, however that ends. Its file stays.
#[derive(Debug)]
pub(crate) struct Lock {
    log: PathBuf,
    _file: File,
}

impl Lock {
    /// Waits for the lock until the time limit is over, and makes the folder where there is none.
    pub(crate) fn acquire(log: &Path, time_limit: Duration) -> Result<Self, StoreError> {
        let since = Instant::now();
        let path = lock_path(log);
        create_folder_of(&path)?;
        refuse_link(&path)?;
        let failed = |error| StoreError::io(&path, error);
        let file = open(&path).map_err(failed)?;
        loop {
            match FileExt::try_lock(&file) {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if since.elapsed() >= time_limit => {
                    return Err(held(log, since.elapsed()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(pause(since.elapsed())),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        // For whoever waits in vain.
        drop(sign(&file));
        Ok(Self { log: log.to_owned(), _file: file })
    }
}

impl Locked for Lock {
    fn cache(&self) -> &Path {
        &self.log
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
