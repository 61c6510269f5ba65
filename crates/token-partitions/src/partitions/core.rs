use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use token_store::{SetAside, SetAsideReason, StoreError};
use tracing::{info, warn};
use zeroize::Zeroize;

use super::{counters::Counters, partition::Partition, state::State};
use crate::{
    Options, Outage, OutagePolicy, Sealing, Swapped, Value, ValueError, ValueStore,
    sealing::{Fault, Opened},
};

/// What all partitions share.
pub(crate) struct Core<V> {
    pub(crate) values: V,
    pub(crate) options: Options,
    pub(crate) counters: Counters,
    /// What the caches in memory take, in bytes.
    pub(crate) held_bytes: AtomicUsize,
    /// The partitions whose caches are in memory as a whole, those first that have been for longest.
    pub(crate) whole: Mutex<VecDeque<Weak<Partition<V>>>>,
    /// Whether somebody waits for changes to be told.
    pub(crate) is_listening: Arc<AtomicBool>,
    outage: Outage,
}

impl<V: ValueStore> Core<V> {
    pub(crate) fn new(values: V, options: Options) -> Self {
        Self {
            values,
            options,
            counters: Counters::new(),
            held_bytes: AtomicUsize::new(0),
            whole: Mutex::default(),
            is_listening: Arc::default(),
            outage: Outage::default(),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.options.clock.now()
    }

    /// For how long the database's word is believed at this moment.
    pub(crate) fn belief(&self) -> Duration {
        let is_told = matches!(self.options.sealing, Sealing::Sealed(_))
            && self.is_listening.load(Ordering::Acquire)
            && self.values.hears_of_changes();
        if is_told { self.options.told_for } else { self.options.confirmed_for }
    }

    /// How old an answer from memory may be, where the policy lets memory answer in an outage.
    pub(crate) fn age_limit(&self) -> Option<Duration> {
        match self.options.outage {
            OutagePolicy::Fail => None,
            OutagePolicy::UseMemory { at_most, .. } => Some(at_most),
        }
    }

    /// Whether there is an outage that memory is to answer in, and the database was asked in vain a moment ago.
    pub(crate) fn is_out(&self) -> bool {
        self.outage.is_waiting(self.now(), self.pause())
    }

    /// Whether the database is to be asked: not by everybody in an outage that memory is to answer in.
    pub(crate) fn may_ask(&self) -> bool {
        self.outage.may_ask(self.now(), self.pause())
    }

    /// How long nobody asks the database after it was asked in vain.
    fn pause(&self) -> Duration {
        match self.options.outage {
            OutagePolicy::Fail => Duration::ZERO,
            OutagePolicy::UseMemory { ask_again, .. } => ask_again,
        }
    }

    /// Takes note of whether the database answered.
    pub(crate) fn heard<T>(&self, answer: Result<T, ValueError>) -> Result<T, StoreError> {
        match answer {
            Ok(answer) => {
                if self.outage.end() {
                    info!("the store of the token caches answers again");
                }
                Ok(answer)
            }
            Err(error) => {
                if matches!(error, ValueError::Unavailable(_) | ValueError::Uncertain(_)) {
                    self.counters.outages.increment(1);
                    if self.outage.begin(self.now()) {
                        warn!("the store of the token caches does not answer");
                    }
                }
                Err(error.into())
            }
        }
    }

    /// The value under that name.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Value>, StoreError> {
        self.heard(self.values.get(name).await)
    }

    /// What a value holds, or why it cannot be used. What was used and is not sealed is wiped.
    pub(crate) fn open(&self, name: &str, value: &mut Value) -> Result<State, Fault> {
        match self.options.sealing.open(name, value) {
            Ok(Opened { cache, version, length }) => {
                if matches!(self.options.sealing, Sealing::Plain) {
                    value.bytes.zeroize();
                }
                Ok(State::new(cache, value.revision.clone(), version, length))
            }
            Err(fault) => {
                self.counters.open_failures.increment(1);
                Err(fault)
            }
        }
    }

    /// Moves a value aside that nobody can use; none where somebody has changed it meanwhile.
    pub(crate) async fn set_aside(
        &self,
        name: &str,
        value: &Value,
        reason: SetAsideReason,
    ) -> Result<Option<SetAside>, StoreError> {
        let aside = self.keep_aside(name, &value.bytes).await?;
        let swapped = self.values.swap(name, Some(&value.revision), None, None).await;
        if self.heard(swapped)? == Swapped::Conflict {
            self.heard(self.values.delete(&aside).await)?;
            return Ok(None);
        }
        self.counters.set_aside.increment(1);
        warn!(%reason, "a token cache could not be used and was moved aside");
        Ok(Some(SetAside { path: PathBuf::from(aside), reason }))
    }

    /// Keeps the bytes under a name that is still free, for ever.
    async fn keep_aside(&self, name: &str, bytes: &[u8]) -> Result<String, StoreError> {
        let names = &self.options.names;
        let partition = names.partition_of(name).unwrap_or(name);
        let time = self.options.clock.timestamp().as_unix();
        let mut number = 1;
        loop {
            let aside = format!("{}{partition}.{time}-{number}", names.set_aside);
            let kept = self.values.swap(&aside, None, Some(bytes), None).await;
            if self.heard(kept)? != Swapped::Conflict {
                return Ok(aside);
            }
            number += 1;
        }
    }
}

/// The error of the database, as every store tells it.
impl From<ValueError> for StoreError {
    fn from(error: ValueError) -> Self {
        match error {
            ValueError::Unavailable(_) | ValueError::Uncertain(_) => {
                Self::Unavailable { source: Box::new(error) }
            }
            ValueError::Refused(_) => Self::AccessRefused { source: Box::new(error) },
            ValueError::Full(_) => Self::NoRoom { source: Box::new(error) },
            ValueError::Failed(_) => Self::DatabaseFailed { source: Box::new(error) },
        }
    }
}
