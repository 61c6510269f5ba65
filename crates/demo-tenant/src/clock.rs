use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the demo tenant takes for the time. Clones share one clock, so a test can move it while the tenant runs.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Start,
    moved: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum Start {
    System,
    Fixed(i64),
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self { start: Start::System, moved: Arc::default() }
    }

    /// A clock that stands at `unix_seconds` until it is moved.
    pub fn fixed(unix_seconds: i64) -> Self {
        Self { start: Start::Fixed(unix_seconds), moved: Arc::default() }
    }

    /// The time in Unix seconds.
    pub fn now(&self) -> i64 {
        let base = match self.start {
            Start::System => system_seconds(),
            Start::Fixed(seconds) => seconds,
        };
        base.saturating_add(self.moved.load(Ordering::SeqCst))
    }

    /// Moves the clock by so many seconds, backwards when negative, from where it stands now.
    pub fn advance(&self, seconds: i64) {
        self.moved.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Sets how far the clock stands from its start (or from the system's time), in seconds.
    pub fn set_offset(&self, seconds: i64) {
        self.moved.store(seconds, Ordering::SeqCst);
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

fn system_seconds() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(1_000);
        let clone = clock.clone();
        clone.advance(60);
        assert_eq!(clock.now(), 1_060);
        clock.set_offset(-10);
        assert_eq!(clone.now(), 990);
    }
}
