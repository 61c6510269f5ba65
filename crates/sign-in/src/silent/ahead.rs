//! Renewing ahead of time, from when on the provider wants it (`refresh_in`; Microsoft docs, "Proactive token
//! renewal"), while the cached token serves.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use token_cache::{BearerToken, Timestamp};
use tokio::sync::watch;

use super::flights::FlightKey;

/// Seconds until another try, whatever became of the last.
const PAUSE: i64 = 60;
/// The most seconds that a process lets pass after the provider's moment.
const MOST_JITTER: i64 = 300;

/// The renewals ahead of time of one application in this process.
#[derive(Clone, Debug)]
pub(crate) struct Ahead {
    /// Random in each process, so that many of them do not ask in the same second.
    jitter: RandomState,
    begun: Arc<Mutex<HashMap<FlightKey, Begun>>>,
    under_way: watch::Sender<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Begun {
    at: Timestamp,
    is_under_way: bool,
}

/// A renewal that is under way, until it is dropped.
pub(super) struct AheadOfTime {
    ahead: Ahead,
    key: FlightKey,
}

impl Default for Ahead {
    fn default() -> Self {
        let (under_way, _) = watch::channel(0);
        Self { jitter: RandomState::new(), begun: Arc::default(), under_way }
    }
}

impl Ahead {
    /// Whether this process is to renew the token at `now`, which is no earlier than the provider wants it.
    pub(super) fn is_due(&self, token: &BearerToken, margin: i64, now: Timestamp) -> bool {
        let Some(wanted) = token.refresh_on.filter(|wanted| *wanted <= now) else { return false };
        let end = token.expires_on.plus(-margin);
        now >= wanted.plus(jitter(wanted, end, self.jitter.hash_one(&token.stored_key)))
    }

    /// Begins a renewal; none where one is under way, or has just been.
    pub(super) fn begin(&self, key: FlightKey, now: Timestamp) -> Option<AheadOfTime> {
        let mut begun = self.begun();
        begun.retain(|_, begun| begun.holds(now));
        if begun.contains_key(&key) {
            return None;
        }
        begun.insert(key.clone(), Begun { at: now, is_under_way: true });
        self.under_way.send_modify(|count| *count += 1);
        Some(AheadOfTime { ahead: self.clone(), key })
    }

    /// Waits until none is under way.
    pub(super) async fn finished(&self) {
        // The sender is in `self`, so that the channel does not close meanwhile.
        drop(self.under_way.subscribe().wait_for(|count| *count == 0).await);
    }

    fn begun(&self) -> MutexGuard<'_, HashMap<FlightKey, Begun>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    fn holds(&self, now: Timestamp) -> bool {
        self.is_under_way || (0..PAUSE).contains(&now.as_unix().saturating_sub(self.at.as_unix()))
    }
}

impl Drop for AheadOfTime {
    fn drop(&mut self) {
        if let Some(begun) = self.ahead.begun().get_mut(&self.key) {
            begun.is_under_way = false;
        }
        self.ahead.under_way.send_modify(|count| *count -= 1);
    }
}

/// The seconds after `wanted`: at most half of the time until the token may no longer serve.
fn jitter(wanted: Timestamp, end: Timestamp, random: u64) -> i64 {
    let most = (end.as_unix().saturating_sub(wanted.as_unix()) / 2).clamp(0, MOST_JITTER);
    let places = u64::try_from(most).unwrap_or_default() + 1;
    i64::try_from(random % places).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(end: i64) -> Vec<i64> {
        let at = Timestamp::from_unix;
        (0..10_000).map(|random| jitter(at(1000), at(end), random)).collect()
    }

    #[test]
    fn processes_spread_over_five_minutes_and_no_more_than_half_of_the_time_that_is_left() {
        for (end, most) in [(5000, 300), (1200, 100), (1001, 0), (1000, 0), (0, 0)] {
            let spread = spread(end);
            assert_eq!(spread.iter().max(), Some(&most), "{end}");
            assert_eq!(spread.iter().min(), Some(&0), "{end}");
        }
        let at = Timestamp::from_unix;
        assert_eq!(
            jitter(at(i64::MIN), at(i64::MAX), u64::MAX).clamp(0, 300),
            jitter(at(i64::MIN), at(i64::MAX), u64::MAX)
        );
    }
}
