//! The file that keeps the entries.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use token_cache::AccountId;
use token_store::{SetAsideReason, StoreError};
use token_store_disk::{move_aside, remove_leftovers, replace};

use crate::{Entry, lines, lock::Lock};

/// The longest that a writer waits for others: each takes a moment.
const LOCK_TIME_LIMIT: Duration = Duration::from_secs(5);
/// How large the file may be: some 5,000 entries.
const LIMIT: u64 = 2 << 20;
/// How much of it stays when it gets larger.
const KEPT: usize = 3 << 19;
/// Nobody's log is larger; of such a file only the end is looked at.
const READ_LIMIT: u64 = 4 * LIMIT;
/// More than the first line of a log has.
const FIRST_LINE: u64 = 64 << 10;

/// The log of one cache.
#[derive(Clone, Debug)]
pub struct ActivityLog {
    path: PathBuf,
    lock_time_limit: Duration,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The newest first.
    pub entries: Vec<Entry>,
    /// How many lines nobody could read.
    pub unreadable: usize,
}

/// That entries were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Where a file is now that was no log and had to make room.
    pub set_aside: Option<PathBuf>,
}

/// Differs when somebody has written to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl ActivityLog {
    /// The log of the cache at that path. Nothing is made yet.
    pub fn of_cache(cache: &Path) -> Self {
        let mut name = OsString::from(cache.as_os_str());
        name.push(".activity");
        Self { path: PathBuf::from(name), lock_time_limit: LOCK_TIME_LIMIT }
    }

    /// Where the file is, or is to be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes entries to the end, all of them or none.
    ///
    /// Fails with [`StoreError::LockHeld`], with [`StoreError::SymbolicLink`], and as files do.
    pub fn append(&self, entries: &[Entry]) -> Result<Appended, StoreError> {
        let lock = Lock::acquire(&self.path, self.lock_time_limit)?;
        let set_aside = self.make_room(&lock)?;
        let mut file = open_to_append(&self.path).map_err(|error| self.failed(error))?;
        let length = write(&mut file, entries).map_err(|error| self.failed(error))?;
        // Where a file that is open cannot be replaced, ours would be in the way.
        drop(file);
        if length > LIMIT {
            self.prune(&lock)?;
        }
        Ok(Appended { set_aside })
    }

    /// Everything that is noted. Takes no lock.
    ///
    /// Fails with [`StoreError::SymbolicLink`] and as files do.
    pub fn read(&self) -> Result<Recorded, StoreError> {
        let (mut entries, unreadable) = lines::read(&self.bytes()?);
        entries.reverse();
        Ok(Recorded { entries, unreadable })
    }

    /// Everything that is noted about that account; what is about nobody, or about everybody, is not.
    ///
    /// Fails as [`Self::read`] does.
    pub fn read_of(&self, account: &AccountId) -> Result<Recorded, StoreError> {
        let mut recorded = self.read()?;
        recorded.entries.retain(|entry| entry.is_about(account));
        Ok(recorded)
    }

    /// Forgets everything but `entry`, which says so.
    ///
    /// Fails as [`Self::append`] does.
    pub fn clear(&self, entry: &Entry) -> Result<Appended, StoreError> {
        let lock = Lock::acquire(&self.path, self.lock_time_limit)?;
        let set_aside = self.make_room(&lock)?;
        remove_leftovers(&lock);
        replace(&lock, &lines::written(std::slice::from_ref(entry)))?;
        Ok(Appended { set_aside })
    }

    /// What the file is like now; none where there is none. Reads nothing of it.
    pub fn stamp(&self) -> Option<Stamp> {
        let found = fs::symlink_metadata(&self.path).ok()?;
        Some(Stamp { length: found.len(), modified: found.modified().ok() })
    }

    /// Leaves the newest entries. A reader finds the old file or the new one.
    fn prune(&self, lock: &Lock) -> Result<(), StoreError> {
        remove_leftovers(lock);
        replace(lock, lines::newest(&self.bytes()?, KEPT))
    }

    /// Moves a file aside that is no log.
    fn make_room(&self, lock: &Lock) -> Result<Option<PathBuf>, StoreError> {
        if self.may_be_log()? {
            return Ok(None);
        }
        Ok(Some(move_aside(lock, &self.path, SetAsideReason::Foreign)?.path))
    }

    /// The first line tells, but for a log whose first line was spoilt.
    fn may_be_log(&self) -> Result<bool, StoreError> {
        let Some(file) = self.open()? else { return Ok(true) };
        let mut begin = Vec::new();
        file.take(FIRST_LINE).read_to_end(&mut begin).map_err(|error| self.failed(error))?;
        let first = begin.iter().position(|byte| *byte == b'\n').map(|end| &begin[..end]);
        if first.is_some_and(|line| serde_json::from_slice::<Entry>(line).is_ok()) {
            return Ok(true);
        }
        Ok(lines::may_be_log(&self.bytes()?))
    }

    fn bytes(&self) -> Result<Vec<u8>, StoreError> {
        let Some(mut file) = self.open()? else { return Ok(Vec::new()) };
        let mut bytes = Vec::new();
        let read = file.metadata().and_then(|found| {
            file.seek(SeekFrom::Start(found.len().saturating_sub(READ_LIMIT)))?;
            file.take(READ_LIMIT).read_to_end(&mut bytes)
        });
        read.map_err(|error| self.failed(error))?;
        Ok(bytes)
    }

    /// None where there is no file. What is no file is not opened: a pipe would wait for somebody to write into it.
    fn open(&self) -> Result<Option<File>, StoreError> {
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(error)),
            Ok(found) if found.is_symlink() => {
                return Err(StoreError::SymbolicLink { path: self.path.clone() });
            }
            Ok(found) if !found.is_file() => return Err(self.failed(io::ErrorKind::InvalidInput.into())),
            Ok(_) => {}
        }
        File::open(&self.path).map(Some).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> StoreError {
        StoreError::io(&self.path, error)
    }
}

/// Answers how long the file is then. What was written of lines that did not fit on the disk is taken back.
fn write(file: &mut File, entries: &[Entry]) -> io::Result<u64> {
    let before = file.metadata()?.len();
    let mut bytes = if ends_with_line(file, before)? { Vec::new() } else { vec![b'\n'] };
    bytes.extend(lines::written(entries));
    if let Err(error) = file.write_all(&bytes) {
        drop(file.set_len(before));
        return Err(error);
    }
    Ok(before + bytes.len() as u64)
}

/// Whether a line ends where the file does, or there is none yet.
fn ends_with_line(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// On Unix only its owner may read the file, whatever somebody allowed since.
fn open_to_append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

#[cfg(test)]
mod tests;
