use std::time::Duration;

use token_store::StoreError;

use super::support::{Nodes, add, loaded, open};
use crate::ValueStore;

const LONG: Duration = Duration::from_secs(600);

async fn locks(nodes: &Nodes) -> Vec<String> {
    nodes.values.names("tessera:lock:", None, 10).await.unwrap().names
}

#[tokio::test(start_paused = true)]
async fn the_lock_is_a_value_that_tells_nothing_and_goes_when_it_is_released() {
    let nodes = Nodes::new();
    let held = open(&nodes.first, "ada@example").renewal_lock("ada@example", LONG).await.unwrap();
    let [lock] = &locks(&nodes).await[..] else { panic!("there is one") };
    assert!(!lock.contains("ada"), "{lock}");
    drop(held);
    open(&nodes.second, "ada@example").renewal_lock("ada@example", LONG).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(locks(&nodes).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_lock_of_a_node_that_was_killed_ends_by_itself() {
    let nodes = Nodes::new();
    let killed = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = open(&nodes.first, "ada");
    std::thread::scope(|scope| {
        // The node's tasks end with its runtime, and nothing is given up.
        scope.spawn(move || {
            let held = killed.block_on(store.renewal_lock("ada", LONG)).unwrap();
            killed.shutdown_background();
            drop(held);
        });
    });
    let other = open(&nodes.second, "ada");
    assert!(matches!(other.renewal_lock("ada", Duration::ZERO).await, Err(StoreError::LockHeld { .. })));
    nodes.clock.advance(Duration::from_secs(16));
    other.renewal_lock("ada", Duration::ZERO).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_lock_is_kept_for_longer_than_its_lease() {
    let nodes = Nodes::new();
    let held = open(&nodes.first, "ada").renewal_lock("ada", LONG).await.unwrap();
    let other = open(&nodes.second, "ada");
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(6)).await;
        nodes.clock.advance(Duration::from_secs(6));
        assert!(matches!(other.renewal_lock("ada", Duration::ZERO).await, Err(StoreError::LockHeld { .. })));
    }
    drop(held);
    other.renewal_lock("ada", LONG).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_was_lost_loses_no_token_and_is_not_given_up_for_another() {
    let nodes = Nodes::new();
    let (first, second) = (open(&nodes.first, "ada"), open(&nodes.second, "ada"));
    let stopped = first.renewal_lock("ada", LONG).await.unwrap();
    nodes.clock.advance(Duration::from_secs(60));
    let _held = second.renewal_lock("ada", LONG).await.unwrap();
    add(&second, "theirs").await.unwrap();
    add(&first, "ours").await.unwrap();
    assert_eq!(loaded(&second).await, ["theirs", "ours"]);
    tokio::time::sleep(Duration::from_secs(6)).await;
    drop(stopped);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(locks(&nodes).await.len(), 1, "the other's lock is still there");
}
