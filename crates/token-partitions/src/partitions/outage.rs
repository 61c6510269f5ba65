//! Going on from memory while the database does not answer, and making up for it later.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_lc_rs::rand;
use token_cache::TokenCache;
use token_store::{Change, Snapshot, StoreError, Version};
use tokio::time;
use tracing::{debug, warn};

use super::{
    changing::random_part,
    partition::{Partition, to_its_end},
    state::{Held, Known, State},
};
use crate::{OutagePolicy, ValueStore};

impl<V: ValueStore + 'static> Partition<V> {
    /// What memory may answer in an outage; none where it is too old, or unknown.
    pub(super) fn in_outage(&self) -> Option<Snapshot> {
        let held = self.usable_in_outage()?;
        self.core.counters.outage_answers.increment(1);
        Some(self.snapshot(&held.state))
    }

    /// What memory answers after such an error of the database.
    pub(super) fn after(&self, error: StoreError) -> Result<Snapshot, StoreError> {
        match error {
            StoreError::Unavailable { .. } => self.in_outage().ok_or(error),
            error => Err(error),
        }
    }

    fn usable_in_outage(&self) -> Option<Held> {
        let limit = self.core.age_limit()?;
        self.held().filter(|held| self.core.now().saturating_duration_since(held.since) <= limit)
    }

    /// Whether a change can be kept in memory.
    pub(super) fn may_postpone(&self) -> bool {
        let OutagePolicy::UseMemory { changes, .. } = self.core.options.outage else { return false };
        self.known().pending.len() < changes && self.usable_in_outage().is_some()
    }

    /// Applies a change in memory, to be written later; where that may not be, the error stands.
    ///
    /// Whoever calls has the turn to change.
    pub(super) fn postpone(
        &self,
        mut change: Change,
        error: Option<StoreError>,
    ) -> Result<Snapshot, StoreError> {
        let is_outage = error.as_ref().is_none_or(|error| matches!(error, StoreError::Unavailable { .. }));
        let Some(before) = self.usable_in_outage().filter(|_| is_outage && self.may_postpone()) else {
            let just_now = || StoreError::Unavailable { source: "it did not answer a moment ago".into() };
            return Err(error.unwrap_or_else(just_now));
        };
        let mut cache = (*before.state.cache).clone();
        change(&mut cache);
        // What changes nothing here may change the newest cache, which nobody knows.
        let is_same = cache.is_same_as(&before.state.cache);
        let state = if is_same { before.state.clone() } else { postponed(&before.state, cache)? };
        self.keep(change, state.clone(), &before)?;
        Ok(self.snapshot(&state))
    }

    /// Keeps a change and what has come of it, and sees to it that it is written.
    fn keep(&self, change: Change, state: State, before: &Held) -> Result<(), StoreError> {
        let own = self.own()?;
        let mut known = self.known();
        known.epoch += 1;
        known.pending.push(change);
        known.is_ahead = true;
        let held = Held::new(state, before.since, false);
        let old = self.hold(&mut known, Some(held));
        let is_replaying = std::mem::replace(&mut known.is_replaying, true);
        drop(known);
        drop(old);
        self.core.counters.postponed.increment(1);
        debug!("a change of a token cache waits for the store");
        if !is_replaying {
            tokio::spawn(own.replay_later());
        }
        Ok(())
    }

    /// Tries again until nothing is left to be written.
    async fn replay_later(self: Arc<Self>) {
        let pause = match self.core.options.outage {
            OutagePolicy::UseMemory { ask_again, .. } => ask_again,
            OutagePolicy::Fail => Duration::from_secs(1),
        };
        let mut is_told = false;
        loop {
            time::sleep(pause.mul_f64(1.0 + random_part() / 2.0)).await;
            let _turn = self.changing.lock().await;
            if let Err(error) = self.replay_in_turn().await
                && !matches!(error, StoreError::Unavailable { .. })
                && !std::mem::replace(&mut is_told, true)
            {
                warn!(%error, "a change that was kept in memory cannot be written yet");
            }
            let mut known = self.known();
            if !known.is_ahead {
                known.is_replaying = false;
                return;
            }
        }
    }

    /// Writes what was changed in an outage, and answers the newest cache.
    pub(super) async fn replay(&self) -> Result<Snapshot, StoreError> {
        let own = self.own()?;
        to_its_end(async move {
            let _turn = own.changing.lock().await;
            let state = own.replay_in_turn().await?;
            Ok(own.snapshot(&state))
        })
        .await
    }

    /// Applies the changes that wait to the newest cache, in their order. Whoever calls has the turn to change.
    pub(super) async fn replay_in_turn(&self) -> Result<State, StoreError> {
        let mut taken = Taken { changes: std::mem::take(&mut self.known().pending), known: &self.known };
        let question = self.question();
        let state = self.write(None, &mut taken.changes).await?;
        let count = std::mem::take(&mut taken.changes).len();
        let mut known = self.known();
        let held = Held::new(state.clone(), question.since, false);
        let before = self.hold(&mut known, Some(held));
        known.is_ahead = false;
        drop(known);
        drop(before);
        self.core.counters.replayed.increment(count as u64);
        Ok(state)
    }
}

/// Changes that go back to where they waited unless they were written, whatever happens.
struct Taken<'a> {
    changes: Vec<Change>,
    known: &'a Mutex<Known>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let changes = std::mem::take(&mut self.changes);
        if !changes.is_empty() {
            self.known.lock().unwrap_or_else(PoisonError::into_inner).pending = changes;
        }
    }
}

/// A version that no database knows, so that it is not taken for another.
fn postponed(before: &State, mut cache: TokenCache) -> Result<State, StoreError> {
    let mut write = [0; 32];
    rand::fill(&mut write).map_err(|_| StoreError::SealFailed)?;
    cache.mark_saved();
    Ok(State::ahead(cache, Version::new(before.generation().saturating_add(1), write)))
}
