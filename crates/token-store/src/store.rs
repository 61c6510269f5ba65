use std::{pin::Pin, time::Duration};

use token_cache::TokenCache;

use crate::{RenewalLock, Snapshot, StoreError, Version};

/// A future that can be sent to another thread, without a type of its own, so that stores can be `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What is to be done to the newest cache.
///
/// It may run more than once, each time on a fresh copy of the newest cache, where a store finds only while
/// writing that somebody else was faster. So it should do nothing but change the cache that it is given.
pub type Change = Box<dyn FnMut(&mut TokenCache) + Send>;

/// One persisted cache.
///
/// Every method may fail with [`StoreError::Io`], [`StoreError::PermissionDenied`], or, for stores that
/// encrypt, with the errors of the keyring ([`StoreError::KeyringLocked`] and the like) and of the passphrase
/// ([`StoreError::PassphraseNeeded`], [`StoreError::NewPassphraseNeeded`]). None of them changes the store.
pub trait TokenStore: Send + Sync {
    /// The newest cache; an empty one without a version where nothing has been written yet.
    ///
    /// What cannot be read as a cache is moved aside, never deleted; [`Snapshot::set_aside`] then says so.
    ///
    /// Fails with [`StoreError::TooNew`] where a newer version of the program wrote the cache, with
    /// [`StoreError::PassphraseWrong`] where another process has set another passphrase, and with
    /// [`StoreError::LockHeld`] only where something had to be moved aside.
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>>;

    /// The cache as it was a moment ago, where that is known at once, without asking the system; else none, and
    /// [`load`](Self::load) tells.
    ///
    /// What was changed through this store shows in it. What another process has just written may not be: for the time
    /// that the system takes to tell of it, or for a second where it does not. And it may be no more than what was found
    /// in it before ([`TokenCache::found_only`]). So a token that is found in it may be used, but one that is missing may
    /// be there.
    fn recent(&self) -> Option<Snapshot> {
        None
    }

    /// Applies `change` to the newest cache, under the store's lock, and persists the result.
    ///
    /// Nothing is written where the cache comes out as it went in. Once it is begun, the work goes on to its
    /// end although the future is dropped.
    ///
    /// Fails as `load` does, with [`StoreError::LockHeld`] where somebody else keeps the lock for too long, and
    /// with [`StoreError::DiskFull`]. After any error the persisted cache is the old one; only after
    /// [`StoreError::NotLasting`] it is the new one.
    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>>;

    /// The version of the newest cache, without reading all of it; none where nothing has been written yet
    /// or what is there is no cache.
    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>>;

    /// Waits until nobody else, in this process or another, renews tokens under this name; whoever asks later waits
    /// until the answer is dropped, or its process has ended, however that ends. First come, first served.
    ///
    /// It is no lock of the cache, which everybody else goes on reading and changing: it is for whoever is about to
    /// spend a refresh token, which only one should do. After it, the cache has to be loaded again, as the one who
    /// had it before may have stored what was wanted. Two names may share one lock, so nobody may hold two of them.
    ///
    /// Optional: a store that is never shared has nobody to wait for, which is what this does by itself.
    ///
    /// Fails with [`StoreError::LockHeld`] where somebody keeps it beyond the time limit, and as files do.
    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        let _ = (name, time_limit);
        Box::pin(async { Ok(RenewalLock::unshared()) })
    }
}
