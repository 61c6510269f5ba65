use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time;

use crate::{BoxFuture, Change, RenewalLock, Snapshot, StoreError, TokenStore, Version};

/// A cache that lives as long as the process. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    current: Arc<Mutex<Snapshot>>,
    renewing: Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>,
}

impl MemoryStore {
    /// A store with an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// A change that panicked worked on a copy, so the snapshot is whole even when the lock is poisoned.
    fn current(&self) -> MutexGuard<'_, Snapshot> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There are as many as there are accounts.
    fn line_of(&self, name: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut renewing = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(renewing.entry(name.to_owned()).or_default())
    }

    fn apply(&self, mut change: Change) -> Snapshot {
        let mut current = self.current();
        let mut cache = (*current.cache).clone();
        change(&mut cache);
        if *cache.serialize() != *current.cache.serialize() {
            cache.mark_saved();
            current.version = Some(next_version(current.version));
            current.cache = Arc::new(cache);
        }
        current.clone()
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async { Ok(self.current().clone()) })
    }

    fn recent(&self) -> Option<Snapshot> {
        Some(self.current().clone())
    }

    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async { Ok(self.apply(change)) })
    }

    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>> {
        Box::pin(async { Ok(self.current().version) })
    }

    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        Box::pin(async move {
            let held = time::timeout(time_limit, self.line_of(name).lock_owned()).await;
            held.map(RenewalLock::new).map_err(|_| StoreError::LockHeld {
                path: PathBuf::from("memory"),
                holder: None,
                waited: time_limit,
            })
        })
    }
}

/// Nobody can put an old memory back, so the generation identifies the write here.
fn next_version(previous: Option<Version>) -> Version {
    let generation = previous.map_or(1, |version| version.generation() + 1);
    let mut write = [0; 32];
    write[..8].copy_from_slice(&generation.to_be_bytes());
    Version::new(generation, write)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::MemoryStore;
    use crate::conformance::{self, Pair};

    #[tokio::test]
    async fn a_store_in_memory_conforms() {
        conformance::run(async || {
            let store = Arc::new(MemoryStore::new());
            Pair { first: store.clone(), second: store }
        })
        .await;
    }
}
