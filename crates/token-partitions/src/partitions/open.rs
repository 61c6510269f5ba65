use std::{
    borrow::Borrow,
    collections::HashSet,
    hash::{BuildHasher, Hash, Hasher},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use foldhash::quality::RandomState;

use super::{core::Core, partition::Partition};
use crate::{MemoryLimits, ValueStore};

/// Of so many partitions each has a shard of its own, so that requests seldom wait for each other.
const PARTITIONS_OF_A_SHARD: usize = 256;
const MOST_SHARDS: usize = 64;

/// The partitions that are open in this process, by their keys.
pub(crate) struct OpenPartitions<V> {
    shards: Vec<Mutex<Shard<V>>>,
    hasher: RandomState,
    count: AtomicUsize,
    /// Where room was made last.
    hand: AtomicUsize,
}

struct Shard<V> {
    partitions: HashSet<ByKey<V>, RandomState>,
    /// How often one of them was opened.
    opened: u64,
}

/// Found by its key, which it has itself: there are many.
struct ByKey<V>(Arc<Partition<V>>);

impl<V: ValueStore + 'static> OpenPartitions<V> {
    pub(crate) fn new(limits: MemoryLimits) -> Self {
        let count = (limits.partitions / PARTITIONS_OF_A_SHARD).clamp(1, MOST_SHARDS);
        let hasher = RandomState::default();
        let shard = || Mutex::new(Shard { partitions: HashSet::with_hasher(hasher.clone()), opened: 0 });
        Self {
            shards: (0..count).map(|_| shard()).collect(),
            hasher: hasher.clone(),
            count: AtomicUsize::new(0),
            hand: AtomicUsize::new(0),
        }
    }

    /// The partition of that key, opened if it is not open yet.
    pub(crate) fn open(&self, core: &Arc<Core<V>>, key: &str) -> Option<Arc<Partition<V>>> {
        let mut shard = self.shard_of(key)?;
        shard.opened += 1;
        let opened = shard.opened;
        if let Some(ByKey(partition)) = shard.partitions.get(key) {
            partition.opened.store(opened, Ordering::Relaxed);
            return Some(Arc::clone(partition));
        }
        let partition = Partition::new(core, key);
        partition.opened.store(opened, Ordering::Relaxed);
        shard.partitions.insert(ByKey(Arc::clone(&partition)));
        self.count.fetch_add(1, Ordering::Relaxed);
        Some(partition)
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// The value of that partition was changed elsewhere.
    pub(crate) fn forget(&self, key: &str) {
        if let Some(partition) = self.find(key) {
            partition.forget();
        }
    }

    /// The partition of that key, if it is open.
    pub(crate) fn find(&self, key: &str) -> Option<Arc<Partition<V>>> {
        self.shard_of(key)?.partitions.get(key).map(|ByKey(partition)| Arc::clone(partition))
    }

    /// Those with changes that the database does not know of.
    pub(crate) fn ahead(&self) -> Vec<Arc<Partition<V>>> {
        let open = self.shards.iter().flat_map(|shard| {
            let all: Vec<_> =
                lock(shard).partitions.iter().map(|ByKey(partition)| Arc::clone(partition)).collect();
            all
        });
        open.filter(|partition| partition.is_ahead()).collect()
    }

    /// Any value may have been changed elsewhere.
    pub(crate) fn doubt(&self) {
        for shard in &self.shards {
            for ByKey(partition) in &lock(shard).partitions {
                partition.doubt();
            }
        }
    }

    /// Makes room while there is more than is to be kept: those go that were opened least recently and that nobody uses.
    pub(crate) fn make_room(&self, core: &Core<V>) {
        let limits = core.options.memory;
        let is_over =
            || self.count() > limits.partitions || core.held_bytes.load(Ordering::Relaxed) > limits.bytes;
        for _ in 0..2 * self.shards.len() {
            if !is_over() {
                return;
            }
            let hand = self.hand.fetch_add(1, Ordering::Relaxed);
            let Some(shard) = self.shards.get(hand % self.shards.len()) else { return };
            let evicted = lock(shard).evict();
            self.count.fetch_sub(evicted.len(), Ordering::Relaxed);
            core.counters.evictions.increment(evicted.len() as u64);
            // Wiping takes its time, for which nobody has to wait.
            drop(evicted);
        }
    }

    fn shard_of(&self, key: &str) -> Option<MutexGuard<'_, Shard<V>>> {
        // The tables take their places from other bits.
        let hash = self.hasher.hash_one(key) >> 32;
        let count = u64::try_from(self.shards.len()).unwrap_or(1);
        self.shards.get(usize::try_from(hash % count).unwrap_or_default()).map(lock)
    }
}

impl<V: ValueStore + 'static> Shard<V> {
    /// Takes out the sixteenth part that was opened least recently, or at least one, of those that nobody uses.
    fn evict(&mut self) -> Vec<ByKey<V>> {
        let part = (self.partitions.len() / 16).max(1);
        let idle = self.partitions.iter().filter(|ByKey(partition)| Arc::strong_count(partition) == 1);
        let mut idle: Vec<_> = idle
            .map(|ByKey(partition)| (partition.opened.load(Ordering::Relaxed), partition.key()))
            .collect();
        idle.sort_unstable();
        let keys: Vec<_> = idle.into_iter().take(part).map(|(_, key)| key.to_owned()).collect();
        keys.iter().filter_map(|key| self.partitions.take(key.as_str())).collect()
    }
}

impl<V: ValueStore + 'static> Borrow<str> for ByKey<V> {
    fn borrow(&self) -> &str {
        self.0.key()
    }
}

impl<V: ValueStore + 'static> Hash for ByKey<V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.key().hash(state);
    }
}

impl<V: ValueStore + 'static> PartialEq for ByKey<V> {
    fn eq(&self, other: &Self) -> bool {
        self.0.key() == other.0.key()
    }
}

impl<V: ValueStore + 'static> Eq for ByKey<V> {}

fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
