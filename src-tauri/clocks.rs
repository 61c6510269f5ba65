//! How far this computer's clock is from those of the providers.

use std::{collections::BTreeMap, time::Instant};

use connections::now;

/// How wrong the clock may be, in seconds: tokens are renewed five minutes before they end.
const WORTH_TELLING: u64 = 3 * 60;

/// One moment, by the clock that a person can set and by one that only ever goes on.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    clock: i64,
    steady: Instant,
}

impl Moment {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { clock: now().as_unix(), steady: Instant::now() }
    }

    /// By how many seconds the clock was set ahead between then and now.
    ///
    /// A computer that slept looks the same, since the steady clock sleeps too on most systems.
    fn set_ahead_since(self, then: Self) -> i64 {
        let passed = self.steady.saturating_duration_since(then.steady).as_secs();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        self.clock.saturating_sub(then.clock).saturating_sub(passed)
    }
}

/// The providers whose clocks differ so much that it does harm.
#[derive(Default)]
pub(crate) struct Clocks(BTreeMap<String, Measured>);

/// By how many seconds a provider's clock is ahead, and when that was measured.
struct Measured {
    skew: i64,
    at: Moment,
}

impl Clocks {
    /// Notes by how many seconds the provider's clock is ahead of this computer's.
    pub(crate) fn note(&mut self, provider: &str, skew: i64, at: Moment) {
        if is_worth_telling(skew) {
            self.0.insert(provider.to_owned(), Measured { skew, at });
        } else {
            self.0.remove(provider);
        }
    }

    /// Forgets those that agree since somebody set this computer's clock. Nobody is told of a clock for this alone,
    /// only no longer: after a sleep it takes the provider's next answer to know.
    pub(crate) fn forget_mended(&mut self, now: Moment) {
        self.0.retain(|_, measured| {
            is_worth_telling(measured.skew.saturating_sub(now.set_ahead_since(measured.at)))
        });
    }

    /// By how many seconds the clock is ahead that differs the most; none where all agree.
    pub(crate) fn worst(&self) -> Option<i64> {
        self.0.values().map(|measured| measured.skew).max_by_key(|skew| skew.unsigned_abs())
    }
}

fn is_worth_telling(skew: i64) -> bool {
    skew.unsigned_abs() >= WORTH_TELLING
}

#[cfg(test)]
impl Moment {
    /// So many seconds later, by each of the two.
    pub(crate) fn later(self, clock: i64, steady: u64) -> Self {
        let steady = self.steady + std::time::Duration::from_secs(steady);
        Self { clock: self.clock + clock, steady }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_harm_counts_and_the_worst_of_several() {
        let (mut clocks, now) = (Clocks::default(), Moment::now());
        clocks.note("a", 179, now);
        clocks.note("b", -179, now);
        assert_eq!(clocks.worst(), None);
        clocks.note("a", 200, now);
        clocks.note("b", -400, now);
        assert_eq!(clocks.worst(), Some(-400));
        clocks.note("b", 1, now);
        assert_eq!(clocks.worst(), Some(200));
    }

    #[test]
    fn a_clock_that_was_set_right_is_known_without_asking_and_one_that_only_went_on_is_not() {
        let (mut clocks, then) = (Clocks::default(), Moment::now());
        clocks.note("a", -400, then);
        clocks.forget_mended(then.later(3_600, 3_600));
        assert_eq!(clocks.worst(), Some(-400));
        clocks.forget_mended(then.later(3_600 - 400, 3_600));
        assert_eq!(clocks.worst(), None);
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let (mut clocks, then) = (Clocks::default(), Moment::now());
        clocks.note("a", i64::MIN, then);
        clocks.forget_mended(Moment { clock: i64::MAX, ..then });
        assert_eq!(clocks.worst(), Some(i64::MIN));
    }
}
