//! Where the entries of an owner are.

use hashbrown::HashTable;

use super::owner::Owner;

const END: u32 = u32::MAX;

/// The places of the entries by their owners, each in the order of the section.
#[derive(Clone, Default)]
pub(super) struct Index {
    by_home: Chains,
    by_client: Chains,
}

impl Index {
    pub(super) fn with_capacity(places: usize) -> Self {
        Self { by_home: Chains::with_capacity(places), by_client: Chains::with_capacity(places) }
    }

    /// Adds the next place; none for one that has no entry any more.
    pub(super) fn push(&mut self, owner: Option<Owner>) {
        let owner = owner.unwrap_or_default();
        self.by_home.push(owner.home);
        self.by_client.push(owner.client);
    }

    /// The places to look at for the wanted owner, as few as can be told; none where that is all.
    pub(super) fn places(&self, wanted: &Owner) -> Option<Places<'_>> {
        match (self.by_home.places(wanted.home), self.by_client.places(wanted.client)) {
            (Some(home), Some(client)) if client.count < home.count => Some(client),
            (Some(home), _) => Some(home),
            (None, client) => client,
        }
    }
}

/// Places with the same hash, each leading to the next.
#[derive(Clone, Default)]
struct Chains {
    heads: HashTable<Head>,
    next: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Head {
    hash: u64,
    first: u32,
    last: u32,
    count: u32,
}

impl Chains {
    fn with_capacity(places: usize) -> Self {
        Self { heads: HashTable::new(), next: Vec::with_capacity(places) }
    }

    fn push(&mut self, hash: u64) {
        let Ok(place) = u32::try_from(self.next.len()) else { return };
        self.next.push(END);
        if hash == 0 {
            return;
        }
        if let Some(head) = self.heads.find_mut(hash, |head| head.hash == hash) {
            if let Some(last) = self.next.get_mut(head.last as usize) {
                *last = place;
            }
            head.last = place;
            head.count += 1;
        } else {
            let head = Head { hash, first: place, last: place, count: 1 };
            self.heads.insert_unique(hash, head, |head| head.hash);
        }
    }

    /// None where any hash will do.
    fn places(&self, hash: u64) -> Option<Places<'_>> {
        let head = self.heads.find(hash, |head| head.hash == hash);
        let (place, count) = head.map_or((END, 0), |head| (head.first, head.count));
        (hash != 0).then_some(Places { next: &self.next, place, count })
    }
}

/// Some places, in the order of the section.
pub(super) struct Places<'a> {
    next: &'a [u32],
    place: u32,
    count: u32,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let place = self.place as usize;
        self.place = *self.next.get(place)?;
        Some(place)
    }
}
