//! The sealed cache as the window sees it: the newest snapshot, or why there is none.

mod details;
mod key;
#[cfg(target_os = "linux")]
mod picture;
mod restore;
#[cfg(test)]
mod tests;
mod transfer;
mod undo;

pub(crate) use key::Typed;
pub(crate) use transfer::{PROGRAM, blocking, proposed_activity_export, proposed_export, proposed_import};
pub(crate) use undo::Done;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use token_cache::{CacheError, GivenBack, Removal, Removed, TokenCache};
use token_store::{SetAside, SetAsideReason, Snapshot, StoreError, TokenStore, TokenStoreExt, Version};
use token_store_file::{Follower, LockState, Passphrase, SealedFile, Start, Status};

use self::undo::Undo;
use crate::{
    error::Answer,
    views::{ErrorCode, ErrorView, NoticeKind, Protection, StorageState, StorageView},
};

/// How often, and how long after each other, it is looked whether the one who has just written has let go of the lock. The
/// window follows the next change only then, and is to do so within a second.
const NOTE_LOOKS: u32 = 35;
const NOTE_STEP: Duration = Duration::from_millis(20);

/// The sealed file and what was last read of it.
pub(crate) struct Storage {
    file: SealedFile,
    path: PathBuf,
    latest: Mutex<Latest>,
    /// Two readings at once could end in the wrong order and show the older one.
    reading: tokio::sync::Mutex<()>,
    /// The person said that the keyring is gone for good.
    keyring_is_given_up: AtomicBool,
    /// What was read for an import, until that is decided.
    incoming: Mutex<Option<Arc<TokenCache>>>,
    /// The last removal, for as long as it can be undone.
    pub(crate) undo: Undo,
}

struct Latest {
    cache: Arc<TokenCache>,
    version: Option<Version>,
    protection: Option<Protection>,
    state: StorageState,
    error: Option<ErrorView>,
    can_start_over: bool,
    trouble: Option<ErrorView>,
}

/// What a reading found that the person should know.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Refreshed {
    /// What could not be used and had to be moved aside.
    pub(crate) set_aside: Option<SetAside>,
    /// The cache's path, where somebody has put an older copy of it.
    pub(crate) put_back: Option<PathBuf>,
}

