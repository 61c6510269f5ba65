use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use tokio::sync::{Notify, watch};

/// So many names are kept for whoever listens; beyond, it is told that any may have been changed.
const MOST_KEPT: usize = 10_000;

/// What a value store hears of other nodes' changes, for [`ValueStore::listen`] and [`ValueStore::hears_of_changes`]: the
/// task that hears them writes it, and everybody who listens gets all of it.
///
/// [`ValueStore::listen`]: crate::ValueStore::listen
/// [`ValueStore::hears_of_changes`]: crate::ValueStore::hears_of_changes
#[derive(Default)]
pub struct ChangeFeed {
    listeners: Mutex<Vec<Weak<Untold>>>,
    up: watch::Sender<bool>,
}

/// Somebody who is told of changes; what was changed while they did not ask is told first.
pub struct ChangeListener(Arc<Untold>);

/// What one listener was not told yet.
#[derive(Default)]
struct Untold {
    kept: Mutex<Kept>,
    more: Notify,
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

impl ChangeFeed {
    /// Begins to listen. At first it is told that any value may have been changed: nobody listened until then.
    pub fn listen(&self) -> ChangeListener {
        let untold = Arc::new(Untold::default());
        untold.note_any();
        let mut listeners = self.listeners();
        listeners.retain(|listener| listener.strong_count() > 0);
        listeners.push(Arc::downgrade(&untold));
        ChangeListener(untold)
    }

    /// A value of that name was changed.
    pub fn note(&self, name: &str) {
        self.tell(|listener| listener.note(name));
    }

    /// Any value may have been changed.
    pub fn note_any(&self) {
        self.tell(Untold::note_any);
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

    fn tell(&self, tell: impl Fn(&Untold)) {
        self.listeners().iter().filter_map(Weak::upgrade).for_each(|listener| tell(&listener));
    }

    fn listeners(&self) -> MutexGuard<'_, Vec<Weak<Untold>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChangeListener {
    /// One who is told nothing, ever.
    pub fn deaf() -> Self {
        Self(Arc::default())
    }

    /// Waits for the name of a value that was changed; none when any may have been.
    pub async fn next(&self) -> Option<String> {
        loop {
            let more = self.0.more.notified();
            match self.0.take() {
                Told::Any => return None,
                Told::Of(name) => return Some(name),
                Told::Nothing => more.await,
            }
        }
    }
}

impl Untold {
    fn note(&self, name: &str) {
        let mut kept = self.kept();
        if kept.names.len() < MOST_KEPT {
            kept.names.insert(name.to_owned());
        } else {
            *kept = Kept { any: true, names: BTreeSet::new() };
        }
        drop(kept);
        self.more.notify_waiters();
    }

    fn note_any(&self) {
        *self.kept() = Kept { any: true, names: BTreeSet::new() };
        self.more.notify_waiters();
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
impl fmt::Debug for ChangeFeed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ChangeFeed").field("hears", &self.hears()).finish_non_exhaustive()
    }
}

/// Tells no names.
impl fmt::Debug for ChangeListener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ChangeListener").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A feed, and somebody who was told that they listen now.
    async fn feed() -> (ChangeFeed, ChangeListener) {
        let feed = ChangeFeed::default();
        let listener = feed.listen();
        assert_eq!(listener.next().await, None);
        (feed, listener)
    }

    #[tokio::test]
    async fn each_name_is_told_once_even_if_nobody_waited() {
        let (feed, listener) = feed().await;
        for name in ["ada", "bo", "ada"] {
            feed.note(name);
        }
        let told = (listener.next().await, listener.next().await);
        assert_eq!((told.0.as_deref(), told.1.as_deref()), (Some("ada"), Some("bo")));
        feed.note("ada");
        assert_eq!(listener.next().await.as_deref(), Some("ada"), "changed again");
    }

    #[tokio::test]
    async fn everybody_who_listens_is_told_of_everything() {
        let (feed, first) = feed().await;
        let second = feed.listen();
        drop(feed.listen());
        feed.note("ada");
        assert_eq!(first.next().await.as_deref(), Some("ada"));
        assert_eq!(second.next().await, None, "it may have missed something");
        assert_eq!(second.next().await.as_deref(), Some("ada"));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let (feed, listener) = feed().await;
        let waiting = tokio::spawn(async move { listener.next().await });
        tokio::task::yield_now().await;
        feed.note("ada");
        assert_eq!(waiting.await.unwrap().as_deref(), Some("ada"));
    }

    #[tokio::test]
    async fn more_names_than_are_kept_are_any() {
        let (feed, listener) = feed().await;
        for number in 0..=MOST_KEPT {
            feed.note(&number.to_string());
        }
        assert_eq!(listener.next().await, None);
        feed.note("ada");
        assert_eq!(listener.next().await.as_deref(), Some("ada"));
    }

    #[tokio::test]
    async fn what_was_changed_before_a_connection_was_up_is_not_known() {
        let (feed, listener) = feed().await;
        assert!(!feed.hears() && !feed.is_down());
        feed.note("ada");
        feed.is_up();
        feed.until_up().await;
        assert_eq!(listener.next().await, None);
        assert!(feed.hears() && feed.is_down() && !feed.hears());
    }
}
