#[cfg(target_os = "linux")]
use std::mem;
#[cfg(unix)]
use std::time::{Duration, Instant};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use token_cache::{JsonPieces, TokenCache};
use token_store::{Change, SetAside, SetAsideReason, Snapshot, StoreError, Version};
use token_store_disk::{LockGuard, last_write, remove_leftovers, replace_by, set_aside};
use zeroize::Zeroizing;

#[cfg(target_os = "linux")]
use crate::hearing::Hearing;
use crate::{
    Passphrase, PassphraseCost, Status,
    backup::Backup,
    disk::{OpenedFile, write_sealed},
    format::{Header, ReadFault},
    keys::{FileKey, Keys},
};

/// Longer than a local disk takes to say what it knows by heart.
#[cfg(unix)]
const QUICK: Duration = Duration::from_millis(1);

/// The file, as far as it blocks: everything but waiting for one's turn.
#[derive(Debug)]
pub(crate) struct CacheFile {
    path: PathBuf,
    pub(crate) keys: Keys,
    memory: Mutex<Memory>,
}

/// What is kept between two calls.
#[derive(Debug, Default)]
struct Memory {
    last: Option<Contents>,
    /// The file that `last` was read from. Elsewhere than on Unix an open file would keep others from replacing it.
    #[cfg(unix)]
    opened: Option<OpenedFile>,
    #[cfg(unix)]
    is_disk_slow: bool,
    #[cfg(target_os = "linux")]
    hearing: Hearing,
    set_aside: Option<SetAside>,
    has_no_leftovers: bool,
    newest_generation: u64,
}

impl Memory {
    /// Whether the file is still the one that was read last. Where it once took long to tell, it is not asked again.
    #[cfg(unix)]
    fn look(&mut self) -> bool {
        let Some(opened) = self.opened.as_ref().filter(|_| !self.is_disk_slow) else { return false };
        let since = Instant::now();
        let is_unchanged = opened.is_still_there();
        self.is_disk_slow = since.elapsed() > QUICK;
        is_unchanged
    }

    /// What was read last.
    #[cfg(unix)]
    fn snapshot(&self) -> Option<Snapshot> {
        let last = self.last.as_ref()?;
        Some(Snapshot {
            cache: Arc::clone(&last.cache),
            version: Some(last.header.version()),
            set_aside: self.set_aside.clone(),
        })
    }
}

/// One write, decrypted and parsed.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub(crate) header: Header,
    pub(crate) cache: Arc<TokenCache>,
    pub(crate) length: usize,
}

impl Contents {
    pub(crate) fn parse(header: Header, json: Zeroizing<String>) -> Result<Self, ReadFault> {
        let length = json.len();
        let cache = TokenCache::deserialize_text(json).map_err(|_| SetAsideReason::Content)?;
        Ok(Self { header, cache: Arc::new(cache), length })
    }
}

