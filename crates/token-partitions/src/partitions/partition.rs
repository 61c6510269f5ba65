use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use token_store::{BoxFuture, Change, RenewalLock, Snapshot, StoreError, TokenStore, Version};
use tokio::{runtime::Handle, sync::Mutex as Turn};

use super::{
    administration::PartitionKind,
    core::Core,
    lease::Line,
    state::{Held, Known, Question, State},
};
use crate::{OutagePolicy, ValueStore, sealing::Fault};

/// The cache of one partition.
pub(crate) struct Partition<V> {
    pub(super) core: Arc<Core<V>>,
    /// Of the value.
    pub(super) name: String,
    pub(super) kind: PartitionKind,
    /// Itself, for work that outlives its caller.
    own: Weak<Self>,
    pub(super) known: Mutex<Known>,
    /// Changes of this process, one after the other: among themselves they need not compete for the value.
    pub(super) changing: Turn<()>,
    /// Who asks the database, so that many who want the same ask once.
    loading: Turn<()>,
    /// Lines of those of this process who renew tokens.
    pub(super) renewing: Mutex<Vec<Line>>,
    /// When it was last opened, as its shard counts.
    pub(super) opened: AtomicU64,
}

impl<V: ValueStore + 'static> Partition<V> {
    pub(crate) fn new(core: &Arc<Core<V>>, key: &str) -> Arc<Self> {
        Arc::new_cyclic(|own| Self {
            core: Arc::clone(core),
            name: format!("{}{key}", core.options.names.caches),
            kind: PartitionKind::of(key),
            own: Weak::clone(own),
            known: Mutex::default(),
            changing: Turn::default(),
            loading: Turn::default(),
            renewing: Mutex::default(),
            opened: AtomicU64::default(),
        })
    }

    /// What its name is without what all names begin with.
    pub(super) fn key(&self) -> &str {
        self.name.get(self.core.options.names.caches.len()..).unwrap_or_default()
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn own(&self) -> Result<Arc<Self>, StoreError> {
        self.own.upgrade().ok_or(StoreError::Stopped)
    }

    /// The state in memory, if there is one, and all of it.
    pub(super) fn held(&self) -> Option<Held> {
        self.known().held.clone().filter(|held| held.is_whole)
    }

    /// Whether there are changes that the database does not know of.
    pub(super) fn is_ahead(&self) -> bool {
        self.known().is_ahead
    }

    pub(super) fn question(&self) -> Question {
        let since = self.core.now();
        let mut known = self.known();
        known.asked += 1;
        Question { number: known.asked, epoch: known.epoch, answers: known.answers, since }
    }

    pub(super) fn snapshot(&self, state: &State) -> Snapshot {
        Snapshot {
            cache: Arc::clone(&state.cache),
            version: state.version,
            set_aside: self.known().set_aside.clone(),
        }
    }

    /// Keeps in memory what the database has answered, but for what was changed or heard of meanwhile. Where two asked at
    /// once and were answered differently, nobody knows which is the newer one, and neither is believed.
    pub(super) fn remember(&self, question: Question, state: &State) {
        let mut known = self.known();
        known.answered = known.answered.max(question.number);
        let is_alone = known.answers == question.answers;
        known.answers += 1;
        if known.epoch == question.epoch && !known.is_ahead {
            let same = known.held.as_ref().filter(|held| held.state.revision == state.revision);
            let is_believed = is_alone || known.held.is_none() || same.is_some();
            if let Some(reduced) = same.filter(|held| !held.is_whole) {
                state.cache.remember_found_in(&reduced.state.cache);
            }
            let held = Held::new(state.clone(), question.since, is_believed);
            let before = self.hold(&mut known, Some(held));
            drop(known);
            drop(before);
            self.keep_whole();
        }
    }

    /// Notes that the whole cache is in memory; of the partition that has been noted longest, no more is kept than what was
    /// found in its cache. Only whoever is to go on from memory in an outage keeps all.
    fn keep_whole(&self) {
        if !matches!(self.core.options.outage, OutagePolicy::Fail) {
            return;
        }
        let is_in_line = std::mem::replace(&mut self.known().is_in_line, true);
        if is_in_line {
            return;
        }
        let next = {
            let mut line = self.core.whole.lock().unwrap_or_else(PoisonError::into_inner);
            line.push_back(Weak::clone(&self.own));
            if line.len() > self.core.options.memory.whole { line.pop_front() } else { None }
        };
        if let Some(partition) = next.and_then(|partition| partition.upgrade()) {
            partition.reduce();
        }
    }

    /// Keeps no more than what was found in the cache.
    fn reduce(&self) {
        let mut known = self.known();
        known.is_in_line = false;
        let Some(held) = known.held.as_ref().filter(|held| held.is_whole) else { return };
        let reduced = held.found_only();
        let before = self.hold(&mut known, Some(reduced));
        drop(known);
        drop(before);
    }

    /// Keeps in memory what was written through this partition. Where it was heard meanwhile that somebody has changed
    /// it again, it is not believed. Whoever calls has the turn to change.
    pub(super) fn remember_own(&self, question: Question, state: &State) {
        let mut known = self.known();
        let is_believed = known.epoch == question.epoch;
        known.epoch += 1;
        let held = Held::new(state.clone(), question.since, is_believed);
        let before = self.hold(&mut known, Some(held));
        drop(known);
        drop(before);
        self.keep_whole();
    }

    /// Puts a state into memory, and answers the one before: a large cache takes its time to be wiped.
    #[must_use]
    pub(super) fn hold(&self, known: &mut Known, held: Option<Held>) -> Option<Held> {
        let cost = |held: &Option<Held>| held.as_ref().map_or(0, Held::cost);
        self.core.held_bytes.fetch_add(cost(&held), Ordering::Relaxed);
        let before = std::mem::replace(&mut known.held, held);
        self.core.held_bytes.fetch_sub(cost(&before), Ordering::Relaxed);
        before
    }

    /// Lets go of what is in memory, because it was changed elsewhere. What is still to be written stays.
    pub(super) fn forget(&self) {
        let mut known = self.known();
        known.epoch += 1;
        let before = if known.is_ahead { None } else { self.hold(&mut known, None) };
        drop(known);
        drop(before);
    }

    /// Lets go of everything, because it was deleted on purpose.
    pub(super) fn clear(&self) {
        let changes = {
            let mut known = self.known();
            known.is_ahead = false;
            std::mem::take(&mut known.pending)
        };
        drop(changes);
        self.forget();
    }

    /// No longer believes what is in memory, because it may have been changed elsewhere.
    pub(super) fn doubt(&self) {
        let mut known = self.known();
        known.epoch += 1;
        if let Some(held) = &mut known.held {
            held.is_believed = false;
        }
    }

    /// The newest state, as the database tells it now.
    async fn ask(&self) -> Result<State, StoreError> {
        let Some(held) = self.held() else { return self.fetch().await };
        let question = self.question();
        let revision = self.core.heard(self.core.values.revision(&self.name).await)?;
        if revision != held.state.revision {
            return self.fetch().await;
        }
        self.core.counters.confirmations.increment(1);
        self.remember(question, &held.state);
        Ok(held.state)
    }

    /// Reads the value, and moves it aside if nobody can use it.
    pub(super) async fn fetch(&self) -> Result<State, StoreError> {
        loop {
            let question = self.question();
            let value = self.core.get(&self.name).await?;
            self.core.counters.misses.increment(1);
            let Some(mut value) = value else {
                self.remember(question, &State::default());
                return Ok(State::default());
            };
            match self.core.open(&self.name, &mut value) {
                Ok(state) => {
                    self.remember(question, &state);
                    return Ok(state);
                }
                Err(Fault::Store(error)) => return Err(error),
                Err(Fault::Unusable(reason)) => {
                    let moved = self.core.set_aside(&self.name, &value, reason).await?;
                    if moved.is_some() {
                        self.known().set_aside = moved;
                    }
                }
            }
        }
    }

    /// As [`TokenStore::load`]: many at once ask once, if whoever asked began after they came.
    async fn newest(&self) -> Result<Snapshot, StoreError> {
        let arrived = self.known().asked;
        let _turn = self.loading.lock().await;
        if let Some(state) = self.answered_since(arrived) {
            self.core.counters.hits.increment(1);
            return Ok(self.snapshot(&state));
        }
        self.ask().await.map(|state| self.snapshot(&state))
    }

    fn answered_since(&self, arrived: u64) -> Option<State> {
        let known = self.known();
        let held = known.held.as_ref().filter(|held| held.is_believed && held.is_whole)?;
        (known.answered > arrived).then(|| held.state.clone())
    }

    async fn newest_version(&self) -> Result<Option<Version>, StoreError> {
        let revision = self.core.heard(self.core.values.revision(&self.name).await)?;
        if revision.is_none() {
            return Ok(None);
        }
        let is_newest = |held: &&Held| held.state.revision == revision;
        let known = self.known().held.as_ref().filter(is_newest).map(|held| held.state.version);
        if let Some(version) = known {
            return Ok(version);
        }
        let Some(value) = self.core.get(&self.name).await? else { return Ok(None) };
        match self.core.options.sealing.version(&value.bytes, &value.revision) {
            Ok(version) => Ok(Some(version)),
            Err(Fault::Unusable(_)) => Ok(None),
            Err(Fault::Store(error)) => Err(error),
        }
    }

    /// Whether what is in memory needs no question, and why.
    fn recent_state(&self) -> Option<Snapshot> {
        let known = self.known();
        let held = known.held.as_ref()?;
        let age = self.core.now().saturating_duration_since(held.since);
        let is_believed = held.is_believed && !known.is_ahead && age < self.core.belief();
        if is_believed {
            self.core.counters.hits.increment(1);
        } else if self.core.is_out() && self.core.age_limit().is_some_and(|limit| age <= limit) {
            self.core.counters.outage_answers.increment(1);
        } else {
            return None;
        }
        Some(Snapshot {
            cache: Arc::clone(&held.state.cache),
            version: held.state.version,
            set_aside: known.set_aside.clone(),
        })
    }
}

