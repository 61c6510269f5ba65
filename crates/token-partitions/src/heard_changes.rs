use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};

/// So many names are kept for whoever asks; beyond, it is told that any may have been changed.
const MOST_KEPT: usize = 10_000;

/// What a value store has heard of other nodes' changes and not told yet, for [`ValueStore::changed`] and
/// [`ValueStore::hears_of_changes`]: the task that listens writes it, and whoever asks takes it.
///
/// [`ValueStore::changed`]: crate::ValueStore::changed
/// [`ValueStore::hears_of_changes`]: crate::ValueStore::hears_of_changes
#[derive(Default)]
pub struct HeardChanges {
    kept: Mutex<Kept>,
    more: Notify,
    up: watch::Sender<bool>,
}

#[derive(Default)]
struct Kept {
    any: bool,
    names: BTreeSet<String>,
}

/// What is to be told next.
enum Told {
    Nothing,
    Any,
    Of(String),
}

impl HeardChanges {
    /// A value of that name was changed.
    pub fn note(&self, name: &str) {
        let mut kept = self.kept();
        if kept.names.len() < MOST_KEPT {
            kept.names.insert(name.to_owned());
        } else {
            *kept = Kept { any: true, names: BTreeSet::new() };
        }
        drop(kept);
        self.more.notify_waiters();
    }

    /// Any value may have been changed.
    pub fn note_any(&self) {
        *self.kept() = Kept { any: true, names: BTreeSet::new() };
        self.more.notify_waiters();
    }

    /// From now on all is heard of; what was changed before is not known.
    pub fn is_up(&self) {
        self.note_any();
        self.up.send_replace(true);
    }

    /// From now on nothing is heard of; whether something was until now.
    pub fn is_down(&self) -> bool {
        self.up.send_replace(false)
    }

    /// Whether changes are heard of.
    pub fn hears(&self) -> bool {
        *self.up.borrow()
    }

    /// Waits until changes are heard of.
    pub async fn until_up(&self) {
        let _ = self.up.subscribe().wait_for(|up| *up).await;
    }

    /// Waits for the name of a value that was changed; none when any may have been. What nobody asked for yet is told
    /// first.
    pub async fn next(&self) -> Option<String> {
        loop {
            let more = self.more.notified();
            match self.take() {
                Told::Any => return None,
                Told::Of(name) => return Some(name),
                Told::Nothing => more.await,
            }
        }
    }

    fn take(&self) -> Told {
        let mut kept = self.kept();
        if std::mem::take(&mut kept.any) {
            return Told::Any;
        }
        kept.names.pop_first().map_or(Told::Nothing, Told::Of)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells no names: they are those of users.
impl fmt::Debug for HeardChanges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HeardChanges").field("hears", &self.hears()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn each_name_is_told_once_even_if_nobody_waited() {
        let heard = HeardChanges::default();
        for name in ["ada", "bo", "ada"] {
            heard.note(name);
        }
        assert_eq!((heard.next().await.as_deref(), heard.next().await.as_deref()), (Some("ada"), Some("bo")));
        heard.note("ada");
        assert_eq!(heard.next().await.as_deref(), Some("ada"), "changed again");
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let heard = Arc::new(HeardChanges::default());
        let waiting = tokio::spawn({
            let heard = Arc::clone(&heard);
            async move { heard.next().await }
        });
        tokio::task::yield_now().await;
        heard.note("ada");
        assert_eq!(waiting.await.unwrap().as_deref(), Some("ada"));
    }

    #[tokio::test]
    async fn more_names_than_are_kept_are_any() {
        let heard = HeardChanges::default();
        for number in 0..=MOST_KEPT {
            heard.note(&number.to_string());
        }
        assert_eq!(heard.next().await, None);
        heard.note("ada");
        assert_eq!(heard.next().await.as_deref(), Some("ada"));
    }

    #[tokio::test]
    async fn what_was_changed_before_a_connection_was_up_is_not_known() {
        let heard = HeardChanges::default();
        assert!(!heard.hears() && !heard.is_down());
        heard.note("ada");
        heard.is_up();
        heard.until_up().await;
        assert_eq!(heard.next().await, None);
        assert!(heard.hears() && heard.is_down() && !heard.hears());
    }
}
