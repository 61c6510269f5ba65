use std::time::Duration;

/// What a device that is told to slow down waits longer from then on (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// However long the provider cannot be reached, a person who is done does not wait longer than this for the
/// device to notice, unless the provider itself asks for more.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How often a device asks whether the person is done.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    failures: u32,
    retry_after: Duration,
}

impl Pace {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval, failures: 0, retry_after: Duration::ZERO }
    }

    /// The pause before the next question: doubled with every failure in a row.
    pub(super) fn pause(&self) -> Duration {
        let doubled = self.interval.saturating_mul(2_u32.saturating_pow(self.failures));
        doubled.min(LONGEST_PAUSE.max(self.interval)).max(self.retry_after)
    }

    /// The provider answered.
    pub(super) fn answered(&mut self) {
        *self = Self::new(self.interval);
    }

    /// Whether the provider gave no answer the last time.
    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }

    /// The provider asks for longer pauses, for good.
    pub(super) fn slow_down(&mut self) {
        *self = Self::new(self.interval.saturating_add(SLOWER));
    }

    /// The provider could not be reached, or is busy and may say for how long.
    pub(super) fn failed(&mut self, retry_after: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        self.retry_after = retry_after.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(pace: &Pace) -> u64 {
        pace.pause().as_secs()
    }

    #[test]
    fn slowing_down_adds_up_and_stays() {
        let mut pace = Pace::new(Duration::from_secs(5));
        pace.slow_down();
        pace.slow_down();
        pace.answered();
        assert_eq!(seconds(&pace), 15);
    }

    #[test]
    fn failures_double_the_pause_up_to_a_minute_and_an_answer_ends_that() {
        let mut pace = Pace::new(Duration::from_secs(5));
        let pauses = [(); 5].map(|()| {
            pace.failed(None);
            seconds(&pace)
        });
        assert_eq!(pauses, [10, 20, 40, 60, 60]);
        pace.answered();
        assert_eq!(seconds(&pace), 5);
    }

    #[test]
    fn a_provider_may_ask_for_a_longer_pause_but_not_for_a_shorter_one() {
        let mut pace = Pace::new(Duration::from_secs(5));
        pace.failed(Some(Duration::from_secs(90)));
        assert_eq!(seconds(&pace), 90);
        pace.failed(Some(Duration::from_secs(1)));
        assert_eq!(seconds(&pace), 20);
    }

    #[test]
    fn an_interval_of_more_than_a_minute_is_kept_to() {
        let mut pace = Pace::new(Duration::from_secs(100));
        pace.failed(None);
        assert_eq!(seconds(&pace), 100);
    }

    #[test]
    fn no_number_of_failures_overflows() {
        let mut pace = Pace::new(Duration::MAX);
        (0..100).for_each(|_| pace.failed(None));
        pace.slow_down();
        assert_eq!(pace.pause(), Duration::MAX);
    }
}
