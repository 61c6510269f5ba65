//! Seeing what is in a partition without changing anything.

use std::sync::Arc;

use token_cache::TokenCache;
use token_store::{PartitionKey, SetAsideReason, StoreError};

use super::{Partitions, administration::PartitionKind};
use crate::{
    ValueStore,
    sealing::{Fault, key_id},
};

/// What is in a partition.
pub struct Look {
    /// Of the value.
    pub bytes: usize,
    /// The key that it is sealed with, by its ID; none where it is not sealed.
    pub key_id: Option<String>,
    /// The cache, or why it cannot be opened.
    pub cache: Result<Arc<TokenCache>, Unopened>,
}

/// Why a cache cannot be opened.
#[derive(Debug)]
pub enum Unopened {
    /// Whoever is set up rightly can open it.
    Store(StoreError),
    /// Nobody can. Whoever loads it moves it aside.
    Unusable(SetAsideReason),
}

impl Look {
    /// What a partition of that key is for: by what is in it, where that is known. A user's ID may look like the hash of
    /// an access token; it is theirs if they are in it.
    pub fn kind(&self, key: &str) -> PartitionKind {
        let accounts = self.cache.as_ref().map(|cache| cache.accounts()).unwrap_or_default();
        let is_theirs = accounts.iter().any(|account| account.home_account_id() == key);
        if is_theirs { PartitionKind::User } else { PartitionKind::of(key) }
    }
}

impl<V: ValueStore + 'static> Partitions<V> {
    /// What is in a partition; none where there is none. Neither the database nor the memory of this node is changed.
    ///
    /// Fails as the database does.
    pub async fn look(&self, key: &PartitionKey) -> Result<Option<Look>, StoreError> {
        let core = &self.shared.core;
        let name = format!("{}{}", core.options.names.caches, key.as_str());
        let Some(mut value) = core.get(&name).await? else { return Ok(None) };
        let (bytes, key_id) = (value.bytes.len(), key_id(&value.bytes));
        let cache = core.open(&name, &mut value).map(|state| state.cache).map_err(|fault| match fault {
            Fault::Store(error) => Unopened::Store(error),
            Fault::Unusable(reason) => Unopened::Unusable(reason),
        });
        Ok(Some(Look { bytes, key_id, cache }))
    }
}
