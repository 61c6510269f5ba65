use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use token_cache::TokenCache;
use token_store::{Change, SetAside, Snapshot, StoreError, Version};
use token_store_disk::{Locked, replace_after, set_aside};

use crate::{
    contents::{Contents, Found, digest_of, state},
    file_state::FileState,
    peer_lock::PeerLock,
    write_count::WriteCount,
};

/// How far in the future the time of our writes lies: longer than a peer takes to read the file.
pub const TIME_AHEAD: Duration = Duration::from_secs(2);

/// The file, as far as it blocks: everything but waiting for one's turn.
#[derive(Debug)]
pub(crate) struct CacheFile {
    path: PathBuf,
    memory: Mutex<Memory>,
}

/// What is kept between two calls.
#[derive(Debug, Default)]
struct Memory {
    last: Option<Contents>,
    set_aside: Option<SetAside>,
}

/// What the state of the file tells.
pub(crate) enum Glance {
    /// There is none.
    Nothing,
    /// It is what was read last.
    Same(Version),
    /// It has to be read.
    Unknown,
}

impl CacheFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, memory: Mutex::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that the path leads to. Peers write through a link, where our rename would replace it.
    pub(crate) fn target(&self) -> Result<PathBuf, StoreError> {
        match fs::symlink_metadata(&self.path) {
            Ok(found) if found.file_type().is_symlink() => {
                fs::canonicalize(&self.path).map_err(|error| StoreError::io(&self.path, error))
            }
            _ => Ok(self.path.clone()),
        }
    }

    /// What can be told without the lock: that there is no file, and the version of one that has not changed.
    pub(crate) fn version(&self) -> Result<Glance, StoreError> {
        let Some(now) = state(&self.path)? else { return Ok(Glance::Nothing) };
        let last = self.memory().last.clone();
        let same = last.filter(|last| last.is_settled && last.state == now);
        Ok(same.map_or(Glance::Unknown, |last| Glance::Same(last.version())))
    }

    /// The snapshot where there is no file, for which no lock is needed.
    pub(crate) fn load_missing(&self) -> Result<Option<Snapshot>, StoreError> {
        Ok(state(&self.path)?.is_none().then(|| self.snapshot(None)))
    }

    pub(crate) fn load(&self, guard: &PeerLock) -> Result<Snapshot, StoreError> {
        let contents = self.read(guard)?;
        Ok(self.snapshot(contents.as_ref()))
    }

    /// Applies the change to the newest cache.
    ///
    /// Fails with [`StoreError::LockLost`] where it has to be tried again.
    pub(crate) fn change(&self, guard: &PeerLock, change: &mut Change) -> Result<Snapshot, StoreError> {
        let before = self.read(guard)?;
        let mut cache = before.as_ref().map(|contents| (*contents.cache).clone()).unwrap_or_default();
        // A peer may lay the same JSON out in another way.
        let was = digest_of(&cache.serialize());
        change(&mut cache);
        let json = cache.serialize();
        if digest_of(&json) == was {
            return Ok(self.snapshot(before.as_ref()));
        }
        let written = self.write(guard, cache, &json)?;
        Ok(self.snapshot(Some(&written)))
    }

    fn write(&self, guard: &PeerLock, mut cache: TokenCache, json: &[u8]) -> Result<Contents, StoreError> {
        let mut written = None;
        let old = fs::metadata(guard.cache()).and_then(|metadata| metadata.modified()).ok();
        replace_after(guard, json, |file| {
            date(file, old).map_err(|error| StoreError::io(guard.cache(), error))?;
            let metadata = file.metadata().map_err(|error| StoreError::io(guard.cache(), error))?;
            written = Some(FileState::of(&metadata));
            guard.check()
        })?;
        cache.mark_saved();
        let digest = digest_of(json);
        let count = WriteCount::load(guard).map_or(1, |count| count.generation.saturating_add(1));
        let generation = WriteCount::record(guard, count, digest);
        let state = written.ok_or(StoreError::NotApplied)?;
        let contents = Contents { cache: Arc::new(cache), digest, generation, state, is_settled: false };
        self.memory().last = Some(contents.clone());
        Ok(contents)
    }

    /// Reads the file; none where there is none, or none any more because it was unusable.
    fn read(&self, guard: &PeerLock) -> Result<Option<Contents>, StoreError> {
        let last = self.memory().last.clone();
        match Contents::read(guard.cache(), last.as_ref())? {
            Found::Nothing => Ok(None),
            Found::Unusable(reason) => {
                guard.check()?;
                self.memory().set_aside = Some(set_aside(guard, reason)?);
                Ok(None)
            }
            Found::Cache(mut contents) => {
                contents.generation = WriteCount::of(guard, contents.digest);
                self.memory().last = Some(contents.clone());
                Ok(Some(contents))
            }
        }
    }

    fn snapshot(&self, contents: Option<&Contents>) -> Snapshot {
        Snapshot {
            cache: contents.map(|contents| Arc::clone(&contents.cache)).unwrap_or_default(),
            version: contents.map(Contents::version),
            set_aside: self.memory().set_aside.clone(),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The system's own time may lie before a clock that a peer has read already, so it is set, and to later than
/// both that and the time of the old file.
fn date(file: &File, old: Option<SystemTime>) -> std::io::Result<()> {
    let time = SystemTime::now() + TIME_AHEAD;
    let after_old = old.map_or(time, |old| old + Duration::from_millis(1));
    // A file that somebody dated far into the future does not drive ours further.
    let bearable = after_old.duration_since(time).is_ok_and(|ahead| ahead < TIME_AHEAD);
    file.set_modified(if bearable { after_old } else { time })
}
