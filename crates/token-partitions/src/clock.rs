use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use token_cache::Timestamp;

/// What time it is, so that tests need not wait.
pub trait Clock: Send + Sync {
    /// A time that only goes on, to measure with.
    fn now(&self) -> Instant;

    /// The time of day, to compare with what tokens say.
    fn timestamp(&self) -> Timestamp;
}

/// The system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn timestamp(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix(since.as_secs().try_into().unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is told to go on. Clones are one clock.
#[derive(Clone)]
pub struct ManualClock {
    begun: Instant,
    at: Timestamp,
    passed: Arc<Mutex<Duration>>,
}

impl ManualClock {
    /// A clock that stands at that time of day.
    pub fn at(timestamp: Timestamp) -> Self {
        Self { begun: Instant::now(), at: timestamp, passed: Arc::default() }
    }

    /// Lets so much time pass.
    pub fn advance(&self, time: Duration) {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        self.begun + self.passed()
    }

    fn timestamp(&self) -> Timestamp {
        let passed = self.passed().as_secs().try_into().unwrap_or(i64::MAX);
        self.at.plus(passed)
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ManualClock").field("passed", &self.passed()).finish_non_exhaustive()
    }
}
