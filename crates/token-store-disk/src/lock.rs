use std::{
    env,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use fs4::{FileExt, TryLockError};
use token_store::{LockHolder, StoreError};

use crate::{Locked, Turn, folder, waiting::wait_for_lock};

/// The longest name of a program that is believed.
const NAME_LIMIT: usize = 80;
/// More than a lock file ever holds.
const TEXT_LIMIT: u64 = 1024;

/// Whether somebody holds the lock of a cache at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockState {
    /// Nobody does.
    Free,
    /// Somebody does, who may not have said who it is.
    Held {
        /// Who, if that can be told.
        by: Option<LockHolder>,
    },
}

/// The last write of a cache, as the one who made it noted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWrite {
    /// The write's number; another one than the cache's own says that this is not about the newest write.
    pub generation: u64,
    /// The name of the program.
    pub program: String,
}

/// Proof that this process, and in it this task, holds the lock of one cache file.
///
/// The lock is the system's, on `<cache>.lockfile`, so it ends with the process, however that ends. The file
/// itself stays when the lock is released: if it was deleted, whoever opened it before would lock a file that
/// is no longer there, beside the next one, who locks a new file of that name.
///
/// While the lock is held, the file names the holder; when it is released, a second line names who wrote last, where
/// that was [noted](Self::note_write). Both are for people to read: nothing depends on them.
#[derive(Debug)]
pub struct LockGuard {
    cache: PathBuf,
    file: File,
    last_write: Option<LastWrite>,
    /// The number of this guard's own write; 0 before there is one.
    written: AtomicU64,
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
        Self::lock(cache, turn, since, time_limit)?.signed()
    }

    /// As [`Self::acquire`], and keeps the note about the last write, unless this guard makes one of its own.
    ///
    /// Fails as that does.
    pub fn acquire_with_note(
        cache: &Path,
        turn: Turn,
        since: Instant,
        time_limit: Duration,
    ) -> Result<Self, StoreError> {
        let mut guard = Self::lock(cache, turn, since, time_limit)?;
        guard.last_write = text_of(&guard.file).as_deref().and_then(LastWrite::parse);
        guard.signed()
    }

    fn signed(self) -> Result<Self, StoreError> {
        sign(&self.file).map_err(|error| StoreError::io(lock_path(&self.cache), error))?;
        Ok(self)
    }

    fn lock(cache: &Path, turn: Turn, since: Instant, time_limit: Duration) -> Result<Self, StoreError> {
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
        Ok(Self { cache: cache.to_owned(), file, last_write: None, written: AtomicU64::new(0), _turn: turn })
    }

    /// Notes that this process has made the write of that number, for [`last_write`] to tell.
    pub fn note_write(&self, generation: u64) {
        self.written.store(generation, Ordering::Relaxed);
    }

    fn leave_note(&self) -> io::Result<()> {
        self.file.set_len(0)?;
        let own = match self.written.load(Ordering::Relaxed) {
            0 => None,
            generation => Some(LastWrite { generation, program: own_name() }),
        };
        let Some(last) = own.as_ref().or(self.last_write.as_ref()) else { return Ok(()) };
        (&self.file).rewind()?;
        (&self.file).write_all(format!("\n{} {}", last.generation, last.program).as_bytes())
    }
}

impl LastWrite {
    fn parse(text: &str) -> Option<Self> {
        let (generation, program) = text.strip_prefix('\n')?.split_once(' ')?;
        Some(Self { generation: generation.parse().ok()?, program: plain_name(program) })
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
        drop(self.leave_note());
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
    file.set_len(0)?;
    // Whoever has read it stands at its end, and would leave zeros before the name.
    file.rewind()?;
    write!(file, "{} {}", process::id(), own_name())
}

fn own_name() -> String {
    let program = env::current_exe().ok();
    program.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned())).unwrap_or_default()
}

/// The process that is written in the lock file, if one is.
///
/// Where a lock excludes readers too, as on Windows, nobody can be named.
pub fn holder(path: &Path) -> Option<LockHolder> {
    let text = text_of(&File::open(path).ok()?)?;
    let (process_id, program) = text.split_once(' ')?;
    Some(LockHolder { process_id: process_id.parse().ok()?, program: plain_name(program) })
}

/// Whether somebody holds the lock of the cache now. Where the lock file names nobody, the lock itself is left alone;
/// a name in it is believed only while the lock is really held, for a process that was killed leaves its name.
///
/// Fails as files do.
pub fn lock_state(cache: &Path) -> Result<LockState, StoreError> {
    let path = lock_path(cache);
    refuse_link(&path)?;
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LockState::Free),
        Err(error) => return Err(StoreError::io(path, error)),
    };
    let by = holder(&path);
    if by.is_none() && text_of(&file).is_some() {
        return Ok(LockState::Free);
    }
    match FileExt::try_lock_shared(&file) {
        Ok(()) => {
            FileExt::unlock(&file).map_err(|error| StoreError::io(&path, error))?;
            Ok(LockState::Free)
        }
        Err(TryLockError::WouldBlock) => Ok(LockState::Held { by }),
        Err(TryLockError::Error(error)) => Err(StoreError::io(path, error)),
    }
}

/// Who made the last write that somebody noted; none where nobody did, or while somebody holds the lock.
pub fn last_write(cache: &Path) -> Option<LastWrite> {
    LastWrite::parse(&text_of(&File::open(lock_path(cache)).ok()?)?)
}

fn text_of(file: &File) -> Option<String> {
    let mut text = String::new();
    file.take(TEXT_LIMIT).read_to_string(&mut text).ok()?;
    Some(text)
}

fn plain_name(program: &str) -> String {
    program.chars().filter(|character| !character.is_control()).take(NAME_LIMIT).collect()
}
