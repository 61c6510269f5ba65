use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use crate::{Page, Revision};

/// What is wiped once nobody reads it any more.
pub(super) type Bytes = Arc<Zeroizing<Vec<u8>>>;

/// The values, and in which order they were used and are to end.
#[derive(Default)]
pub(super) struct Slots {
    by_name: BTreeMap<Arc<str>, Slot>,
    by_use: BTreeMap<u64, Arc<str>>,
    by_end: BTreeSet<(Instant, Arc<str>)>,
    /// Of all names and values.
    bytes: usize,
    uses: u64,
    writes: u64,
}

struct Slot {
    bytes: Bytes,
    write: u64,
    used: u64,
    ends: Option<Instant>,
}

impl Slots {
    /// Lets go of what has ended by now.
    pub(super) fn end(&mut self, now: Instant) {
        while let Some((_, name)) = self.by_end.first().filter(|(ends, _)| *ends <= now) {
            let name = Arc::clone(name);
            self.remove(&name);
        }
    }

    pub(super) fn get(&mut self, name: &str) -> Option<(Bytes, Revision)> {
        self.touch(name);
        let slot = self.by_name.get(name)?;
        Some((Arc::clone(&slot.bytes), revision(slot.write)))
    }

    pub(super) fn revision(&mut self, name: &str) -> Option<Revision> {
        self.touch(name);
        self.by_name.get(name).map(|slot| revision(slot.write))
    }

    pub(super) fn is_at(&self, name: &str, expected: Option<&Revision>) -> bool {
        self.by_name.get(name).map(|slot| revision(slot.write)).as_ref() == expected
    }

    pub(super) fn put(&mut self, name: &str, bytes: Bytes, ends: Option<Instant>) -> Revision {
        self.remove(name);
        self.uses += 1;
        self.writes += 1;
        let name: Arc<str> = name.into();
        self.bytes += cost(&name, bytes.len());
        self.by_use.insert(self.uses, Arc::clone(&name));
        if let Some(ends) = ends {
            self.by_end.insert((ends, Arc::clone(&name)));
        }
        self.by_name.insert(name, Slot { bytes, write: self.writes, used: self.uses, ends });
        revision(self.writes)
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        let Some((name, slot)) = self.by_name.remove_entry(name) else { return false };
        self.bytes -= cost(&name, slot.bytes.len());
        self.by_use.remove(&slot.used);
        if let Some(ends) = slot.ends {
            self.by_end.remove(&(ends, name));
        }
        true
    }

    /// Lets go of what was not used for the longest time until no more than so many bytes are left.
    pub(super) fn shrink_to(&mut self, bytes: usize) {
        while self.bytes > bytes
            && let Some((_, name)) = self.by_use.first_key_value()
        {
            let name = Arc::clone(name);
            self.remove(&name);
        }
    }

    pub(super) fn page(&self, prefix: &str, cursor: Option<&str>, limit: usize) -> Page {
        let from = cursor.map_or(Bound::Included(prefix), Bound::Excluded);
        let all = self.by_name.range::<str, _>((from, Bound::Unbounded));
        let mut names = all.map(|(name, _)| name).take_while(|name| name.starts_with(prefix));
        let page: Vec<_> = names.by_ref().take(limit.max(1)).map(ToString::to_string).collect();
        let cursor = names.next().and_then(|_| page.last().cloned());
        Page { names: page, cursor }
    }

    fn touch(&mut self, name: &str) {
        let Some(slot) = self.by_name.get_mut(name) else { return };
        self.uses += 1;
        if let Some(name) = self.by_use.remove(&slot.used) {
            self.by_use.insert(self.uses, name);
        }
        slot.used = self.uses;
    }
}

/// When a lifetime ends that begins now; none for one that is longer than clocks go.
pub(super) fn end_of(lifetime: Option<Duration>, now: Instant) -> Option<Instant> {
    now.checked_add(lifetime?)
}

pub(super) fn cost(name: &str, length: usize) -> usize {
    name.len() + length
}

/// No two writes have the same number, whatever they are about.
fn revision(write: u64) -> Revision {
    Revision(write.to_be_bytes().to_vec())
}
