use std::{sync::atomic::Ordering, time::Duration};

use token_store::{StoreError, conformance::sample};

use super::support::{Nodes, add, clear, loaded, open, until};
use crate::OutagePolicy;

fn that_use_memory() -> Nodes {
    Nodes::deaf(|options| options.outage = OutagePolicy::use_memory())
}

#[tokio::test]
async fn an_outage_is_a_typed_error_unless_memory_is_to_be_used() {
    let nodes = Nodes::deaf(|_| ());
    let store = open(&nodes.first, "ada");
    add(&store, "one").await.unwrap();
    nodes.clock.advance(Duration::from_secs(2));
    nodes.faults.go_down();
    assert!(matches!(store.load().await, Err(StoreError::Unavailable { .. })));
    assert!(matches!(add(&store, "two").await, Err(StoreError::Unavailable { .. })));
    assert!(matches!(store.version().await, Err(StoreError::Unavailable { .. })));
    assert!(matches!(store.renewal_lock("ada", Duration::ZERO).await, Err(StoreError::Unavailable { .. })));
    assert!(store.recent().is_none());
    nodes.faults.come_up();
    assert_eq!(loaded(&store).await, ["one"]);
}

#[tokio::test]
async fn memory_answers_in_an_outage_until_it_is_too_old_and_asks_now_and_then() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    let written = add(&store, "one").await.unwrap();
    nodes.clock.advance(Duration::from_secs(60));
    nodes.faults.go_down();
    let asked = nodes.faults.asked().1;
    for _ in 0..10 {
        assert_eq!(loaded(&store).await, ["one"]);
        assert!(store.recent().is_some());
        assert_eq!(store.version().await.unwrap(), written.version);
    }
    assert_eq!(nodes.faults.asked().1, asked + 1, "nobody waits for it again");
    nodes.clock.advance(Duration::from_secs(1));
    assert!(store.recent().is_none());
    assert_eq!(loaded(&store).await, ["one"]);
    assert_eq!(nodes.faults.asked().1, asked + 2, "but now and then");
    nodes.clock.advance(Duration::from_secs(3600));
    assert!(matches!(store.load().await, Err(StoreError::Unavailable { .. })));
}

#[tokio::test]
async fn whoever_is_not_in_memory_gets_the_error_of_the_outage() {
    let nodes = that_use_memory();
    nodes.faults.go_down();
    let store = open(&nodes.first, "ada");
    assert!(matches!(store.load().await, Err(StoreError::Unavailable { .. })));
    assert!(matches!(add(&store, "one").await, Err(StoreError::Unavailable { .. })));
}

