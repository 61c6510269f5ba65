use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use token_store::{BoxFuture, Change, RenewalLock, SetAside, Snapshot, StoreError, TokenStore, Version};
use token_store_disk::{LockGuard, LockState, Queue, held, lock_state, renewal_lock};
use tokio::task;

use crate::{
    Follower, Keyring, NewKey, Passphrase, PassphraseCost, Rekeyed, Start, Status, SystemKeyring,
    cache_file::CacheFile, keys::Keys,
};

/// What can be chosen about a [`SealedFile`].
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the master key is kept, if it can be.
    pub keyring: Arc<dyn Keyring>,
    /// How long to wait for the lock.
    pub lock_time_limit: Duration,
    /// What guessing a new passphrase is to cost.
    pub passphrase_cost: PassphraseCost,
}

impl Default for Options {
    /// The system keyring, ten seconds, and [`PassphraseCost::USUAL`].
    fn default() -> Self {
        Self {
            keyring: Arc::new(SystemKeyring::new()),
            lock_time_limit: Duration::from_secs(10),
            passphrase_cost: PassphraseCost::USUAL,
        }
    }
}

/// One cache in one sealed file. Clones share it.
///
/// Every change takes the lock, reads the file again if another process has written it, and writes a temporary
/// file, which it syncs and renames over the old one. Readers take no lock: what they open is one whole write.
/// To be used inside a tokio runtime with its timer; all that blocks goes to the runtime's blocking threads.
#[derive(Clone, Debug)]
pub struct SealedFile {
    pub(crate) shared: Arc<Shared>,
    /// Decides, once the lock is held, whether the work begins.
    start: Option<Start>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) file: CacheFile,
    queue: Queue,
    lock_time_limit: Duration,
    passphrase_cost: PassphraseCost,
}

impl SealedFile {
    /// The cache at `path`, such as [`default_path`](crate::default_path) gives. Touches neither the disk nor
    /// the keyring yet.
    pub fn new(path: impl Into<PathBuf>, options: Options) -> Self {
        let path = path.into();
        let queue = Queue::of(&path);
        let keys = Keys::new(&path, options.keyring);
        let Options { lock_time_limit, passphrase_cost, .. } = options;
        let file = CacheFile::new(path, keys);
        Self { shared: Arc::new(Shared { file, queue, lock_time_limit, passphrase_cost }), start: None }
    }

    /// The same file, for one change, new key or restored backup that may be given up while another program has the
    /// lock: it begins once it has the lock, or fails then with [`StoreError::GivenUp`] and has changed nothing.
    #[must_use]
    pub fn starting(&self, start: &Start) -> Self {
        Self { start: Some(start.clone()), ..self.clone() }
    }

    /// Takes the passphrase that the file is sealed with, for as long as this store lives. It is not needed, and
    /// not looked at, where the key is in the keyring.
    ///
    /// Fails with [`StoreError::PassphraseWrong`], with [`StoreError::NewPassphraseNeeded`] where there is no
    /// file, with [`StoreError::TooNew`], and as files do.
    pub async fn unlock(&self, passphrase: Passphrase) -> Result<(), StoreError> {
        self.blocking(move |shared| shared.file.unlock(&passphrase)).await
    }

    /// Begins a new file that is sealed with this passphrase, for where there is no keyring.
    ///
    /// Fails with [`StoreError::PassphraseTooShort`], with [`StoreError::AlreadyExists`] where there is a file,
    /// and as a change does.
    pub async fn set_passphrase(&self, new: Passphrase) -> Result<(), StoreError> {
        new.check_length()?;
        let cost = self.shared.passphrase_cost;
        self.locked(move |file, guard| file.set_passphrase(guard, &new, cost)).await
    }

    /// Seals the file with a new key: another one of the keyring's, another passphrase, or from the one to the
    /// other. A process that is killed meanwhile leaves a file that opens with the old key or with the new one.
    ///
    /// Other processes that hold the old key find the new one in the keyring, or fail with
    /// [`StoreError::PassphraseNeeded`]. The work goes on to its end although the future is dropped.
    ///
    /// Fails with [`StoreError::NotFound`] where there is no file, with [`StoreError::PassphraseNeeded`] where
    /// the old passphrase has not been given, with [`StoreError::PassphraseTooShort`], with
    /// [`StoreError::KeyringAbsent`] where the new key is to be in a keyring and there is none, and as a change
    /// does.
    pub async fn rekey(&self, new: NewKey) -> Result<Rekeyed, StoreError> {
        if let NewKey::Passphrase(passphrase) = &new {
            passphrase.check_length()?;
        }
        let this = self.clone();
        task::spawn(async move { this.rekey_to_the_end(new).await }).await.unwrap_or(Err(StoreError::Stopped))
    }

