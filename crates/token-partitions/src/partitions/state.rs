use std::{sync::Arc, time::Instant};

use token_cache::TokenCache;
use token_store::{Change, SetAside, Version};

use crate::Revision;

/// What a cache takes in memory besides its JSON, in bytes, about.
const OVERHEAD: usize = 2048;

/// A cache as it is in the database, or that there is none.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) cache: Arc<TokenCache>,
    pub(super) revision: Option<Revision>,
    pub(super) version: Option<Version>,
    /// Of the JSON, in bytes.
    length: usize,
}

impl State {
    pub(super) fn new(cache: TokenCache, revision: Revision, version: Version, length: usize) -> Self {
        Self { cache: Arc::new(cache), revision: Some(revision), version: Some(version), length }
    }

    /// A state that the database does not know of yet.
    pub(super) fn ahead(cache: TokenCache, version: Version) -> Self {
        let length = cache.serialize_in_pieces().len();
        Self { cache: Arc::new(cache), revision: None, version: Some(version), length }
    }

    pub(super) fn generation(&self) -> u64 {
        self.version.map_or(0, |version| version.generation())
    }

    fn cost(&self) -> usize {
        self.length + OVERHEAD
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
}

impl Held {
    pub(super) fn cost(&self) -> usize {
        self.state.cost()
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
