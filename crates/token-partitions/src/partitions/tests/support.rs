//! Nodes of an app on values in memory, whose database can be made to fail.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use token_cache::{Timestamp, TokenCache};
use token_store::{
    BoxFuture, PartitionKey, Snapshot, StoreError, TokenStore, TokenStores, conformance::sample,
};

use tokio::sync::oneshot::{self, Receiver, Sender};

use crate::{
    ChangeListener, KeyRing, ManualClock, MemoryOptions, MemoryValues, Options, Page, Partitions, Revision,
    RingKey, Sealing, Swapped, Value, ValueError, ValueStore,
};

/// When the sample tokens are issued.
pub(super) const NOW: i64 = 1_800_000_000;

/// What becomes of the next swap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is made, and the answer is lost.
    Made,
    /// It is not made, and nobody knows.
    NotMade,
}

/// A database that counts what it is asked, and fails when it is told to.
#[derive(Clone, Default)]
pub(super) struct Database {
    values: MemoryValues,
    pub(super) faults: Arc<Faults>,
}

impl Database {
    /// A client of a database that has those values.
    pub(super) fn of(values: &MemoryValues) -> Self {
        Self { values: values.clone(), ..Self::default() }
    }
}

#[derive(Default)]
pub(super) struct Faults {
    pub(super) is_down: AtomicBool,
    /// Whether it tells of no changes.
    pub(super) is_deaf: AtomicBool,
    /// Whether nothing can be written for want of room.
    pub(super) is_full: AtomicBool,
    /// Swaps that are refused as if somebody had been faster.
    pub(super) conflicts: AtomicUsize,
    pub(super) fate: Mutex<Option<Fate>>,
    /// Deletes that are still made before it goes down.
    pub(super) last_deletes: Mutex<Option<usize>>,
    /// What the next answer with a value waits for, after the value was read.
    pub(super) gate: Mutex<Option<Receiver<()>>>,
    pub(super) gets: AtomicUsize,
    pub(super) revisions: AtomicUsize,
}

impl Faults {
    pub(super) fn go_down(&self) {
        self.is_down.store(true, Ordering::SeqCst);
    }

    pub(super) fn come_up(&self) {
        self.is_down.store(false, Ordering::SeqCst);
    }

    /// Has the next answer with a value wait; until what this answers is used.
    pub(super) fn hold_answer(&self) -> Sender<()> {
        let (open, gate) = oneshot::channel();
        *self.gate.lock().unwrap() = Some(gate);
        open
    }

    /// Whether the answer that is to wait does.
    pub(super) fn is_answer_held(&self) -> bool {
        self.gate.lock().unwrap().is_none()
    }

    /// How many values and revisions were asked for.
    pub(super) fn asked(&self) -> (usize, usize) {
        (self.gets.load(Ordering::SeqCst), self.revisions.load(Ordering::SeqCst))
    }

    fn answer(&self) -> Result<(), ValueError> {
        let is_down = self.is_down.load(Ordering::SeqCst);
        if is_down { Err(ValueError::Unavailable("down".into())) } else { Ok(()) }
    }