    async fn rekey_to_the_end(&self, new: NewKey) -> Result<Rekeyed, StoreError> {
        let cost = self.shared.passphrase_cost;
        let key = Arc::new(self.blocking(move |shared| shared.file.prepare_rekey(&new, cost)).await?);
        let new_key = Arc::clone(&key);
        let rekeyed = self.locked(move |file, guard| file.rekey(guard, &new_key)).await;
        if rekeyed.is_err() {
            // The error that came first is the one to tell: a key too many opens nothing.
            let _ = self.blocking(move |shared| shared.file.discard(&key)).await;
        }
        rekeyed
    }

    /// Puts the backup in the place of the cache, for after damage or a change that was a mistake. A cache that is
    /// good becomes the backup, so that restoring again undoes it; one that is not is moved aside.
    ///
    /// Fails with [`StoreError::NotFound`] where there is no backup, with [`StoreError::BackupUnusable`], with
    /// [`StoreError::PassphraseNeeded`], and as a change does.
    pub async fn restore(&self) -> Result<Snapshot, StoreError> {
        self.blocking(|shared| shared.file.prepare_restore()).await?;
        self.locked(CacheFile::restore).await
    }

    /// The cache that the backup holds, for the person to see before [`Self::restore`]. Nothing is changed or moved.
    ///
    /// Fails with [`StoreError::NotFound`] where there is no backup, with [`StoreError::BackupUnusable`], with
    /// [`StoreError::PassphraseNeeded`], and as files and the keyring do.
    pub async fn load_backup(&self) -> Result<Snapshot, StoreError> {
        self.blocking(|shared| shared.file.load_backup()).await
    }

    /// Gives up a file that cannot be opened any more, because its passphrase is forgotten or its keyring gone:
    /// moves it aside, whole, so that a new one can be begun. Answers where it is; none where there is none.
    ///
    /// Fails with [`StoreError::LockHeld`] and as files do.
    pub async fn start_over(&self) -> Result<Option<SetAside>, StoreError> {
        self.locked(CacheFile::start_over).await
    }

    /// What can be told of the file without its key.
    ///
    /// Fails as files do.
    pub async fn status(&self) -> Result<Status, StoreError> {
        self.blocking(|shared| shared.file.status()).await
    }

    /// Whether somebody holds the lock at this moment, this process too, and who.
    ///
    /// Fails as files do.
    pub async fn lock_state(&self) -> Result<LockState, StoreError> {
        self.blocking(|shared| lock_state(shared.file.path())).await
    }

    /// Tells of every version that comes after `seen`, whoever writes it.
    pub fn follow(&self, seen: Option<Version>) -> Follower {
        Follower::new(self.clone(), seen)
    }

    /// Work that is begun goes on to its end, also when the future is dropped.
    pub(crate) async fn blocking<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Shared) -> Result<T, StoreError> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        task::spawn_blocking(move || work(&shared)).await.unwrap_or(Err(StoreError::Stopped))
    }

    async fn locked<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&CacheFile, &LockGuard) -> Result<T, StoreError> + Send + 'static,
    {
        let since = Instant::now();
        let time_limit = self.shared.lock_time_limit;
        let turn = self.shared.queue.turn(time_limit).await;
        let start = self.start.clone();
        self.blocking(move |shared| {
            let file = &shared.file;
            let turn = turn.ok_or_else(|| held(file.path(), since.elapsed()))?;
            let guard = LockGuard::acquire_with_note(file.path(), turn, since, time_limit)?;
            if start.is_some_and(|start| !start.begin()) {
                return Err(StoreError::GivenUp);
            }
            work(file, &guard)
        })
        .await
    }
}

impl TokenStore for SealedFile {
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async {
            #[cfg(unix)]
            if let Some(snapshot) = self.shared.file.unchanged() {
                return Ok(snapshot);
            }
            match self.blocking(|shared| shared.file.load()).await? {
                Some(snapshot) => Ok(snapshot),
                None => self.locked(CacheFile::load_locked).await,
            }
        })
    }

    #[cfg(target_os = "linux")]
    fn recent(&self) -> Option<Snapshot> {
        self.shared.file.recent()
    }

    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async {
            self.blocking(|shared| shared.file.prepare()).await?;
            self.locked(|file, guard| file.change(guard, change)).await
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>> {
        Box::pin(self.blocking(|shared| shared.file.version()))
    }

    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        Box::pin(renewal_lock(self.shared.file.path(), name, time_limit))
    }
}
