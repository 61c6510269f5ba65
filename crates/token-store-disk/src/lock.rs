use std::{
    env,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    process,
    time::{Duration, Instant},
};

use fs4::{FileExt, TryLockError};
use token_store::{LockHolder, StoreError};

use crate::{Locked, Turn, folder, waiting::wait_for_lock};

/// The longest name of a program that is believed.
const NAME_LIMIT: usize = 80;

/// Proof that this process, and in it this task, holds the lock of one cache file.
///
/// The lock is the system's, on `<cache>.lockfile`, so it ends with the process, however that ends. The file
/// itself stays when the lock is released: if it was deleted, whoever opened it before would lock a file that
/// is no longer there, beside the next one, who locks a new file of that name.
#[derive(Debug)]
pub struct LockGuard {
    cache: PathBuf,
    file: File,
    _turn: Turn,
}

impl LockGuard {
    /// Waits for the lock until the time limit, counted from `since`, is over.
    ///
    /// Fails with [`StoreError::LockHeld`], which names the holder, with [`StoreError::SymbolicLink`], and as files do.
    pub fn acquire(
        cache: &Path,
        turn: Turn,
        since: Instant,
        time_limit: Duration,
    ) -> Result<Self, StoreError> {
        let path = lock_path(cache);
        folder::create_folder_of(&path)?;
        refuse_link(&path)?;
        let failed = |error| StoreError::io(&path, error);
        let file = loop {
            let file = open(&path).map_err(failed)?;
            let file = match FileExt::try_lock(&file) {
                Ok(()) => file,
                Err(TryLockError::WouldBlock) => {
                    let locked = wait_for_lock(&path, file, time_limit.saturating_sub(since.elapsed()));
                    locked.ok_or_else(|| held(cache, since.elapsed()))?.map_err(failed)?
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            };
            // Somebody else's cleaning may have deleted the file between our opening and locking it.
            if is_at(&file, &path) {
                break file;
            }
        };
        sign(&file).map_err(failed)?;
        Ok(Self { cache: cache.to_owned(), file, _turn: turn })
    }
}

impl Locked for LockGuard {
    fn cache(&self) -> &Path {
        &self.cache
    }
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        // Nothing can be done about an error here, and closing the file releases the lock in any case.
        drop(self.file.set_len(0));
        drop(FileExt::unlock(&self.file));
    }
}

/// That the lock is held by somebody else, and by whom.
pub fn held(cache: &Path, waited: Duration) -> StoreError {
    let path = lock_path(cache);
    StoreError::LockHeld { holder: holder(&path), path, waited }
}

/// The lock file of a cache.
pub fn lock_path(cache: &Path) -> PathBuf {
    let mut name = OsString::from(cache.as_os_str());
    name.push(".lockfile");
    PathBuf::from(name)
}

/// Signing a lock overwrites what it leads to.
///
/// Fails with [`StoreError::SymbolicLink`].
pub fn refuse_link(lock: &Path) -> Result<(), StoreError> {
    match fs::symlink_metadata(lock) {
        Ok(found) if found.is_symlink() => Err(StoreError::SymbolicLink { path: lock.to_owned() }),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Whether the path still names the opened file.
#[cfg(unix)]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(opened), Ok(named)) => identity(opened) == identity(named),
        _ => false,
    }
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
pub fn is_at(_: &File, path: &Path) -> bool {
    fs::exists(path).unwrap_or(false)
}

/// Who has waited longer asks more often, so that nobody starves beside those who come and go.
pub fn pause(waited: Duration) -> Duration {
    Duration::from_millis(match waited.as_millis() {
        0..100 => 5,
        100..1000 => 3,
        _ => 1,
    })
}

/// Writes this process into a lock file: its ID, a blank, and the name of its program.
///
/// Fails as files do.
pub fn sign(mut file: &File) -> io::Result<()> {
    let program =
        env::current_exe().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    file.set_len(0)?;
    // Whoever has read it stands at its end, and would leave zeros before the name.
    file.rewind()?;
    write!(file, "{} {}", process::id(), program.unwrap_or_default())
}

/// The process that is written in the lock file, if one is.
///
/// Where a lock excludes readers too, as on Windows, nobody can be named.
pub fn holder(path: &Path) -> Option<LockHolder> {
    let mut text = String::new();
    File::open(path).ok()?.take(1024).read_to_string(&mut text).ok()?;
    let (process_id, program) = text.split_once(' ')?;
    let program: String =
        program.chars().filter(|character| !character.is_control()).take(NAME_LIMIT).collect();
    Some(LockHolder { process_id: process_id.parse().ok()?, program })
}
