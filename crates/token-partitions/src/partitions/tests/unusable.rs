use token_cache::TokenCache;
use token_store::{SetAsideReason, StoreError, conformance::sample};

use super::support::{Nodes, add, loaded, open, ring};
use crate::{KeyRing, RingKey, Sealing};

const NAME: &str = "tessera:cache:ada";

fn plain() -> Vec<u8> {
    let mut cache = TokenCache::default();
    sample::put(&mut cache, "plain");
    cache.serialize().to_vec()
}

#[tokio::test]
async fn a_plain_value_is_neither_used_nor_touched_where_values_are_sealed() {
    let nodes = Nodes::new();
    nodes.put(NAME, &plain()).await;
    let store = open(&nodes.first, "ada");
    assert!(matches!(store.load().await, Err(StoreError::NotSealed)));
    assert!(matches!(add(&store, "one").await, Err(StoreError::NotSealed)));
    assert!(matches!(store.version().await, Err(StoreError::NotSealed)));
    assert_eq!((nodes.value(NAME).await, nodes.names().await), (Some(plain()), vec![NAME.to_owned()]));
}

#[tokio::test]
async fn what_another_program_has_put_there_is_not_touched() {
    for sealing in [Sealing::Plain, Sealing::Sealed(ring())] {
        let nodes = Nodes::with(|options| options.sealing = sealing.clone());
        nodes.put(NAME, b"\x80\x04pickled").await;
        let store = open(&nodes.first, "ada");
        assert!(matches!(store.load().await, Err(StoreError::ForeignValue)));
        assert!(matches!(add(&store, "one").await, Err(StoreError::ForeignValue)));
        assert_eq!(nodes.names().await, [NAME]);
    }
}

#[tokio::test]
async fn a_value_of_an_unknown_key_is_neither_used_nor_touched() {
    let nodes = Nodes::with(|options| {
        options.sealing = Sealing::Sealed(KeyRing::new("new", RingKey::new([9; 32])).unwrap());
    });
    let value = Sealing::Sealed(ring()).seal(NAME, 1, &plain()).unwrap();
    nodes.put(NAME, &value).await;
    let store = open(&nodes.first, "ada");
    let is_unknown = |error| matches!(error, StoreError::KeyUnknown { key_id } if key_id == "one");
    assert!(is_unknown(store.load().await.unwrap_err()));
    assert!(is_unknown(add(&store, "one").await.unwrap_err()));
    assert_eq!(nodes.names().await, [NAME]);
    assert!(nodes.value(NAME).await.as_deref() == Some(&value[..]));
}

#[tokio::test]
async fn a_sealed_value_is_neither_used_nor_touched_where_values_are_plain() {
    let nodes = Nodes::with(|options| options.sealing = Sealing::Plain);
    nodes.put(NAME, &Sealing::Sealed(ring()).seal(NAME, 1, &plain()).unwrap()).await;
    let store = open(&nodes.first, "ada");
    assert!(matches!(store.load().await, Err(StoreError::KeyRingNeeded)));
    assert!(matches!(add(&store, "one").await, Err(StoreError::KeyRingNeeded)));
    assert_eq!(nodes.names().await, [NAME]);
}

#[tokio::test]
async fn a_damaged_value_is_moved_aside_whole_and_a_new_one_begun() {
    let nodes = Nodes::new();
    let store = open(&nodes.first, "ada");
    let mut kept = Vec::new();
    for _ in 0..2 {
        add(&store, "one").await.unwrap();
        let mut value = nodes.value(NAME).await.unwrap();
        *value.last_mut().unwrap() ^= 1;
        nodes.put(NAME, &value).await;
        kept.push(value);
        // Another node, which has not seen it yet.
        let snapshot = open(&nodes.second, "ada").load().await.unwrap();
        assert!(sample::names(&snapshot.cache).is_empty());
        let moved = snapshot.set_aside.unwrap();
        assert_eq!(moved.reason, SetAsideReason::Damaged);
        assert_eq!(nodes.value(moved.path.to_str().unwrap()).await, kept.last().cloned());
        assert_eq!(nodes.value(NAME).await, None);
    }
    assert_ne!(kept[0], kept[1]);
    assert_eq!(nodes.names().await.len(), 2, "each has a name of its own");
    add(&open(&nodes.second, "ada"), "two").await.unwrap();
    assert_eq!(loaded(&store).await, ["two"]);
}

#[tokio::test]
async fn a_change_moves_aside_too() {
    let nodes = Nodes::new();
    nodes.put(NAME, b"TESS").await;
    let store = open(&nodes.first, "ada");
    let snapshot = add(&store, "one").await.unwrap();
    assert_eq!(snapshot.set_aside.map(|moved| moved.reason), Some(SetAsideReason::Cut));
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["one"]);
    let aside: Vec<_> = nodes.names().await.into_iter().filter(|name| name != NAME).collect();
    assert_eq!(aside.len(), 1);
    assert!(aside[0].starts_with("tessera:set-aside:ada.1800000000-"), "{aside:?}");
}
