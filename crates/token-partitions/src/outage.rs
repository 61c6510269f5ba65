use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Whether a database answers; and while it does not, who is to ask it again, so that not everybody waits for it.
#[derive(Debug, Default)]
pub struct Outage {
    /// Whether there is one, for whoever asks while all is well.
    is_on: AtomicBool,
    /// When the database was last asked in vain.
    asked: Mutex<Option<Instant>>,
}

impl Outage {
    /// Whether the database was asked in vain less than `pause` ago.
    pub fn is_waiting(&self, now: Instant, pause: Duration) -> bool {
        self.is_on.load(Ordering::Acquire) && is_within(*self.asked(), now, pause)
    }

    /// Whether the database is to be asked. In an outage one asks it after each `pause`; whoever gets leave to counts as
    /// that one.
    pub fn may_ask(&self, now: Instant, pause: Duration) -> bool {
        if !self.is_on.load(Ordering::Acquire) {
            return true;
        }
        let mut asked = self.asked();
        let may = !is_within(*asked, now, pause);
        if may && asked.is_some() {
            *asked = Some(now);
        }
        may
    }

    /// Takes note that the database did not answer at `now`; whether it did until then.
    pub fn begin(&self, now: Instant) -> bool {
        let mut asked = self.asked();
        self.is_on.store(true, Ordering::Release);
        asked.replace(now).is_none()
    }

    /// Takes note that the database answers; whether it did not until then.
    pub fn end(&self) -> bool {
        if !self.is_on.load(Ordering::Acquire) {
            return false;
        }
        let mut asked = self.asked();
        self.is_on.store(false, Ordering::Release);
        asked.take().is_some()
    }

    fn asked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_within(asked: Option<Instant>, now: Instant, pause: Duration) -> bool {
    asked.is_some_and(|asked| now.saturating_duration_since(asked) < pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(1);

    #[test]
    fn one_asks_after_each_pause() {
        let (outage, began) = (Outage::default(), Instant::now());
        assert!(outage.may_ask(began, PAUSE) && !outage.is_waiting(began, PAUSE));
        assert!(outage.begin(began), "the outage is new");
        assert!(!outage.may_ask(began, PAUSE) && outage.is_waiting(began, PAUSE));
        assert!(outage.may_ask(began + PAUSE, PAUSE), "after the pause, the first one");
        assert!(!outage.may_ask(began + PAUSE, PAUSE), "and nobody else");
        assert!(!outage.begin(began + PAUSE), "it is the same outage");
    }

    #[test]
    fn everybody_asks_again_when_it_is_over() {
        let (outage, began) = (Outage::default(), Instant::now());
        assert!(!outage.end(), "there was none");
        outage.begin(began);
        assert!(outage.end());
        assert!(outage.may_ask(began, PAUSE) && outage.may_ask(began, PAUSE));
        assert!(outage.begin(began), "the next one is new");
    }
}
