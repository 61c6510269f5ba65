use std::{sync::Arc, time::Instant};

use token_cache::TokenCache;
use token_store::{Change, SetAside, Version};

use crate::Revision;

/// What a cache takes in memory besides its JSON, in bytes, about.
const OVERHEAD: usize = 2048;

/// What a cache takes that knows only what was found in it, besides the tokens, in bytes, about.
const REDUCED_OVERHEAD: usize = 1024;

/// A cache as it is in the database, or that there is none.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) cache: Arc<TokenCache>,
    pub(super) revision: Option<Revision>,
    pub(super) version: Option<Version>,
    /// About what it takes in memory, in bytes.
    cost: usize,
}

impl State {
    pub(super) fn new(cache: TokenCache, revision: Revision, version: Version, length: usize) -> Self {
        let cost = length + OVERHEAD;
        Self { cache: Arc::new(cache), revision: Some(revision), version: Some(version), cost }
    }

    /// A state that the database does not know of yet.
    pub(super) fn ahead(cache: TokenCache, version: Version) -> Self {
        let cost = cache.serialize_in_pieces().len() + OVERHEAD;
        Self { cache: Arc::new(cache), revision: None, version: Some(version), cost }
    }

    pub(super) fn generation(&self) -> u64 {
        self.version.map_or(0, |version| version.generation())
    }

    /// The same with no more of the cache than what was found in it.
    fn found_only(&self) -> Self {
        let (cache, length) = self.cache.found_only();
        let (revision, version) = (self.revision.clone(), self.version);
        Self { cache: Arc::new(cache), revision, version, cost: REDUCED_OVERHEAD + length }
    }
}

/// A state in memory.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) state: State,
    /// When the database was asked that it came from.
    pub(super) since: Instant,
    /// Whether nothing was heard since that it may be outdated.
    pub(super) is_believed: bool,
    /// Whether it is the whole cache, not only what was found in it: for all but the last few partitions of a node, that is
    /// what makes the difference between kilobytes and tens of kilobytes.
    pub(super) is_whole: bool,
}

impl Held {
    pub(super) fn new(state: State, since: Instant, is_believed: bool) -> Self {
        Self { state, since, is_believed, is_whole: true }
    }

    pub(super) fn cost(&self) -> usize {
        self.state.cost.max(REDUCED_OVERHEAD)
    }

    /// The same with no more of the cache than what was found in it.
    pub(super) fn found_only(&self) -> Self {
        Self { state: self.state.found_only(), is_whole: false, ..*self }
    }
}

/// What is known of a partition.
#[derive(Default)]
pub(super) struct Known {
    pub(super) held: Option<Held>,
    /// Changes whenever what was asked before may be outdated.
    pub(super) epoch: u64,
    /// How many have begun to ask, and which of them was the last whose answer came.
    pub(super) asked: u64,
    pub(super) answered: u64,
    /// How many answers have come.
    pub(super) answers: u64,
    pub(super) set_aside: Option<SetAside>,
    /// What was changed in an outage, in its order.
    pub(super) pending: Vec<Change>,
    /// Whether what is held has changes that the database does not know of.
    pub(super) is_ahead: bool,
    pub(super) is_replaying: bool,
    /// Whether it is among those whose caches are kept whole.
    pub(super) is_in_line: bool,
}

/// One question to the database.
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) number: u64,
    pub(super) epoch: u64,
    /// How many answers had come by then.
    pub(super) answers: u64,
    pub(super) since: Instant,
}