#[tokio::test(start_paused = true)]
async fn what_was_changed_in_an_outage_is_written_afterwards_to_the_newest_cache() {
    let nodes = that_use_memory();
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&first, "before").await.unwrap();
    nodes.faults.go_down();
    let changed = add(&first, "meanwhile").await.unwrap();
    assert_eq!(sample::names(&changed.cache), ["before", "meanwhile"]);
    add(&first, "and-more").await.unwrap();
    assert_eq!(loaded(&first).await, ["before", "meanwhile", "and-more"]);
    // The other node reaches the database all the time.
    clear(&second).await.unwrap();
    add(&second, "others").await.unwrap();
    nodes.faults.come_up();
    nodes.clock.advance(Duration::from_secs(2));
    assert_eq!(loaded(&first).await, ["others", "meanwhile", "and-more"], "what was removed stays so");
    assert_eq!(loaded(&second).await, ["others", "meanwhile", "and-more"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_changed_in_an_outage_is_written_although_nobody_asks() {
    let nodes = that_use_memory();
    let first = open(&nodes.first, "ada");
    add(&first, "before").await.unwrap();
    nodes.faults.go_down();
    add(&first, "meanwhile").await.unwrap();
    drop(first);
    tokio::time::sleep(Duration::from_secs(10)).await;
    nodes.faults.come_up();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["before", "meanwhile"]);
    assert!(!nodes.first.shared.core.is_out());
}

#[tokio::test]
async fn a_program_that_ends_writes_what_waits_and_is_told_what_it_cannot() {
    let nodes = that_use_memory();
    for key in ["ada", "bo"] {
        add(&open(&nodes.first, key), "before").await.unwrap();
    }
    assert_eq!(nodes.first.write_pending().await, 0);
    nodes.faults.go_down();
    for key in ["ada", "bo"] {
        add(&open(&nodes.first, key), "meanwhile").await.unwrap();
    }
    assert_eq!(nodes.first.write_pending().await, 2);
    nodes.faults.come_up();
    assert_eq!(nodes.first.write_pending().await, 0);
    for key in ["ada", "bo"] {
        assert_eq!(loaded(&open(&nodes.second, key)).await, ["before", "meanwhile"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_removal_in_an_outage_is_made_afterwards() {
    let nodes = that_use_memory();
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    add(&first, "one").await.unwrap();
    nodes.faults.go_down();
    clear(&first).await.unwrap();
    assert!(loaded(&first).await.is_empty());
    add(&second, "two").await.unwrap();
    nodes.faults.come_up();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(loaded(&second).await.is_empty());
}

#[tokio::test]
async fn so_many_changes_are_kept_and_no_more() {
    let policy = OutagePolicy::UseMemory {
        at_most: Duration::from_secs(60),
        ask_again: Duration::from_secs(1),
        changes: 2,
    };
    let nodes = Nodes::deaf(|options| options.outage = policy);
    let store = open(&nodes.first, "ada");
    add(&store, "before").await.unwrap();
    nodes.faults.go_down();
    add(&store, "one").await.unwrap();
    add(&store, "two").await.unwrap();
    assert!(matches!(add(&store, "three").await, Err(StoreError::Unavailable { .. })));
    assert_eq!(loaded(&store).await, ["before", "one", "two"]);
}

#[tokio::test(start_paused = true)]
async fn reading_goes_on_while_what_waited_cannot_be_written_and_it_is_not_lost() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    add(&store, "before").await.unwrap();
    nodes.faults.go_down();
    add(&store, "meanwhile").await.unwrap();
    nodes.faults.is_full.store(true, Ordering::SeqCst);
    nodes.faults.come_up();
    nodes.clock.advance(Duration::from_secs(2));
    assert_eq!(loaded(&store).await, ["before", "meanwhile"]);
    assert!(matches!(add(&store, "new").await, Err(StoreError::NoRoom { .. })));
    nodes.faults.is_full.store(false, Ordering::SeqCst);
    assert_eq!(loaded(&store).await, ["before", "meanwhile"]);
    assert_eq!(loaded(&open(&nodes.second, "ada")).await, ["before", "meanwhile"]);
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_purged_does_not_come_back_with_what_waited() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    add(&store, "before").await.unwrap();
    nodes.faults.go_down();
    add(&store, "meanwhile").await.unwrap();
    nodes.faults.come_up();
    assert!(nodes.first.purge(&token_store::PartitionKey::named("ada")).await.unwrap());
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(nodes.names().await.is_empty());
    assert!(loaded(&store).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_purged_does_not_come_back_with_what_is_being_written() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    add(&store, "before").await.unwrap();
    nodes.faults.go_down();
    add(&store, "meanwhile").await.unwrap();
    nodes.faults.come_up();
    let let_go = nodes.faults.hold_answer();
    let writing = tokio::spawn({
        let node = nodes.first.clone();
        async move { node.write_pending().await }
    });
    until(|| nodes.faults.is_answer_held()).await;
    let purging = tokio::spawn({
        let node = nodes.first.clone();
        async move { node.purge(&token_store::PartitionKey::named("ada")).await }
    });
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let_go.send(()).unwrap();
    assert!(purging.await.unwrap().unwrap());
    assert_eq!(writing.await.unwrap(), 0);
    assert!(nodes.names().await.is_empty());
    assert!(loaded(&store).await.is_empty());
}

#[tokio::test]
async fn an_outage_ends_with_the_first_answer() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    add(&store, "one").await.unwrap();
    nodes.faults.go_down();
    loaded(&store).await;
    assert!(nodes.first.shared.core.is_out());
    nodes.faults.come_up();
    nodes.clock.advance(Duration::from_secs(1));
    loaded(&store).await;
    assert!(!nodes.first.shared.core.is_out());
    assert!(!nodes.faults.is_down.load(Ordering::SeqCst));
}

#[tokio::test]
async fn renewals_go_on_in_an_outage_one_after_the_other_in_this_process() {
    let nodes = that_use_memory();
    let store = open(&nodes.first, "ada");
    nodes.faults.go_down();
    let held = store.renewal_lock("ada", Duration::ZERO).await.unwrap();
    let other = store.renewal_lock("ada", Duration::ZERO).await;
    assert!(matches!(other, Err(StoreError::LockHeld { .. })));
    drop(held);
    store.renewal_lock("ada", Duration::from_secs(60)).await.unwrap();
}
