//! Walking through all caches, some at a time.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use token_partitions::{Look, PartitionPage};
use token_store::{PartitionKey, StoreError};

use super::Opened;

/// How many names are asked for at once.
const PAGE: usize = 500;
/// How many values are read at a time.
const AT_ONCE: usize = 8;

/// A partition, and what is in it where that can be seen.
pub(super) struct Looked {
    pub(super) key: PartitionKey,
    pub(super) look: Option<Look>,
}

/// A walk through all partitions, each of which comes once.
pub(super) struct Walk<'a> {
    store: &'a Opened,
    cursor: Option<String>,
    is_over: bool,
    seen: HashSet<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn through(store: &'a Opened) -> Self {
        Self { store, cursor: None, is_over: false, seen: HashSet::new() }
    }

    /// The next of them; none after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Looked>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let PartitionPage { keys, cursor } = self.store.caches.list_all(self.cursor.as_deref(), PAGE).await?;
        self.is_over = cursor.is_none();
        self.cursor = cursor;
        let keys: Vec<String> = keys.into_iter().filter(|key| self.seen.insert(key.clone())).collect();
        let store = self.store;
        let looks = stream::iter(keys).map(|key| look(store, key)).buffered(AT_ONCE);
        let looked: Vec<Option<Looked>> = looks.try_collect().await?;
        Ok(Some(looked.into_iter().flatten().collect()))
    }
}

/// None where it has gone meanwhile.
async fn look(store: &Opened, key: String) -> Result<Option<Looked>, StoreError> {
    let key = PartitionKey::named(&key);
    if !store.opens {
        return Ok(Some(Looked { key, look: None }));
    }
    let look = store.caches.look(&key).await?;
    Ok(look.map(|look| Looked { key, look: Some(look) }))
}