impl CacheFile {
    pub(crate) fn new(path: PathBuf, keys: Keys) -> Self {
        Self { path, keys, memory: Mutex::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The newest cache, if that is still the one that was read last. It is told so quickly that it may be asked where
    /// nothing should block; where it once took long, as on a network, it is not asked again.
    #[cfg(unix)]
    pub(crate) fn unchanged(&self) -> Option<Snapshot> {
        let mut memory = self.memory();
        if memory.look() { memory.snapshot() } else { None }
    }

    /// As [`Self::unchanged`], but without a look at the file where nothing was heard of it for a moment.
    #[cfg(target_os = "linux")]
    pub(crate) fn recent(&self) -> Option<Snapshot> {
        let mut memory = self.memory();
        if memory.hearing.knows_unchanged() {
            return memory.snapshot();
        }
        let mut hearing = mem::take(&mut memory.hearing);
        let is_unchanged = hearing.look(&self.path, || memory.look());
        memory.hearing = hearing;
        if is_unchanged { memory.snapshot() } else { None }
    }

    /// The newest cache; none where the file has to be moved aside first, for which the lock is needed.
    pub(crate) fn load(&self) -> Result<Option<Snapshot>, StoreError> {
        match self.read() {
            Ok(contents) => Ok(Some(self.snapshot(Some(&contents)))),
            Err(ReadFault::Missing) => self.keys.check_for_new_file().map(|()| Some(self.snapshot(None))),
            Err(ReadFault::Unusable(_)) => Ok(None),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    /// The newest cache, after moving the file aside if it is unusable now that nobody else can change it.
    pub(crate) fn load_locked(&self, guard: &LockGuard) -> Result<Snapshot, StoreError> {
        let contents = self.read_locked(guard)?;
        if contents.is_none() {
            self.keys.check_for_new_file()?;
        }
        Ok(self.snapshot(contents.as_ref()))
    }

    /// Gets the key before the lock is taken, for a keyring may make others wait for long.
    pub(crate) fn prepare(&self) -> Result<(), StoreError> {
        match self.header().and_then(|header| self.keys.of(&header)) {
            Ok(_) | Err(ReadFault::Unusable(_)) => Ok(()),
            Err(ReadFault::Missing) => self.keys.check_for_new_file(),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    /// Applies the change to the newest cache.
    pub(crate) fn change(&self, guard: &LockGuard, mut change: Change) -> Result<Snapshot, StoreError> {
        let before = self.read_locked(guard)?;
        let old = before.as_ref().map(|contents| Arc::clone(&contents.cache)).unwrap_or_default();
        let mut cache = (*old).clone();
        change(&mut cache);
        // The cache's own mark would miss a whole other cache that was put in its place.
        if cache.is_same_as(&old) {
            return Ok(self.snapshot(before.as_ref()));
        }
        let key = match &before {
            Some(contents) => self.key(&contents.header)?,
            None => self.keys.for_new_file()?,
        };
        let has_lost_something = cache.has_lost_entries_of(&old);
        let json = to_save(&mut cache);
        let backup = Backup::of_change(before.as_ref(), has_lost_something, &json);
        let generation = before.map_or(0, |contents| contents.header.generation);
        let written = self.write(guard, &key, generation.saturating_add(1), (cache, json), backup)?;
        Ok(self.snapshot(Some(&written)))
    }

    /// Takes the passphrase of the file.
    pub(crate) fn unlock(&self, passphrase: &Passphrase) -> Result<(), StoreError> {
        let header = self.header();
        let opens_backup = self.unlock_backup(header.as_ref().ok(), passphrase);
        match header {
            Ok(header) => self.keys.unlock(&header, passphrase),
            Err(ReadFault::Missing) if opens_backup => Ok(()),
            Err(ReadFault::Missing) => Err(StoreError::NewPassphraseNeeded { path: self.path.clone() }),
            // Whoever loads next moves it aside and says so.
            Err(ReadFault::Unusable(_)) => Ok(()),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    /// Begins a new file with this passphrase.
    pub(crate) fn set_passphrase(
        &self,
        guard: &LockGuard,
        new: &Passphrase,
        cost: PassphraseCost,
    ) -> Result<(), StoreError> {
        match self.header() {
            Ok(_) => return Err(StoreError::AlreadyExists { path: self.path.clone() }),
            Err(ReadFault::Missing) => {}
            Err(ReadFault::Unusable(reason)) => self.set_aside(guard, reason)?,
            Err(ReadFault::Store(error)) => return Err(error),
        }
        self.keys.set_passphrase(new, cost)?;
        let mut cache = TokenCache::default();
        let json = to_save(&mut cache);
        self.write(guard, &self.keys.for_new_file()?, 1, (cache, json), Backup::SameAsNew).map(drop)
    }

    /// Moves the file aside, whatever it is; none where there is none.
    pub(crate) fn start_over(&self, guard: &LockGuard) -> Result<Option<SetAside>, StoreError> {
        match OpenedFile::open(&self.path) {
            Err(ReadFault::Missing) => return Ok(None),
            Err(ReadFault::Store(error)) => return Err(error),
            Ok(_) | Err(ReadFault::Unusable(_)) => self.set_aside(guard, SetAsideReason::GivenUp)?,
        }
        self.keys.forget();
        Ok(self.memory().set_aside.clone())
    }

    /// The version, read off the header.
    pub(crate) fn version(&self) -> Result<Option<Version>, StoreError> {
        match self.header() {
            Ok(header) => Ok(Some(header.version())),
            Err(ReadFault::Missing | ReadFault::Unusable(_)) => Ok(None),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    /// What can be told without the key.
    pub(crate) fn status(&self) -> Result<Status, StoreError> {
        let opened = match OpenedFile::open(&self.path) {
            Ok(opened) => Some(opened),
            Err(ReadFault::Store(error)) => return Err(error),
            Err(ReadFault::Missing | ReadFault::Unusable(_)) => None,
        };
        let header = opened.as_ref().and_then(|opened| opened.header().ok());
        Ok(Status {
            path: self.path.clone(),
            size: opened.as_ref().map(OpenedFile::size),
            protection: header.map(|header| header.sealing.protection()),
            key_id: header.map(|header| header.key_id),
            generation: header.map(|header| header.generation),
            written: opened.as_ref().and_then(OpenedFile::written),
            written_by: header.and_then(|header| self.writer_of(header.generation)),
            older_than: header.and_then(|header| self.newer_seen_than(header.generation)),
            set_aside: self.memory().set_aside.clone(),
            backup: self.backup_status(),
        })
    }

    fn writer_of(&self, generation: u64) -> Option<String> {
        let last = last_write(&self.path).filter(|last| last.generation == generation)?;
        Some(last.program).filter(|program| !program.is_empty())
    }

    fn newer_seen_than(&self, generation: u64) -> Option<u64> {
        Some(self.memory().newest_generation).filter(|newest| *newest > generation)
    }

    pub(crate) fn header(&self) -> Result<Header, ReadFault> {
        OpenedFile::open(&self.path)?.header()
    }

    /// Reads the file, or only its header where that is the one that was read last.
    fn read(&self) -> Result<Contents, ReadFault> {
        let opened = OpenedFile::open(&self.path)?;
        let header = opened.header()?;
        let last = self.memory().last.clone();
        if let Some(last) = last.filter(|last| last.header == header) {
            self.remember(last.clone(), Some(opened));
            return Ok(last);
        }
        let key = self.keys.of(&header)?;
        let contents = Contents::parse(header, opened.cache(&header, &key.key)?)?;
        self.remember(contents.clone(), Some(opened));
        Ok(contents)
    }

    /// Reads the file; none where there is none, or none any more because it was unusable.
    pub(crate) fn read_locked(&self, guard: &LockGuard) -> Result<Option<Contents>, StoreError> {
        self.clean(guard);
        match self.read() {
            Ok(contents) => Ok(Some(contents)),
            Err(ReadFault::Missing) => Ok(None),
            Err(ReadFault::Unusable(reason)) => self.set_aside(guard, reason).map(|()| None),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    fn set_aside(&self, guard: &LockGuard, reason: SetAsideReason) -> Result<(), StoreError> {
        let moved = set_aside(guard, reason)?;
        self.memory().set_aside = Some(moved);
        Ok(())
    }

    /// Writes the same cache again, sealed with this key.
    pub(crate) fn write_again(
        &self,
        guard: &LockGuard,
        key: &FileKey,
        before: &Contents,
    ) -> Result<Contents, StoreError> {
        let mut cache = (*before.cache).clone();
        let json = to_save(&mut cache);
        let generation = before.header.generation.saturating_add(1);
        self.write(guard, key, generation, (cache, json), Backup::Same)
    }

    pub(crate) fn write(
        &self,
        guard: &LockGuard,
        key: &FileKey,
        generation: u64,
        (cache, json): (TokenCache, JsonPieces),
        backup: Backup,
    ) -> Result<Contents, StoreError> {
        backup.make(guard, key, (generation, &json))?;
        let header = Header::generate(key.sealing, key.id, generation)?;
        replace_by(guard, |file| write_sealed(file, &self.path, (&header, &key.key), &json))?;
        guard.note_write(generation);
        self.keys.remember(key);
        let contents = Contents { header, cache: Arc::new(cache), length: json.len() };
        self.remember(contents.clone(), None);
        Ok(contents)
    }

    #[cfg_attr(
        not(unix),
        expect(
            unused_variables,
            clippy::needless_pass_by_value,
            reason = "an open file could not be replaced"
        )
    )]
    fn remember(&self, contents: Contents, opened: Option<OpenedFile>) {
        let mut memory = self.memory();
        memory.newest_generation = memory.newest_generation.max(contents.header.generation);
        let before = memory.last.replace(contents);
        #[cfg(unix)]
        {
            memory.opened = opened;
        }
        // A large cache takes its time to be wiped.
        drop(memory);
        drop(before);
    }

    /// The key of a file that has just been read.
    pub(crate) fn key(&self, header: &Header) -> Result<FileKey, StoreError> {
        self.keys.of(header).map_err(|fault| match fault {
            ReadFault::Store(error) => error,
            ReadFault::Missing | ReadFault::Unusable(_) => StoreError::SealFailed,
        })
    }

    /// Once is enough: whoever is killed later is cleaned up after by the next process.
    fn clean(&self, guard: &LockGuard) {
        let is_clean = std::mem::replace(&mut self.memory().has_no_leftovers, true);
        if !is_clean {
            remove_leftovers(guard);
        }
    }

    pub(crate) fn snapshot(&self, contents: Option<&Contents>) -> Snapshot {
        Snapshot {
            cache: contents.map(|contents| Arc::clone(&contents.cache)).unwrap_or_default(),
            version: contents.map(|contents| contents.header.version()),
            set_aside: self.memory().set_aside.clone(),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be written of a cache that counts as saved from then on. It lets go of what was removed or replaced, and
/// shares the rest.
pub(crate) fn to_save(cache: &mut TokenCache) -> JsonPieces {
    cache.mark_saved();
    cache.serialize_in_pieces()
}