impl<V: ValueStore + 'static> TokenStore for Partition<V> {
    fn load(&self) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async {
            if !self.core.may_ask()
                && let Some(snapshot) = self.in_outage()
            {
                return Ok(snapshot);
            }
            if self.is_ahead() {
                // What waits may be in the way of writing, and is none of reading.
                let replayed = self.replay().await;
                return replayed.or_else(|error| self.in_outage().ok_or(error));
            }
            let newest = self.newest().await;
            newest.or_else(|error| self.after(error))
        })
    }

    fn recent(&self) -> Option<Snapshot> {
        self.recent_state()
    }

    fn change(&self, change: Change) -> BoxFuture<'_, Result<Snapshot, StoreError>> {
        Box::pin(async {
            let own = self.own()?;
            to_its_end(async move { own.apply(change).await }).await
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<Option<Version>, StoreError>> {
        Box::pin(async {
            if !self.core.may_ask()
                && let Some(snapshot) = self.in_outage()
            {
                return Ok(snapshot.version);
            }
            let newest = self.newest_version().await;
            newest.or_else(|error| self.after(error).map(|snapshot| snapshot.version))
        })
    }

    fn renewal_lock<'a>(
        &'a self,
        name: &'a str,
        time_limit: Duration,
    ) -> BoxFuture<'a, Result<RenewalLock, StoreError>> {
        Box::pin(self.lock_renewal(name, time_limit))
    }
}

/// Work that goes on to its end although nobody waits for it any more.
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let runtime = Handle::try_current().map_err(|_| StoreError::Stopped)?;
    runtime.spawn(work).await.unwrap_or(Err(StoreError::Stopped))
}

impl<V> Drop for Partition<V> {
    fn drop(&mut self) {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        let cost = known.held.as_ref().map_or(0, Held::cost);
        self.core.held_bytes.fetch_sub(cost, Ordering::Relaxed);
    }
}
