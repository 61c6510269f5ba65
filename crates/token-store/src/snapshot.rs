use std::sync::Arc;

use token_cache::TokenCache;

use crate::{SetAside, Version};

/// A cache as it was at one moment. Cheap to clone; it does not follow later changes.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The cache; empty where nothing has been written yet.
    pub cache: Arc<TokenCache>,
    /// The write that the cache came from; none where nothing has been written yet.
    pub version: Option<Version>,
    /// The unusable file that this store last moved aside, for the person to be told. It stays in later
    /// snapshots of the same store, so that whoever loads first does not keep the news from the others.
    pub set_aside: Option<SetAside>,
}
