use std::{sync::atomic::Ordering, time::Duration};

use token_cache::TokenCache;
use token_store::{StoreError, conformance::sample};

use super::support::{Fate, Nodes, add, clear, loaded, open};
use crate::ValueStore;

const NAME: &str = "tessera:cache:ada";

#[tokio::test]
async fn partitions_do_not_see_each_other() {
    let nodes = Nodes::new();
    add(&open(&nodes.first, "ada"), "one").await.unwrap();
    add(&open(&nodes.second, "bo"), "two").await.unwrap();
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["one"]);
    assert_eq!(loaded(&open(&nodes.first, "bo")).await, ["two"]);
    assert_eq!(nodes.names().await, ["tessera:cache:ada", "tessera:cache:bo"]);
}

#[tokio::test]
async fn one_users_value_is_worth_nothing_under_anothers_name() {
    let nodes = Nodes::new();
    add(&open(&nodes.first, "ada"), "one").await.unwrap();
    let stolen = nodes.value(NAME).await.unwrap();
    nodes.put("tessera:cache:eve", &stolen).await;
    let snapshot = open(&nodes.first, "eve").load().await.unwrap();
    assert!(sample::names(&snapshot.cache).is_empty());
    assert!(snapshot.set_aside.is_some());
}

#[tokio::test]
async fn what_another_node_removed_does_not_come_back_with_a_change() {
    let nodes = Nodes::deaf(|_| ());
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&first, "signed-out").await.unwrap();
    loaded(&second).await;
    clear(&first).await.unwrap();
    add(&second, "new").await.unwrap();
    assert_eq!(loaded(&first).await, ["new"]);
}

#[tokio::test]
async fn a_change_for_which_memory_has_nothing_to_do_is_made_to_the_newest_cache() {
    let nodes = Nodes::deaf(|_| ());
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    loaded(&second).await;
    add(&first, "one").await.unwrap();
    clear(&second).await.unwrap();
    assert!(loaded(&first).await.is_empty());
}

#[tokio::test]
async fn an_empty_cache_has_no_value_and_can_be_begun_anew() {
    let nodes = Nodes::new();
    let store = open(&nodes.first, "ada");
    let written = add(&store, "one").await.unwrap();
    let cleared = clear(&store).await.unwrap();
    assert_eq!((cleared.version, nodes.names().await), (None, Vec::<String>::new()));
    let again = add(&store, "one").await.unwrap();
    assert_ne!(written.version, again.version);
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["one"]);
}

#[tokio::test]
async fn a_value_ends_with_its_last_access_token() {
    let nodes = Nodes::new();
    add(&open(&nodes.first, "ada"), "one").await.unwrap();
    nodes.clock.advance(Duration::from_secs(3599));
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["one"]);
    nodes.clock.advance(Duration::from_secs(2));
    assert!(loaded(&open(&nodes.first, "ada")).await.is_empty());
}

#[tokio::test]
async fn a_large_cache_is_pruned_when_it_is_changed() {
    let nodes = Nodes::with(|options| options.prune_beyond = 12_000);
    let store = open(&nodes.first, "ada");
    for number in 0..40 {
        add(&store, &format!("app-{number}")).await.unwrap();
    }
    let snapshot = open(&nodes.second, "ada").load().await.unwrap();
    let left = sample::names(&snapshot.cache).len();
    assert!((2..20).contains(&left) && snapshot.cache.serialize().len() <= 12_000, "{left}");
}

#[tokio::test(start_paused = true)]
async fn a_change_is_tried_again_until_nobody_is_faster() {
    let nodes = Nodes::new();
    nodes.faults.conflicts.store(31, Ordering::SeqCst);
    add(&open(&nodes.first, "ada"), "one").await.unwrap();
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["one"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_others_are_always_faster_than_fails_and_says_so() {
    let nodes = Nodes::with(|options| options.tries = 5);
    let store = open(&nodes.first, "ada");
    nodes.faults.conflicts.store(5, Ordering::SeqCst);
    let refused = add(&store, "one").await;
    assert!(matches!(refused, Err(StoreError::Contended { tries: 5 })), "{refused:?}");
    assert!(loaded(&store).await.is_empty());
    add(&store, "one").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_was_lost_counts_if_it_was_made_and_is_made_if_not() {
    for fate in [Fate::Made, Fate::NotMade] {
        let nodes = Nodes::new();
        let store = open(&nodes.first, "ada");
        *nodes.faults.fate.lock().unwrap() = Some(fate);
        let written = add(&store, "one").await.unwrap();
        assert_eq!(written.version.map(|version| version.generation()), Some(1));
        assert_eq!(open(&nodes.second, "ada").load().await.unwrap().version, written.version);
        *nodes.faults.fate.lock().unwrap() = Some(fate);
        clear(&store).await.unwrap();
        assert!(nodes.names().await.is_empty());
    }
}

#[tokio::test]
async fn a_change_goes_on_when_nobody_waits_for_it_any_more() {
    let nodes = Nodes::new();
    let store = open(&nodes.first, "ada");
    let begun = {
        let store = std::sync::Arc::clone(&store);
        tokio::spawn(async move { add(&store, "one").await })
    };
    tokio::task::yield_now().await;
    begun.abort();
    let mut names = Vec::new();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
        names = nodes.values.names("", None, 10).await.unwrap().names;
    }
    assert_eq!(names, [NAME]);
}

#[tokio::test]
async fn what_msal_wrote_is_read_and_what_is_written_msal_reads() {
    let nodes = Nodes::with(|options| {
        options.sealing = crate::Sealing::Plain;
        options.names.caches = String::new();
    });
    let mut cache = TokenCache::default();
    sample::put(&mut cache, "theirs");
    nodes.put("ada", &cache.serialize()).await;
    let store = open(&nodes.first, "ada");
    assert_eq!(loaded(&store).await, ["theirs"]);
    add(&store, "ours").await.unwrap();
    let written = TokenCache::deserialize(&nodes.value("ada").await.unwrap()).unwrap();
    assert_eq!(sample::names(&written), ["theirs", "ours"]);
}