    fn is_conflict(&self) -> bool {
        let less = |left: usize| left.checked_sub(1);
        self.conflicts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

impl ValueStore for Database {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        Box::pin(async move {
            self.faults.gets.fetch_add(1, Ordering::SeqCst);
            self.faults.answer()?;
            tokio::task::yield_now().await;
            let answer = self.values.get(name).await;
            let gate = self.faults.gate.lock().unwrap().take();
            if let Some(gate) = gate {
                gate.await.unwrap();
            }
            answer
        })
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        Box::pin(async move {
            self.faults.revisions.fetch_add(1, Ordering::SeqCst);
            self.faults.answer()?;
            self.values.revision(name).await
        })
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        Box::pin(async move {
            self.faults.answer()?;
            if self.faults.is_full.load(Ordering::SeqCst) {
                return Err(ValueError::Full("full".into()));
            }
            if self.faults.is_conflict() {
                return Ok(Swapped::Conflict);
            }
            let fate = self.faults.fate.lock().unwrap().take();
            let made = if fate == Some(Fate::NotMade) {
                Ok(Swapped::Conflict)
            } else {
                self.values.swap(name, expected, new, lifetime).await
            };
            if fate.is_some() { Err(ValueError::Uncertain("lost".into())) } else { made }
        })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        Box::pin(async move {
            self.faults.answer()?;
            if let Some(left) = self.faults.last_deletes.lock().unwrap().as_mut() {
                *left -= 1;
                self.faults.is_down.store(*left == 0, Ordering::SeqCst);
            }
            self.values.delete(name).await
        })
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        Box::pin(async move {
            self.faults.answer()?;
            self.values.names(prefix, cursor, limit).await
        })
    }

    fn listen(&self) -> ChangeListener {
        if self.hears_of_changes() { self.values.listen() } else { ChangeListener::deaf() }
    }

    fn hears_of_changes(&self) -> bool {
        !self.faults.is_deaf.load(Ordering::SeqCst)
    }
}

/// Two nodes with one database. Each has a database's client of its own, whose faults are its own.
pub(super) struct Nodes {
    pub(super) first: Partitions<Database>,
    pub(super) second: Partitions<Database>,
    pub(super) faults: Arc<Faults>,
    pub(super) clock: ManualClock,
    /// The values themselves.
    pub(super) values: MemoryValues,
}

impl Nodes {
    pub(super) fn new() -> Self {
        Self::with(|_| ())
    }

    /// Nodes with other options than the usual ones.
    pub(super) fn with(choose: impl Fn(&mut Options)) -> Self {
        let clock = ManualClock::at(Timestamp::from_unix(NOW));
        let memory = MemoryOptions { clock: Arc::new(clock.clone()), ..MemoryOptions::default() };
        let values = MemoryValues::with_options(memory);
        let mut options = Options::new(Sealing::Sealed(ring()));
        options.clock = Arc::new(clock.clone());
        choose(&mut options);
        let (first, second) = (Database::of(&values), Database::of(&values));
        let faults = Arc::clone(&first.faults);
        Self {
            first: Partitions::new(first, options.clone()),
            second: Partitions::new(second, options),
            faults,
            clock,
            values,
        }
    }

    /// Nodes that are told of no changes.
    pub(super) fn deaf(choose: impl Fn(&mut Options)) -> Self {
        let nodes = Self::with(choose);
        for node in [&nodes.first, &nodes.second] {
            node.values().faults.is_deaf.store(true, Ordering::SeqCst);
        }
        nodes
    }

    pub(super) async fn value(&self, name: &str) -> Option<Vec<u8>> {
        self.values.get(name).await.unwrap().map(|value| value.bytes)
    }

    pub(super) async fn names(&self) -> Vec<String> {
        self.values.names("", None, 1000).await.unwrap().names
    }

    /// Puts a value there whatever is there.
    pub(super) async fn put(&self, name: &str, bytes: &[u8]) {
        self.values.delete(name).await.unwrap();
        self.values.swap(name, None, Some(bytes), None).await.unwrap();
    }
}

pub(super) fn ring() -> KeyRing {
    KeyRing::new("one", RingKey::new([1; 32])).unwrap()
}

pub(super) fn open(node: &Partitions<Database>, key: &str) -> Arc<dyn TokenStore> {
    node.partition(&PartitionKey::named(key))
}

pub(super) async fn add(store: &Arc<dyn TokenStore>, name: &str) -> Result<Snapshot, StoreError> {
    let name = name.to_owned();
    store.change(Box::new(move |cache| sample::put(cache, &name))).await
}

/// Removes everything.
pub(super) async fn clear(store: &Arc<dyn TokenStore>) -> Result<Snapshot, StoreError> {
    store.change(Box::new(|cache| *cache = TokenCache::default())).await
}

pub(super) async fn loaded(store: &Arc<dyn TokenStore>) -> Vec<String> {
    sample::names(&store.load().await.unwrap().cache)
}

/// Lets other tasks go on until it is so.
pub(super) async fn until(mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it comes to be so");
}
