use std::sync::{Arc, OnceLock};

use hashbrown::HashTable;

use super::{
    body::Body,
    index::Index,
    owner::{Owner, hash_of},
};
use crate::json::{Fields, Text, Value};

/// Up to here, looking at every entry costs less than an index.
const FEW: usize = 16;

/// The entries of one section by their stored keys, in the order in which they were added.
///
/// What is removed leaves a gap, so that the others keep their places.
#[derive(Clone, Default)]
pub(super) struct Entries {
    slots: Vec<Option<Slot>>,
    /// The places by the hashes of the keys.
    by_key: HashTable<u32>,
    /// Made when it is first needed.
    index: OnceLock<Index>,
    has_waste: bool,
}

/// One entry, or what is there instead.
#[derive(Clone)]
pub(super) struct Slot {
    hash: u64,
    pub(super) key: Text,
    pub(super) owner: Owner,
    pub(super) body: Body,
}

impl Slot {
    pub(super) fn new(key: Text, owner: Owner, body: Body) -> Self {
        Self { hash: hash_of(key.display()), key, owner, body }
    }

    /// The same under the same key, elsewhere in memory.
    pub(super) fn moved(&self, key: Text, body: Body) -> Self {
        Self { hash: self.hash, key, owner: self.owner, body }
    }

    /// Whether both have the same key.
    fn is_like(&self, other: &Self) -> bool {
        self.hash == other.hash && self.key == other.key
    }

    fn entry(&self) -> Option<(&Text, &Fields)> {
        Some((&self.key, self.body.fields()?))
    }
}

impl Entries {
    /// The same with other slots, each of the same key and owner as the one before.
    pub(super) fn mapped(&self, mut slot: impl FnMut(&Slot) -> Slot) -> Self {
        Self {
            slots: self.slots.iter().map(|old| old.as_ref().map(&mut slot)).collect(),
            by_key: self.by_key.clone(),
            index: self.index.clone(),
            has_waste: false,
        }
    }

    /// Slots with different keys.
    pub(super) fn of_slots(slots: impl ExactSizeIterator<Item = Slot>) -> Self {
        let mut entries = Self { by_key: HashTable::with_capacity(slots.len()), ..Self::default() };
        entries.slots.reserve_exact(slots.len());
        slots.for_each(|slot| entries.push(slot));
        entries
    }

