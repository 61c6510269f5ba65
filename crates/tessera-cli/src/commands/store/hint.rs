//! Where nothing is found, what else there is.

use std::collections::BTreeSet;

use token_partitions::ValueStore;

use super::Opened;
use crate::{output::note, printable::one_line, words::say};

/// How far is looked, as a Redis may hold much that is no cache.
const PAGES: usize = 20;
const PAGE: usize = 500;
const MOST: usize = 5;
/// What follows an app's prefix in the name of a cache.
const CACHE: &str = "cache:";

/// Tells of other prefixes that caches seem to be under, if there is none under the app's. That they cannot be found is no failure.
pub(super) async fn other_prefixes(store: &Opened) {
    let found = found(store).await;
    if found.is_empty() {
        return;
    }
    let found = found.iter().map(|prefix| one_line(&format!("{prefix:?}")));
    let found = found.take(MOST).collect::<Vec<_>>().join(", ");
    let prefix = one_line(&format!("{:?}", store.prefix));
    note(&format!("tessera: {}", say!(store_other_prefixes, prefix = prefix, found = found)));
}

/// Empty where there is something under the app's prefix.
async fn found(store: &Opened) -> BTreeSet<String> {
    let own = format!("{}{CACHE}", store.prefix);
    let (mut found, mut cursor) = (BTreeSet::new(), None);
    for _ in 0..PAGES {
        let Ok(page) = store.caches.values().names("", cursor.as_deref(), PAGE).await else { break };
        if page.names.iter().any(|name| name.starts_with(&own)) {
            return BTreeSet::new();
        }
        let prefixes = page.names.iter().filter_map(|name| Some(&name[..name.find(CACHE)?]));
        found.extend(prefixes.map(ToOwned::to_owned));
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    found
}
