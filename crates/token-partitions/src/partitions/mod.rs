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

use std::{fmt, sync::Arc};

use token_store::{PartitionKey, StoreError, TokenStore, TokenStores};

pub use self::{
    administration::{PartitionKind, PartitionPage, Resealed, Statistics},
    looking::{Look, Unopened},
    options::{MemoryLimits, Names, Options, OutagePolicy},
    purging::{PurgeError, Purged},
};
use self::{core::Core, open::OpenPartitions};
use crate::{Listening, ValueStore};

/// Many caches in one database, each for itself: changed by compare-and-swap, sealed, and kept in memory as long as they
/// are used. Clones are one and the same.
pub struct Partitions<V> {
    shared: Arc<Shared<V>>,
}

struct Shared<V> {
    core: Arc<Core<V>>,
    open: Arc<OpenPartitions<V>>,
    listening: Listening,
}

impl<V: ValueStore + 'static> Partitions<V> {
    /// The caches in that database.
    pub fn new(values: V, options: Options) -> Self {
        let open = Arc::new(OpenPartitions::new(options.memory));
        let core = Arc::new(Core::new(values, options));
        let listening = Listening::marking(&core.is_listening);
        Self { shared: Arc::new(Shared { core, open, listening }) }
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

    /// Begins to let go of what other nodes change, once there is something to listen in.
    fn listen(&self) {
        let Shared { core, open, listening } = &*self.shared;
        listening.begin(&core.values, || {
            let (core, open) = (Arc::clone(core), Arc::downgrade(open));
            move |told: Option<&str>| {
                let Some(open) = open.upgrade() else { return false };
                match told.map(|name| core.options.names.partition_of(name)) {
                    Some(Some(key)) => {
                        core.counters.told.increment(1);
                        open.forget(key);
                    }
                    // A lock, or what was moved aside.
                    Some(None) => {}
                    None => open.doubt(),
                }
                true
            }
        });
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