    /// Makes room for as many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.slots.reserve(more);
        let slots = &self.slots;
        self.by_key.reserve(more, |place| hash_at(slots, *place));
    }

    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether it holds memory of what was removed or replaced.
    pub(super) const fn has_waste(&self) -> bool {
        self.has_waste
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().flatten()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Slot> {
        self.slot(self.place_of(key)?)
    }

    pub(super) fn get_text(&self, key: &Text) -> Option<&Slot> {
        let place = self.place(hash_of(key.display()), |known| known == key)?;
        self.slot(place)
    }

    /// The entries that may be the wanted owner's, in their order.
    pub(super) fn of_owner(&self, wanted: Owner) -> impl Iterator<Item = (&Text, &Fields)> {
        self.slots_of_owner(wanted).filter_map(Slot::entry)
    }

    /// As [`Self::of_owner`], whatever they are.
    pub(super) fn slots_of_owner(&self, wanted: Owner) -> impl Iterator<Item = &Slot> {
        let places = if self.slots.len() > FEW { self.index().places(&wanted) } else { None };
        let all = if places.is_none() { 0..self.slots.len() } else { 0..0 };
        let slots = places.into_iter().flatten().chain(all).filter_map(|place| self.slot(place));
        slots.filter(move |slot| slot.owner.may_be(&wanted))
    }

    /// Whether both are written as the same bytes.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let is_same = |(own, other): (&Slot, &Slot)| own.is_like(other) && own.body.is_same_as(&other.body);
        self.len() == other.len() && self.iter().zip(other.iter()).all(is_same)
    }

    /// Whether a key of `before` is missing here. Most are found without a search, where they were.
    pub(super) fn has_lost_keys_of(&self, before: &Self) -> bool {
        let mut here = self.iter();
        let is_lost = |slot: &Slot| {
            let is_next = here.next().is_some_and(|next| next.is_like(slot));
            !is_next && self.place(slot.hash, |known| *known == slot.key).is_none()
        };
        before.iter().any(is_lost)
    }

    /// Adds a slot, or replaces the one under the same key in its place.
    pub(super) fn insert(&mut self, slot: Slot) {
        match self.place(slot.hash, |known| *known == slot.key) {
            Some(place) => self.replace(place, slot.owner, slot.body),
            None => self.push(slot),
        }
    }

    /// Changes the entry under a key in its place, if there is one.
    pub(super) fn change(&mut self, key: &str, change: impl FnOnce(&mut Fields)) {
        let Some(place) = self.place_of(key) else { return };
        let Some(body) = self.slot(place).map(|slot| slot.body.changed(change)) else { return };
        self.replace(place, body.owner(), body);
    }

    pub(super) fn take(&mut self, key: &Text) -> Option<Arc<Value>> {
        let place = self.place(hash_of(key.display()), |known| known == key)?;
        let slot = self.remove(place)?;
        self.close_gaps();
        Some(slot.body.into_value())
    }

    /// Removes the entries that `is_chosen` chooses.
    pub(super) fn remove_chosen(&mut self, is_chosen: impl Fn(&Text, &Fields) -> bool) {
        for place in 0..self.slots.len() {
            let entry = self.slot(place).and_then(Slot::entry);
            if entry.is_some_and(|(key, entry)| is_chosen(key, entry)) {
                self.remove(place);
            }
        }
        self.close_gaps();
    }

    fn slot(&self, place: usize) -> Option<&Slot> {
        self.slots.get(place)?.as_ref()
    }

    /// A key with half a surrogate pair is no text of Rust's: it goes by how it is shown, unless another is just that.
    fn place_of(&self, key: &str) -> Option<usize> {
        let hash = hash_of(key);
        let exact = self.place(hash, |known| known.as_str() == Some(key));
        exact.or_else(|| self.place(hash, |known| known.display() == key))
    }

    fn place(&self, hash: u64, is_key: impl Fn(&Text) -> bool) -> Option<usize> {
        let is_at = |place: &u32| {
            self.slot(*place as usize).is_some_and(|slot| slot.hash == hash && is_key(&slot.key))
        };
        self.by_key.find(hash, is_at).map(|place| *place as usize)
    }

    fn push(&mut self, slot: Slot) {
        let Ok(place) = u32::try_from(self.slots.len()) else { return };
        let (hash, owner) = (slot.hash, slot.owner);
        self.slots.push(Some(slot));
        let slots = &self.slots;
        self.by_key.insert_unique(hash, place, |place| hash_at(slots, *place));
        if let Some(index) = self.index.get_mut() {
            index.push(Some(owner));
        }
    }

    fn replace(&mut self, place: usize, owner: Owner, body: Body) {
        let Some(Some(slot)) = self.slots.get_mut(place) else { return };
        self.has_waste |= slot.body.is_read();
        if slot.owner != owner {
            self.index = OnceLock::new();
        }
        (slot.owner, slot.body) = (owner, body);
    }

    /// The index goes on with the place, which it finds empty.
    fn remove(&mut self, place: usize) -> Option<Slot> {
        let slot = self.slots.get_mut(place)?.take()?;
        let is_it = |known: &u32| *known as usize == place;
        if let Ok(found) = self.by_key.find_entry(slot.hash, is_it) {
            found.remove();
        }
        self.has_waste |= slot.body.is_read();
        Some(slot)
    }

    /// Once most of it is gaps, which keeps the cost of removing one in proportion.
    fn close_gaps(&mut self) {
        if self.slots.len() > FEW && self.slots.len() > 2 * self.len() {
            let left: Vec<Slot> = std::mem::take(&mut self.slots).into_iter().flatten().collect();
            *self = Self { has_waste: self.has_waste, ..Self::of_slots(left.into_iter()) };
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::with_capacity(self.slots.len());
            self.slots.iter().for_each(|slot| index.push(slot.as_ref().map(|slot| slot.owner)));
            index
        })
    }
}

fn hash_at(slots: &[Option<Slot>], place: u32) -> u64 {
    slots.get(place as usize).and_then(Option::as_ref).map_or(0, |slot| slot.hash)
}
