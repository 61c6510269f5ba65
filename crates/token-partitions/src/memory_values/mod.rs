mod slots;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use token_store::BoxFuture;
use zeroize::Zeroizing;

use self::slots::{Slots, cost, end_of};
use crate::{
    ChangeFeed, ChangeListener, Clock, Page, Revision, Swapped, SystemClock, Value, ValueError, ValueStore,
};

/// What can be chosen about [`MemoryValues`].
#[derive(Clone)]
pub struct MemoryOptions {
    /// The most bytes that all names and values have together. Beyond it, what was not used for the longest time goes.
    pub byte_limit: usize,
    /// What lifetimes are measured by.
    pub clock: Arc<dyn Clock>,
}

impl Default for MemoryOptions {
    /// 256 MiB, and the system's clock.
    fn default() -> Self {
        Self { byte_limit: 256 << 20, clock: Arc::new(SystemClock) }
    }
}

impl fmt::Debug for MemoryOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MemoryOptions").field("byte_limit", &self.byte_limit).finish_non_exhaustive()
    }
}

/// Values that live as long as the process. Clones share them; each counts as a node that hears what the others change.
///
/// Memory is bounded, so a value may go before its end: whoever it belonged to signs in again.
pub struct MemoryValues {
    shared: Arc<Shared>,
    feed: Arc<ChangeFeed>,
}

struct Shared {
    slots: Mutex<Slots>,
    options: MemoryOptions,
    /// What each handle hears.
    feeds: Mutex<Vec<Weak<ChangeFeed>>>,
}

impl MemoryValues {
    /// No values yet, with the usual options.
    pub fn new() -> Self {
        Self::with_options(MemoryOptions::default())
    }

    /// No values yet.
    pub fn with_options(options: MemoryOptions) -> Self {
        Self::of(Arc::new(Shared { slots: Mutex::default(), options, feeds: Mutex::default() }))
    }

    fn of(shared: Arc<Shared>) -> Self {
        let feed = Arc::new(ChangeFeed::default());
        feed.is_up();
        let mut feeds = shared.feeds();
        feeds.retain(|feed| feed.strong_count() > 0);
        feeds.push(Arc::downgrade(&feed));
        drop(feeds);
        Self { shared, feed }
    }

    /// The values that have not ended.
    fn slots(&self) -> MutexGuard<'_, Slots> {
        let mut slots = self.shared.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.end(self.shared.options.clock.now());
        slots
    }

    fn value(&self, name: &str) -> Option<Value> {
        let (bytes, revision) = self.slots().get(name)?;
        Some(Value { bytes: bytes.to_vec(), revision })
    }

    fn replace(
        &self,
        name: &str,
        expected: Option<&Revision>,
        new: Option<&[u8]>,
        lifetime: Option<Duration>,
    ) -> Result<Swapped, ValueError> {
        let limit = self.shared.options.byte_limit;
        if let Some(new) = new
            && cost(name, new.len()) > limit
        {
            return Err(ValueError::Full("the value alone is beyond the limit of bytes".into()));
        }
        let new = new.map(|new| Arc::new(Zeroizing::new(new.to_vec())));
        let mut slots = self.slots();
        if !slots.is_at(name, expected) {
            return Ok(Swapped::Conflict);
        }
        let ends = end_of(lifetime, self.shared.options.clock.now());
        let revision = new.map(|new| slots.put(name, new, ends));
        if revision.is_none() {
            slots.remove(name);
        }
        slots.shrink_to(limit);
        drop(slots);
        self.tell(name);
        Ok(Swapped::Done(revision))
    }

    fn remove(&self, name: &str) -> bool {
        let was_there = self.slots().remove(name);
        if was_there {
            self.tell(name);
        }
        was_there
    }

    /// Tells all other handles.
    fn tell(&self, name: &str) {
        let feeds = self.shared.feeds();
        let others = feeds.iter().filter_map(Weak::upgrade).filter(|feed| !Arc::ptr_eq(feed, &self.feed));
        others.for_each(|feed| feed.note(name));
    }
}

impl Shared {
    fn feeds(&self) -> MutexGuard<'_, Vec<Weak<ChangeFeed>>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for MemoryValues {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.shared))
    }
}

impl Default for MemoryValues {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryValues {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MemoryValues").finish_non_exhaustive()
    }
}

impl ValueStore for MemoryValues {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        Box::pin(async { Ok(self.value(name)) })
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        Box::pin(async { Ok(self.slots().revision(name)) })
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        Box::pin(async move { self.replace(name, expected, new, lifetime) })
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        Box::pin(async { Ok(self.remove(name)) })
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        Box::pin(async move { Ok(self.slots().page(prefix, cursor, limit)) })
    }

    fn listen(&self) -> ChangeListener {
        self.feed.listen()
    }

    fn hears_of_changes(&self) -> bool {
        true
    }
}
