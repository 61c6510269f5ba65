use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Waker},
};

use token_cache::TokenCache;

use super::{
    Pair,
    sample::{names, put},
};
use crate::{Snapshot, TokenStore, TokenStoreExt};

async fn load(store: &Arc<dyn TokenStore>) -> Snapshot {
    store.load().await.expect("the store loads")
}

async fn add(store: &Arc<dyn TokenStore>, name: &str) -> Snapshot {
    let name = name.to_owned();
    store.change(Box::new(move |cache| put(cache, &name))).await.expect("the store changes")
}

pub(super) async fn a_store_that_nobody_wrote_is_empty_and_has_no_version(Pair { first, .. }: Pair) {
    let snapshot = load(&first).await;
    assert!(names(&snapshot.cache).is_empty());
    assert_eq!(snapshot.version, None);
    assert_eq!(snapshot.set_aside, None);
    assert_eq!(first.version().await.expect("the version is told"), None);
}

pub(super) async fn what_one_handle_writes_the_other_loads(Pair { first, second }: Pair) {
    load(&second).await;
    let written = add(&first, "one").await;
    assert!(!written.cache.has_state_changed(), "what is stored counts as saved");
    let loaded = load(&second).await;
    assert_eq!(names(&loaded.cache), ["one"]);
    assert_eq!(loaded.version, written.version);
    assert_eq!(*loaded.cache.serialize(), *written.cache.serialize());
    add(&second, "two").await;
    assert_eq!(names(&load(&first).await.cache), ["one", "two"]);
}

pub(super) async fn what_is_told_to_be_recent_has_all_that_the_handle_itself_changed(
    Pair { first, second }: Pair,
) {
    add(&second, "others").await;
    for number in 0..20 {
        let changed = add(&first, &number.to_string()).await;
        if let Some(recent) = first.recent() {
            assert_eq!(recent.version, changed.version);
        }
        load(&first).await;
        if let Some(recent) = first.recent() {
            assert_eq!(recent.version, changed.version);
        }
    }
}

pub(super) async fn every_write_has_a_version_of_its_own(Pair { first, second }: Pair) {
    let one = add(&first, "one").await.version.expect("a write has a version");
    let two = add(&second, "two").await.version.expect("a write has a version");
    assert_ne!(one.write(), two.write());
    assert_eq!(first.version().await.expect("the version is told"), Some(two));
}

pub(super) async fn versions_count_the_writes(Pair { first, second }: Pair) {
    for expected in 1..=6 {
        let store = if expected % 2 == 0 { &first } else { &second };
        let written = add(store, &expected.to_string()).await;
        assert_eq!(written.version.map(|version| version.generation()), Some(expected));
    }
}

pub(super) async fn a_change_that_changes_nothing_writes_nothing(Pair { first, .. }: Pair) {
    let untouched = first.change(Box::new(|_| ())).await.expect("the store changes");
    assert_eq!(untouched.version, None);
    let written = add(&first, "one").await;
    let same = first.change(Box::new(|_| ())).await.expect("the store changes");
    assert_eq!(same.version, written.version);
    assert_eq!(first.version().await.expect("the version is told"), written.version);
}

pub(super) async fn a_whole_other_cache_counts_as_a_change(Pair { first, second }: Pair) {
    add(&first, "one").await;
    let mut other = TokenCache::default();
    put(&mut other, "other");
    other.mark_saved();
    first.change(Box::new(move |cache| *cache = other.clone())).await.expect("the store changes");
    assert_eq!(names(&load(&second).await.cache), ["other"]);
}

pub(super) async fn no_change_of_many_at_once_is_lost(Pair { first, second }: Pair) {
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let store = Arc::clone(if number % 2 == 0 { &first } else { &second });
            tokio::spawn(async move { add(&store, &format!("app-{number}")).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no change fails");
    }
    let end = load(&first).await;
    assert_eq!(names(&end.cache).len(), 40);
    assert!(end.version.is_some_and(|version| [0, 40].contains(&version.generation())), "{:?}", end.version);
}

pub(super) async fn a_snapshot_does_not_follow_later_changes(Pair { first, .. }: Pair) {
    let early = add(&first, "one").await;
    add(&first, "two").await;
    assert_eq!(names(&early.cache), ["one"]);
}

pub(super) async fn what_the_cache_does_not_know_survives(Pair { first, second }: Pair) {
    let foreign = br#"{"Unheard": {"of": [1, null]}, "AccessToken": {}}"#;
    let foreign = TokenCache::deserialize(foreign).expect("the sample is valid");
    first.change(Box::new(move |cache| *cache = foreign.clone())).await.expect("the store changes");
    let text = load(&second).await.cache.serialize();
    let text = std::str::from_utf8(&text).expect("JSON is UTF-8");
    assert!(text.contains("Unheard") && text.contains("null"), "{text}");
}

pub(super) async fn a_change_answers_what_it_returned(Pair { first, .. }: Pair) {
    add(&first, "one").await;
    let found = first.change_with(|cache| names(cache)).await.expect("the store changes");
    assert_eq!(found, ["one"]);
}

pub(super) async fn a_change_that_nobody_awaits_any_more_does_no_harm(Pair { first, second }: Pair) {
    {
        let mut begun = pin!(first.change(Box::new(|cache| put(cache, "dropped"))));
        drop(begun.as_mut().poll(&mut Context::from_waker(Waker::noop())));
    }
    add(&second, "later").await;
    let names = names(&load(&first).await.cache);
    assert!(names.contains(&"later".to_owned()), "{names:?}");
    assert!(names.iter().all(|name| name == "later" || name == "dropped"), "{names:?}");
}

pub(super) async fn a_change_that_panics_leaves_the_store_as_it_was(Pair { first, second }: Pair) {
    add(&first, "one").await;
    let store = Arc::clone(&first);
    let panicking = tokio::spawn(async move {
        let change = |cache: &mut TokenCache| {
            put(cache, "half");
            assert!(names(cache).is_empty(), "this panic belongs to the test");
        };
        store.change(Box::new(change)).await
    });
    assert!(!matches!(panicking.await, Ok(Ok(_))), "a panic is no success");
    assert_eq!(names(&load(&second).await.cache), ["one"]);
    add(&second, "two").await;
    assert_eq!(names(&load(&first).await.cache), ["one", "two"]);
}
