mod administration;
mod changing;
mod core;
mod counters;
mod lease;
mod lifetime;
mod looking;
mod open;
mod options;
mod outage;
mod partition;
mod purging;
mod state;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use token_store::{PartitionKey, StoreError, TokenStore, TokenStores};
use tokio::{runtime::Handle, task::AbortHandle};

pub use self::{
    administration::{PartitionKind, PartitionPage, Resealed, Statistics},
    looking::{Look, Unopened},
    options::{MemoryLimits, Names, Options, OutagePolicy},
    purging::{PurgeError, Purged},
};
use self::{core::Core, open::OpenPartitions};
use crate::ValueStore;

/// Many caches in one database, each for itself: changed by compare-and-swap, sealed, and kept in memory as long as they
/// are used. Clones are one and the same.
pub struct Partitions<V> {
    shared: Arc<Shared<V>>,
}

struct Shared<V> {
    core: Arc<Core<V>>,
    open: Arc<OpenPartitions<V>>,
    listening: OnceLock<Listening>,
}

/// Whoever hears of other nodes' changes, until it is dropped.
struct Listening(AbortHandle);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<V: ValueStore + 'static> Partitions<V> {
    /// The caches in that database.
    pub fn new(values: V, options: Options) -> Self {
        let open = Arc::new(OpenPartitions::new(options.memory));
        let core = Arc::new(Core::new(values, options));
        Self { shared: Arc::new(Shared { core, open, listening: OnceLock::new() }) }
    }

    /// The database.
    pub fn values(&self) -> &V {
        &self.shared.core.values
    }

    /// Writes what was changed in an outage and waits in memory, for a program that is about to end; how many partitions
    /// still wait then. See [`OutagePolicy::UseMemory`].
    pub async fn write_pending(&self) -> usize {
        for partition in self.shared.open.ahead() {
            // The same goes wrong with all others, or it is about this one alone.
            if matches!(partition.replay().await, Err(StoreError::Unavailable { .. })) {
                break;
            }
        }
        self.shared.open.ahead().len()
    }

    /// Begins to listen, once there is something to listen in.
    fn listen(&self) {
        if self.shared.listening.get().is_some() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            self.shared.listening.get_or_init(|| {
                let (core, open) = (Arc::clone(&self.shared.core), Arc::downgrade(&self.shared.open));
                Listening(runtime.spawn(listen(core, open)).abort_handle())
            });
        }
    }
}

impl<V: ValueStore + 'static> TokenStores for Partitions<V> {
    fn partition(&self, key: &PartitionKey) -> Arc<dyn TokenStore> {
        let Shared { core, open, .. } = &*self.shared;
        self.listen();
        let partition = open.open(core, key.as_str());
        open.make_room(core);
        partition.unwrap_or_else(|| partition::Partition::new(core, key.as_str()))
    }
}

impl<V> Clone for Partitions<V> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<V> fmt::Debug for Partitions<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Partitions").finish_non_exhaustive()
    }
}

/// Lets go of what other nodes change, as long as there is anything to let go of.
async fn listen<V: ValueStore + 'static>(core: Arc<Core<V>>, open: Weak<OpenPartitions<V>>) {
    let changes = core.values.listen();
    // Whoever begins to listen may have missed something before.
    changes.next().await;
    let Some(doubtful) = open.upgrade() else { return };
    doubtful.doubt();
    drop(doubtful);
    let _marked = Marked::new(&core.is_listening);
    loop {
        let told = changes.next().await;
        let Some(open) = open.upgrade() else { return };
        match told.as_deref().map(|name| core.options.names.partition_of(name)) {
            Some(Some(key)) => {
                core.counters.told.increment(1);
                open.forget(key);
            }
            // A lock, or what was moved aside.
            Some(None) => {}
            None => open.doubt(),
        }
    }
}

/// True as long as it is there.
struct Marked<'a>(&'a AtomicBool);

impl<'a> Marked<'a> {
    fn new(mark: &'a AtomicBool) -> Self {
        mark.store(true, Ordering::Release);
        Self(mark)
    }
}

impl Drop for Marked<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
