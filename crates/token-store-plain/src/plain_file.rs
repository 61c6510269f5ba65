use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use token_store::{BoxFuture, Change, RenewalLock, Snapshot, StoreError, TokenStore, Version};
use token_store_disk::{LockGuard, Queue, held, renewal_lock};
use tokio::task;

use crate::{
    cache_file::{CacheFile, Glance},
    peer_lock::PeerLock,
};

/// How often a change is done anew where somebody deletes the lock meanwhile.
const TRIES: usize = 5;

/// What can be chosen about a [`PlainFile`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long to wait for the lock.
    pub lock_time_limit: Duration,
}

impl Default for Options {
    /// Ten seconds.
    fn default() -> Self {
        Self { lock_time_limit: Duration::from_secs(10) }
    }
}

/// One cache in the plain JSON file of the MSAL libraries, shared with programs that use them. Clones share it.
///
/// Reading takes the lock too, so [`TokenStore::load`] fails with [`StoreError::LockHeld`] as a change does. A
/// file that is not JSON at all is [`StoreError::NotACache`], and stays; one that is empty, cut or damaged is
/// moved aside. To be used inside a tokio runtime with its timer.
#[derive(Clone, Debug)]
pub struct PlainFile {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    file: CacheFile,
    queue: Queue,
    lock_time_limit: Duration,
}

impl PlainFile {
    /// The cache at `path`, as the peers name it: the lock is beside it. Touches nothing yet.
    pub fn new(path: impl Into<PathBuf>, options: Options) -> Self {
        let path = path.into();
        let queue = Queue::of(&path);
        let lock_time_limit = options.lock_time_limit;
        Self { shared: Arc::new(Shared { file: CacheFile::new(path), queue, lock_time_limit }) }
    }

    /// Work that is begun goes on to its end, also when the future is dropped.
    async fn blocking<T, W>(&self, work: W) -> Result<T, StoreError>
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
        W: FnOnce(&CacheFile, &PeerLock) -> Result<T, StoreError> + Send + 'static,
    {
        let since = Instant::now();
        let time_limit = self.shared.lock_time_limit;
        let turn = self.shared.queue.turn(time_limit).await;
        self.blocking(move |shared| {
            let file = &shared.file;
            let turn = turn.ok_or_else(|| held(file.path(), since.elapsed()))?;
            let own = LockGuard::acquire(&own_name(file.path()), turn, since, time_limit)?;
            let guard = PeerLock::acquire(file.path(), file.target()?, own, (since, time_limit))?;
            work(file, &guard)
        })
        .await
    }

    async fn load_locked(&self) -> Result<Snapshot, StoreError> {
        self.locked(CacheFile::load).await
    }
}

impl TokenStore for PlainFile {
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async {
            match self.blocking(|shared| shared.file.load_missing()).await? {
                Some(empty) => Ok(empty),
                None => self.load_locked().await,
            }
        })
    }

    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        let this = self.clone();
        Box::pin(async move {
            let mut change = change;
            for _ in 1..TRIES {
                let attempt = this.locked(move |file, guard| {
                    let done = file.change(guard, &mut change);
                    Ok((done, change))
                });
                match attempt.await? {
                    (Err(StoreError::LockLost { .. }), again) => change = again,
                    (done, _) => return done,
                }
            }
            this.locked(move |file, guard| file.change(guard, &mut change)).await
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>> {
        Box::pin(async {
            match self.blocking(|shared| shared.file.version()).await? {
                Glance::Nothing => Ok(None),
                Glance::Same(version) => Ok(Some(version)),
                Glance::Unknown => Ok(self.load_locked().await?.version),
            }
        })
    }

    /// Our own programs wait for one another; the MSAL libraries know no such lock.
    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        Box::pin(async move { renewal_lock(&own_name(self.shared.file.path()), name, time_limit).await })
    }
}

/// What our own lock is made of: `<cache>.tessera`, whose lock is `<cache>.tessera.lockfile`.
fn own_name(cache: &Path) -> PathBuf {
    let mut name = OsString::from(cache.as_os_str());
    name.push(".tessera");
    PathBuf::from(name)
}
