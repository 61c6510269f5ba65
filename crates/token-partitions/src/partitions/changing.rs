//! Changes: applied to the newest cache, and tried again when somebody else was faster.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::rand;
use token_cache::TokenCache;
use token_store::{Change, Snapshot, StoreError};
use tokio::time;

use super::{
    lifetime::{is_empty, lifetime, prune},
    partition::Partition,
    state::State,
};
use crate::{Revision, Swapped, ValueError, ValueStore, sealing::key_id};

/// The first pause after a conflict is at most that; each further one at most twice as long, up to the limit.
const PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

impl<V: ValueStore + 'static> Partition<V> {
    /// As [`TokenStore::change`](token_store::TokenStore::change), to its end.
    pub(super) async fn apply(self: Arc<Self>, mut change: Change) -> Result<Snapshot, StoreError> {
        let _turn = self.changing.lock().await;
        if self.may_postpone() && !self.core.may_ask() {
            return self.postpone(change, None);
        }
        if self.is_ahead()
            && let Err(error) = self.replay_in_turn().await
        {
            return self.postpone(change, Some(error));
        }
        let base = self.held().map(|held| held.state);
        match self.write(base, std::slice::from_mut(&mut change)).await {
            Ok(state) => Ok(self.snapshot(&state)),
            Err(error) => self.postpone(change, Some(error)),
        }
    }

    /// Applies the changes to the newest cache, beginning with `base` if that is it, and stores the result.
    pub(super) async fn write(
        &self,
        mut base: Option<State>,
        changes: &mut [Change],
    ) -> Result<State, StoreError> {
        let mut tries = 0;
        loop {
            let is_newest = base.is_none();
            let before = match base.take() {
                Some(state) => state,
                None => self.fetch().await?,
            };
            let mut cache = (*before.cache).clone();
            for change in changes.iter_mut() {
                change(&mut cache);
            }
            // The cache's own mark would miss a whole other cache that was put in its place.
            if cache.is_same_as(&before.cache) {
                if is_newest || self.is_newest(&before).await? {
                    return Ok(before);
                }
                continue;
            }
            if let Some(state) = self.store(&before, cache).await? {
                return Ok(state);
            }
            self.core.counters.conflicts.increment(1);
            tries += 1;
            if tries >= self.core.options.tries {
                self.core.counters.contended.increment(1);
                return Err(StoreError::Contended { tries });
            }
            time::sleep(pause(tries)).await;
        }
    }

    /// Seals the value anew unless it is sealed with that key; whether it was.
    pub(super) async fn reseal(&self, sealing_id: &str) -> Result<bool, StoreError> {
        for tries in 1..=self.core.options.tries {
            let Some(value) = self.core.get(&self.name).await? else { return Ok(false) };
            if key_id(&value.bytes).as_deref() == Some(sealing_id) {
                return Ok(false);
            }
            // Moves it aside where nobody can use it.
            let before = self.fetch().await?;
            if before.revision.is_none() {
                return Ok(false);
            }
            if before.revision != Some(value.revision) {
                continue;
            }
            let cache = (*before.cache).clone();
            if self.store(&before, cache).await?.is_some() {
                return Ok(true);
            }
            time::sleep(pause(tries)).await;
        }
        Err(StoreError::Contended { tries: self.core.options.tries })
    }

    /// Whether the database still has that state.
    async fn is_newest(&self, state: &State) -> Result<bool, StoreError> {
        let question = self.question();
        let revision = self.core.heard(self.core.values.revision(&self.name).await)?;
        let is_newest = revision == state.revision;
        if is_newest {
            self.remember(question, state);
        }
        Ok(is_newest)
    }

    /// Stores a changed cache in the place of the state that it came from; none where that is not the newest any more.
    async fn store(&self, before: &State, mut cache: TokenCache) -> Result<Option<State>, StoreError> {
        let options = &self.core.options;
        let now = options.clock.timestamp();
        if is_empty(&cache, now) {
            return self.delete(before).await;
        }
        prune(&mut cache, &before.cache, options.prune_beyond, now);
        let lifetime = lifetime(&cache, self.kind, options, now);
        let json = cache.serialize_shared();
        cache.mark_saved();
        let generation = before.generation().saturating_add(1);
        let value = options.sealing.seal(&self.name, generation, &json)?;
        let question = self.question();
        let values = &self.core.values;
        let swapped = values.swap(&self.name, before.revision.as_ref(), Some(&value), Some(lifetime)).await;
        let Some(revision) = self.outcome(swapped, Some(&value)).await? else { return Ok(None) };
        let revision = revision.ok_or(StoreError::NotApplied)?;
        let version = options.sealing.version(&value, &revision).map_err(|_| StoreError::NotApplied)?;
        let state = State::new(cache, revision, version, json.len());
        self.core.counters.writes.increment(1);
        self.remember_own(question, &state);
        Ok(Some(state))
    }

    /// Deletes the value of a cache that has become empty.
    async fn delete(&self, before: &State) -> Result<Option<State>, StoreError> {
        let question = self.question();
        let swapped = self.core.values.swap(&self.name, before.revision.as_ref(), None, None).await;
        if self.outcome(swapped, None).await?.is_none() {
            return Ok(None);
        }
        self.core.counters.writes.increment(1);
        self.remember_own(question, &State::default());
        Ok(Some(State::default()))
    }

    /// The revision of what was swapped in; none after a conflict. Where it is not known whether it was, the value tells.
    async fn outcome(
        &self,
        swapped: Result<Swapped, ValueError>,
        new: Option<&[u8]>,
    ) -> Result<Option<Option<Revision>>, StoreError> {
        match swapped {
            Err(ValueError::Uncertain(_)) => {
                let found = self.core.get(&self.name).await?;
                let is_new = found.as_ref().map(|value| value.bytes.as_slice()) == new;
                Ok(is_new.then(|| found.map(|value| value.revision)))
            }
            swapped => match self.core.heard(swapped)? {
                Swapped::Done(revision) => Ok(Some(revision)),
                Swapped::Conflict => Ok(None),
            },
        }
    }
}

/// A random part of what grows with the number of tries, so that two nodes do not meet again and again.
fn pause(tries: u32) -> Duration {
    let longest = PAUSE.saturating_mul(1 << tries.min(8)).min(LONGEST_PAUSE);
    longest.mul_f64(random_part())
}

/// From 0 to 1; where the system has no random numbers to give, a half.
pub(super) fn random_part() -> f64 {
    let mut bytes = [0; 4];
    if rand::fill(&mut bytes).is_err() {
        return 0.5;
    }
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}
