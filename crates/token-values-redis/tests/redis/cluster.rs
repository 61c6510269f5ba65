use std::sync::Arc;

use test_servers::{End, RedisCluster, RedisServer};
use token_partitions::conformance::marks::{add_marks, assert_nothing_lost};
use token_partitions::{Swapped, ValueError, ValueStore};

use crate::support::{bytes_of, connect, put};

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_is_killed_amid_swaps_costs_no_acknowledged_one() {
    let mut cluster = RedisCluster::start();
    let values = Arc::new(connect(&cluster.url()).await);
    let names = ["ada", "bo", "cy"];
    let tasks: Vec<_> = (0..6)
        .map(|task| tokio::spawn(add_marks(values.clone(), names[task % 3].into(), task, 200)))
        .collect();
    while bytes_of(&*values, "ada").await.unwrap_or_default().len() < 200 {
        tokio::task::yield_now().await;
    }
    let primary = cluster.primary_of("ada");
    cluster.end(primary, End::Killed);
    assert!(!tasks.iter().any(tokio::task::JoinHandle::is_finished), "it was killed amid them");
    cluster.wait_until_replaced(primary, "ada");
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    cluster.start_again(primary);
    cluster.wait_until_whole();
    for (number, name) in names.into_iter().enumerate() {
        let stored = bytes_of(&*values, name).await.unwrap();
        let marks: Vec<_> = all.iter_mut().skip(number).step_by(3).map(std::mem::take).collect();
        assert!(marks.iter().all(|marks| marks.done.len() == 200));
        assert_nothing_lost(&stored, &marks);
    }
}

#[tokio::test]
async fn one_node_is_enough_to_find_the_others_and_changes_are_told_over_any() {
    let cluster = RedisCluster::start();
    let first = connect(&format!("redis+cluster://127.0.0.1:{}", cluster.nodes()[0].port())).await;
    let second = connect(&format!("redis+cluster://127.0.0.1:{}", cluster.nodes()[4].port())).await;
    let changes = first.listen();
    assert_eq!(changes.next().await, None);
    for name in ["ada", "bo", "cy", "di"] {
        put(&second, name, b"value").await;
        assert_eq!(changes.next().await.as_deref(), Some(name));
        assert_eq!(bytes_of(&first, name).await.unwrap(), b"value");
    }
}

/// A slot on its way from one primary to another: what has gone is asked for there (ASK), and at last all of it (MOVED).
#[tokio::test]
async fn a_slot_that_moves_is_followed() {
    let cluster = RedisCluster::start();
    let values = connect(&cluster.url()).await;
    let old = put(&values, "ada", b"one").await;
    let from = cluster.primary_of("ada");
    let is_primary = |node: &RedisServer| node.command(&["role"]).starts_with("master");
    let to = (0..6).find(|node| *node != from && is_primary(&cluster.nodes()[*node])).unwrap();
    let (from, to) = (&cluster.nodes()[from], &cluster.nodes()[to]);
    let (from_id, to_id) = (from.command(&["cluster", "myid"]), to.command(&["cluster", "myid"]));
    let slot = from.command(&["cluster", "keyslot", "ada"]);
    to.command(&["cluster", "setslot", &slot, "importing", &from_id]);
    from.command(&["cluster", "setslot", &slot, "migrating", &to_id]);
    from.command(&["migrate", "127.0.0.1", &to.port().to_string(), "ada", "0", "5000"]);
    let swapped = values.swap("ada", Some(&old), Some(b"two"), None).await.unwrap();
    assert!(matches!(swapped, Swapped::Done(_)), "{swapped:?}");
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"two");
    for node in [to, from] {
        node.command(&["cluster", "setslot", &slot, "node", &to_id]);
    }
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"two");
    assert!(values.delete("ada").await.unwrap());
}

/// Replicas that stand still: the primary alone would lose the change with itself.
#[tokio::test]
async fn a_swap_that_no_replica_confirms_is_uncertain() {
    let cluster = RedisCluster::start();
    let values = connect(&cluster.url()).await;
    let before = put(&values, "ada", b"before").await;
    let replicas: Vec<String> = cluster
        .nodes()
        .iter()
        .filter(|node| node.command(&["role"]).starts_with("slave"))
        .map(|node| node.process_id().unwrap().to_string())
        .collect();
    assert_eq!(replicas.len(), 3);
    let signal = |name: &str| {
        assert!(
            std::process::Command::new("kill").args(["-s", name]).args(&replicas).status().unwrap().success()
        );
    };
    signal("STOP");
    let swapped = values.swap("ada", Some(&before), Some(b"after"), None).await;
    let late = values.swap("ada", Some(&before), Some(b"late"), None).await;
    signal("CONT");
    assert!(matches!(swapped, Err(ValueError::Uncertain(_))), "{swapped:?}");
    assert_eq!(late.unwrap(), Swapped::Conflict, "what changes nothing needs nobody");
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"after");
}
