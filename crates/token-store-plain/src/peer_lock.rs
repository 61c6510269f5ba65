use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use fs4::{FileExt, TryLockError};
use tempfile::TempPath;
use token_store::StoreError;
use token_store_disk::{
    LockGuard, Locked, create_temporary, held, is_at, lock_path, pause, refuse_link, remove_leftovers, sign,
};

use crate::process::is_dead;

/// How long we leave the lock to others after having held it, at least and at most.
const REST: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(50)];

/// Proof that this process, and in it this task, holds the lock of one cache file against all peers.
///
/// It is the existence of `<cache>.lockfile` and the lock of the system on it, both (see the crate's
/// documentation), besides the lock that our own processes have among themselves.
#[derive(Debug)]
pub(crate) struct PeerLock {
    cache: PathBuf,
    path: PathBuf,
    file: Arc<File>,
    own: Option<LockGuard>,
    since: Instant,
}

impl PeerLock {
    /// Waits for the lock until the time limit, counted from `since`, is over. `named` is the cache as the peers
    /// name it, which tells where the lock is; `cache` is the file that it leads to.
    pub(crate) fn acquire(
        named: &Path,
        cache: PathBuf,
        own: LockGuard,
        (since, time_limit): (Instant, Duration),
    ) -> Result<Self, StoreError> {
        let path = lock_path(named);
        let failed = |error| StoreError::io(&path, error);
        remove_leftovers(&own);
        let signed = Signed::new(own.cache()).map_err(failed)?;
        let file = loop {
            if let Some(file) = signed.try_lock(&path).map_err(failed)? {
                break file;
            }
            refuse_link(&path)?;
            if let Some(file) = take_over(&path).map_err(failed)? {
                break file;
            }
            if since.elapsed() >= time_limit {
                return Err(held(named, since.elapsed()));
            }
            thread::sleep(pause(since.elapsed()));
        };
        let guard = Self { cache, path, file: Arc::new(file), own: Some(own), since: Instant::now() };
        remove_leftovers(&guard);
        Ok(guard)
    }

    /// Fails with [`StoreError::LockLost`] where somebody has deleted the lock file.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if is_at(&self.file, &self.path) {
            return Ok(());
        }
        Err(StoreError::LockLost { path: self.path.clone() })
    }
}

impl Locked for PeerLock {
    fn cache(&self) -> &Path {
        &self.cache
    }
}

impl Drop for PeerLock {
    fn drop(&mut self) {
        if is_at(&self.file, &self.path) {
            // Where it stays, whoever comes next finds that its owner is dead, at the latest when this ends.
            drop(fs::remove_file(&self.path));
        }
        let [least, most] = REST;
        let rest = self.since.elapsed().clamp(least, most);
        let (file, own) = (Arc::clone(&self.file), self.own.take());
        // Only our own processes wait for this, so that peers come in between; and whoever of them has just opened
        // the deleted file cannot lock that instead of a new one. Without a thread it ends at once.
        drop(thread::Builder::new().name("lock-rest".to_owned()).spawn(move || {
            thread::sleep(rest);
            drop((file, own));
        }));
    }
}

/// A file that is locked and signed before it has the lock's name, so that nobody ever sees it without either.
struct Signed {
    file: File,
    path: TempPath,
}

impl Signed {
    fn new(cache: &Path) -> io::Result<Self> {
        let (file, path) = create_temporary(cache)?.into_parts();
        FileExt::try_lock(&file)?;
        sign(&file)?;
        Ok(Self { file, path })
    }

    /// Gives the file the lock's name, unless something has it.
    fn try_lock(&self, lock: &Path) -> io::Result<Option<File>> {
        match fs::hard_link(&self.path, lock) {
            Ok(()) => self.file.try_clone().map(Some),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) if has_no_links(&error) => create(lock),
            Err(error) => Err(error),
        }
    }
}

/// FAT and some network filesystems have no hard links.
fn has_no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    matches!(error.kind(), CrossesDevices | PermissionDenied | TooManyLinks | Unsupported)
}

fn create(lock: &Path) -> io::Result<Option<File>> {
    let file = match options().create_new(true).open(lock) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
        opened => opened?,
    };
    // Whoever locks what he finds, without creating it, may have been faster.
    if !try_lock(&file)? || !is_at(&file, lock) {
        return Ok(None);
    }
    signed(file, lock)
}

/// Whether the lock was free.
fn try_lock(file: &File) -> io::Result<bool> {
    match FileExt::try_lock(file) {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Signs a lock that is ours. One that names nobody would be nobody's to take over, so where that fails, on a full
/// disk perhaps, it goes.
fn signed(file: File, lock: &Path) -> io::Result<Option<File>> {
    if let Err(error) = sign(&file) {
        drop(fs::remove_file(lock));
        return Err(error);
    }
    Ok(Some(file))
}

/// The lock file that a dead process left.
fn take_over(lock: &Path) -> io::Result<Option<File>> {
    let file = match options().open(lock) {
        // It has just been deleted, or its owner shares it with nobody.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => {
            return Ok(None);
        }
        opened => opened?,
    };
    // Looked at before it is locked, so that the lock is not taken from somebody who tries it only once.
    if !is_left_by_the_dead(&file) || !try_lock(&file)? {
        return Ok(None);
    }
    if !is_at(&file, lock) || !is_left_by_the_dead(&file) {
        return Ok(None);
    }
    signed(file, lock)
}

/// Whether it names a process, and that one is dead.
fn is_left_by_the_dead(mut file: &File) -> bool {
    use std::io::Seek;
    let mut text = Vec::new();
    let read = file.rewind().and_then(|()| file.take(1024).read_to_end(&mut text));
    let text = String::from_utf8_lossy(&text);
    let process_id = text.split_whitespace().next().and_then(|word| word.parse().ok());
    read.is_ok() && process_id.is_some_and(is_dead)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
