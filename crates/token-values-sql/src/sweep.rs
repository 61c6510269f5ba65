use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many rows are removed at a time, lest anybody waits long for it.
pub(crate) const ROWS: i64 = 500;
const EVERY: Duration = Duration::from_secs(60);

/// When what has ended is to be removed again: now and then, by whoever writes.
#[derive(Debug, Default)]
pub(crate) struct Sweep(Mutex<Option<Instant>>);

impl Sweep {
    /// Whether it is time, which it is for one asker only.
    pub(crate) fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| last.elapsed() >= EVERY);
        if due {
            *last = Some(Instant::now());
        }
        due
    }

    /// After a full batch there may be more.
    pub(crate) fn again(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The milliseconds of a lifetime; a database takes no time that is farther away than its clock goes.
pub(crate) fn milliseconds(lifetime: Duration) -> i64 {
    const CENTURY: i64 = 100 * 365 * 24 * 60 * 60 * 1000;
    i64::try_from(lifetime.as_millis()).unwrap_or(CENTURY).min(CENTURY)
}

/// The least text that is greater than all that begin with `prefix`, by bytes; none where there is none.
pub(crate) fn end_of(prefix: &str) -> Option<String> {
    let mut rest = prefix.to_owned();
    while let Some(last) = rest.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            rest.push(next);
            return Some(rest);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_prefix_is_less_than_its_end() {
        assert_eq!(end_of("ab").as_deref(), Some("ac"));
        assert_eq!(end_of("a\u{d7ff}").as_deref(), Some("a\u{e000}"), "no character is between");
        assert_eq!(end_of("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(end_of("\u{10ffff}"), None);
        assert_eq!(end_of(""), None);
        assert!(*"ab\u{10ffff}x" < *end_of("ab").unwrap());
    }

    #[test]
    fn sweeping_is_due_once_in_a_while_and_again_after_a_full_batch() {
        let sweep = Sweep::default();
        assert!(sweep.is_due() && !sweep.is_due());
        sweep.again();
        assert!(sweep.is_due() && !sweep.is_due());
    }

    #[test]
    fn lifetimes_are_bounded() {
        assert_eq!(milliseconds(Duration::from_secs(2)), 2000);
        assert!(milliseconds(Duration::MAX) < i64::MAX / 1_000_000);
    }
}