impl Storage {
    /// The file at `path`; nothing is read yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self::with(path, token_store_file::Options::default())
    }

    fn with(path: PathBuf, options: token_store_file::Options) -> Self {
        let file = SealedFile::new(&path, options);
        let latest = Latest {
            cache: Arc::default(),
            version: None,
            protection: None,
            state: StorageState::Opening,
            error: None,
            can_start_over: false,
            trouble: None,
        };
        let (latest, reading) = (Mutex::new(latest), tokio::sync::Mutex::default());
        let keyring_is_given_up = AtomicBool::new(false);
        Self {
            file,
            path,
            latest,
            reading,
            keyring_is_given_up,
            incoming: Mutex::default(),
            undo: Undo::default(),
        }
    }

    /// The store, for those who sign in and renew.
    pub(crate) fn store(&self) -> Arc<dyn TokenStore> {
        Arc::new(self.file.clone())
    }

    /// The write that is on the disk.
    pub(crate) async fn version(&self) -> Option<Version> {
        self.file.version().await.ok().flatten()
    }

    /// Tells of what this and other processes write after that.
    pub(crate) fn follow(&self, version: Option<Version>) -> Follower {
        self.file.follow(version)
    }

    /// Whether the newest snapshot is of that write.
    pub(crate) fn shows(&self, version: Option<Version>) -> bool {
        let latest = self.latest();
        latest.state == StorageState::Ready && latest.version == version
    }

    /// Whether reading would ask a keyring that has just failed: only the person may have it asked again.
    pub(crate) fn waits_for_keyring(&self) -> bool {
        self.latest().state == StorageState::KeyringUnavailable
    }

    /// Reads the file if it has changed.
    pub(crate) async fn refresh(&self) -> Refreshed {
        let _turn = self.reading.lock().await;
        let loaded = self.file.load().await;
        let status = self.file.status().await.ok();
        let is_missing = status.as_ref().is_some_and(|status| status.size.is_none());
        let loaded = loaded.map_err(|error| self.without_the_keyring(error, is_missing));
        let protection = status.as_ref().and_then(|status| status.protection);
        if let Ok(Snapshot { cache, version, .. }) = &loaded {
            self.undo.look(cache, generation(*version));
        }
        let mut latest = self.latest();
        let trouble = latest.trouble.take();
        *latest = Latest { trouble, ..Latest::of(loaded, protection.map(Protection::from)) };
        status.map(Refreshed::from).unwrap_or_default()
    }

    /// Moves a file that cannot be opened aside, so that a new one can begin. One that can be opened, or whose
    /// keyring is only locked or slow, stays.
    pub(crate) async fn start_over(&self, start: &Start) -> Answer<()> {
        match self.file.load().await {
            Ok(_) => Ok(()),
            Err(error) if may_be_for_good(&error) => {
                self.file.starting(start).start_over().await?;
                self.keyring_is_given_up.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A keyring that fails is waited for as long as nobody has given it up; then a passphrase takes its place.
    fn without_the_keyring(&self, error: StoreError, is_missing: bool) -> StoreError {
        let is_given_up = self.keyring_is_given_up.load(Ordering::Relaxed);
        match error {
            StoreError::KeyringFailed { .. } if is_given_up && is_missing => {
                StoreError::NewPassphraseNeeded { path: self.path.clone() }
            }
            error => error,
        }
    }

    /// Says that the keyring is being asked again.
    pub(crate) fn reopening(&self) {
        self.latest().state = StorageState::Opening;
    }

    /// The newest cache, if the file can be used.
    pub(crate) fn cache(&self) -> Answer<Arc<TokenCache>> {
        let latest = self.latest();
        match (&latest.state, &latest.error) {
            (StorageState::Ready, _) => Ok(Arc::clone(&latest.cache)),
            (_, Some(error)) => Err(error.clone()),
            _ => Err(ErrorView::new(ErrorCode::KeyringTimedOut, "the keyring has not answered yet")),
        }
    }

    /// The newest cache, empty while the file cannot be used.
    pub(crate) fn shown(&self) -> Arc<TokenCache> {
        Arc::clone(&self.latest().cache)
    }

    /// Removes entries under the lock, from the disk at once, and offers to undo that. Answers what went, and the number
    /// by which it can be undone.
    pub(crate) async fn remove(
        &self,
        removals: Vec<Removal>,
        done: Done,
        start: &Start,
    ) -> Answer<(Removed, Option<u32>)> {
        let changed = self.file.starting(start).change_with(move |cache| cache.take(&removals)).await;
        let (removed, taken) = self.noting(changed.map_err(ErrorView::from))?;
        let since = self.file.version().await.ok().flatten();
        Ok((removed, self.undo.offer(taken, done, generation(since), Instant::now())))
    }

    /// Gives back under the lock what the last removal took; none where it is too late. What fails, or is dropped before it
    /// begins, can be tried again.
    pub(crate) async fn undo(&self, id: u32, start: &Start) -> Answer<Option<(GivenBack, Done)>> {
        let Some(undoing) = self.undo.begin(id, Instant::now()) else { return Ok(None) };
        let taken = undoing.taken();
        let changed = self.file.starting(start).change_with(move |cache| cache.give_back(&taken)).await;
        let given =
            changed.map_err(ErrorView::from).and_then(|given| given.map_err(|error| unusable(&error)));
        let given = self.noting(given)?;
        Ok(Some((given, undoing.end())))
    }

    /// Shows in the status line that somebody keeps the lock, until a change succeeds.
    pub(crate) fn noting<T>(&self, changed: Answer<T>) -> Answer<T> {
        let mut latest = self.latest();
        match &changed {
            Err(error) if error.code == ErrorCode::LockHeld => latest.trouble = Some(error.clone()),
            Err(_) => {}
            Ok(_) => latest.trouble = None,
        }
        changed
    }

    /// Takes the passphrase of the file.
    pub(crate) async fn unlock(&self, passphrase: String) -> Answer<()> {
        Ok(self.file.unlock(Passphrase::new(passphrase)).await?)
    }

    /// Begins a file under a new passphrase. Where another window has just begun one, that one's is wanted.
    pub(crate) async fn choose_passphrase(&self, passphrase: String) -> Answer<()> {
        match self.file.set_passphrase(Passphrase::new(passphrase)).await {
            Ok(()) | Err(StoreError::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The newest cache; none while it cannot be used, or before it was read.
    pub(crate) fn ready(&self) -> Option<Arc<TokenCache>> {
        let latest = self.latest();
        (latest.state == StorageState::Ready).then(|| Arc::clone(&latest.cache))
    }

    /// The program that made the newest write, if it has noted that. It does so as it lets go of the lock, which is a
    /// moment after the write can be read: that is waited for, though not for ever.
    pub(crate) async fn written_by(&self) -> Option<String> {
        let mut was_free = false;
        for _ in 0..NOTE_LOOKS {
            let is_free = !matches!(self.file.lock_state().await, Ok(LockState::Held { .. }));
            let writer = self.file.status().await.ok()?.written_by;
            // A lock file names nobody for a moment while the note is being left: once is not enough.
            if writer.is_some() || (is_free && was_free) {
                return writer;
            }
            was_free = is_free;
            tokio::time::sleep(NOTE_STEP).await;
        }
        None
    }

    /// What the status line shows.
    pub(crate) fn view(&self) -> StorageView {
        let latest = self.latest();
        StorageView {
            path: self.path.display().to_string(),
            state: latest.state,
            protection: latest.protection,
            generation: latest.version.map(|version| version.generation()),
            error: latest.error.clone().or_else(|| latest.trouble.clone()),
            can_start_over: latest.can_start_over,
            shortest_passphrase: Passphrase::MINIMUM_CHARACTERS,
        }
    }

    fn latest(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn incoming(&self) -> MutexGuard<'_, Option<Arc<TokenCache>>> {
        self.incoming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Latest {
    fn of(loaded: Result<Snapshot, StoreError>, protection: Option<Protection>) -> Self {
        match loaded {
            Ok(Snapshot { cache, version, .. }) => {
                // Before the first write there is no file to ask; one that is begun without a passphrase is
                // protected by the keyring.
                let protection = protection.or(Some(Protection::Keyring));
                let state = StorageState::Ready;
                Self { cache, version, protection, state, error: None, can_start_over: false, trouble: None }
            }
            Err(error) => Self {
                cache: Arc::default(),
                version: None,
                protection,
                state: state_of(&error),
                error: Some(ErrorView::from(&error)),
                can_start_over: may_be_for_good(&error),
                trouble: None,
            },
        }
    }
}

fn generation(version: Option<Version>) -> u64 {
    version.map_or(0, |version| version.generation())
}

fn unusable(error: &CacheError) -> ErrorView {
    ErrorView::new(ErrorCode::FileFailed, error.to_string())
}

fn state_of(error: &StoreError) -> StorageState {
    match error {
        StoreError::PassphraseNeeded { .. } | StoreError::PassphraseWrong { .. } => {
            StorageState::PassphraseNeeded
        }
        StoreError::NewPassphraseNeeded { .. } => StorageState::NewPassphraseNeeded,
        StoreError::KeyringAbsent
        | StoreError::KeyringLocked
        | StoreError::KeyringTimedOut { .. }
        | StoreError::KeyringRefused
        | StoreError::KeyringFailed { .. } => StorageState::KeyringUnavailable,
        _ => StorageState::Unavailable,
    }
}

/// Whether what keeps the file shut may never go away by itself.
fn may_be_for_good(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::PassphraseNeeded { .. } | StoreError::KeyringAbsent | StoreError::KeyringFailed { .. }
    )
}

impl From<Status> for Refreshed {
    fn from(status: Status) -> Self {
        let put_back = status.older_than.map(|_| status.path);
        Self { set_aside: status.set_aside, put_back }
    }
}

impl From<SetAsideReason> for NoticeKind {
    fn from(reason: SetAsideReason) -> Self {
        match reason {
            SetAsideReason::GivenUp => Self::CacheGivenUp,
            _ => Self::CacheSetAside,
        }
    }
}

impl From<token_store_file::Protection> for Protection {
    fn from(protection: token_store_file::Protection) -> Self {
        match protection {
            token_store_file::Protection::Keyring => Self::Keyring,
            token_store_file::Protection::Passphrase => Self::Passphrase,
        }
    }
}
