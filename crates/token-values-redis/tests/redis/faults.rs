use std::{sync::Arc, time::Duration};

use test_servers::{End, RedisServer};
use token_partitions::conformance::marks::{Marks, add_marks, assert_nothing_lost};
use token_partitions::{ValueError, ValueStore};
use token_values_redis::{RedisOptions, RedisValues};
use tokio::net::TcpListener;

use crate::support::{bytes_of, connect, connect_for_two_seconds, put};

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_tasks_with_a_hundred_swaps_each_on_one_name_lose_none() {
    let redis = RedisServer::start();
    let values = [Arc::new(connect(&redis.url()).await), Arc::new(connect(&redis.url()).await)];
    let tasks: Vec<_> = (0..16)
        .map(|task| tokio::spawn(add_marks(values[task % 2].clone(), "all".into(), task, 100)))
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    assert!(all.iter().all(|marks| marks.done.len() == 100 && marks.uncertain.is_empty()));
    let stored = bytes_of(&*values[0], "all").await.unwrap();
    assert_eq!(stored.split(|byte| *byte == b'\n').count(), 1601);
    assert_nothing_lost(&stored, &all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_started_again_loses_no_acknowledged_swap() {
    let mut redis = RedisServer::start();
    let values = Arc::new(connect_for_two_seconds(&redis.url()).await);
    let tasks: Vec<_> = (0..8)
        .map(|task| tokio::spawn(add_marks(values.clone(), format!("all-{}", task % 2), task, 150)))
        .collect();
    for end in [End::Killed, End::Asked, End::Killed] {
        let known = redis.command(&["strlen", "all-0"]);
        while redis.command(&["strlen", "all-0"]) == known
            && !tasks.iter().all(tokio::task::JoinHandle::is_finished)
        {}
        redis.end(end);
        redis.start_again();
    }
    let (mut even, mut odd): (Vec<Marks>, Vec<Marks>) = (Vec::new(), Vec::new());
    for (number, task) in tasks.into_iter().enumerate() {
        if number % 2 == 0 { &mut even } else { &mut odd }.push(task.await.unwrap());
    }
    assert_nothing_lost(&bytes_of(&*values, "all-0").await.unwrap(), &even);
    assert_nothing_lost(&bytes_of(&*values, "all-1").await.unwrap(), &odd);
}

#[tokio::test]
async fn a_server_that_was_started_again_meanwhile_is_found_without_an_error() {
    let mut redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    put(&values, "before", b"value").await;
    redis.end(End::Killed);
    redis.start_again();
    // The end of the connection is heard of when the runtime looks at it, as it does while a node serves.
    while values.hears_of_changes() {
        tokio::task::yield_now().await;
    }
    put(&values, "after", b"value").await;
    assert_eq!(bytes_of(&values, "before").await.unwrap(), b"value");
}

#[tokio::test]
async fn after_a_fault_any_value_may_have_been_changed() {
    let mut redis = RedisServer::start();
    let values = connect(&redis.url()).await;
    let changes = values.listen();
    assert_eq!(changes.next().await, None, "what was before is not known");
    redis.end(End::Killed);
    redis.start_again();
    assert_eq!(changes.next().await, None);
    assert!(values.hears_of_changes());
    put(&connect(&redis.url()).await, "ada", b"value").await;
    assert_eq!(changes.next().await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn a_node_is_not_told_of_its_own_changes() {
    let redis = RedisServer::start();
    let (first, second) = (connect(&redis.url()).await, connect(&redis.url()).await);
    let changes = first.listen();
    assert_eq!(changes.next().await, None);
    put(&first, "own", b"value").await;
    put(&second, "of the other", b"value").await;
    assert_eq!(changes.next().await.as_deref(), Some("of the other"));
}

#[tokio::test]
async fn a_server_that_is_gone_is_unavailable() {
    let mut redis = RedisServer::start();
    let values = connect_for_two_seconds(&redis.url()).await;
    redis.end(End::Asked);
    assert!(matches!(values.get("ada").await, Err(ValueError::Unavailable(_))));
    let swapped = loop {
        match values.swap("ada", None, Some(b"value"), None).await {
            // The connection may end only now.
            Err(ValueError::Uncertain(_)) => {}
            other => break other,
        }
    };
    assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "{swapped:?}");
    assert!(matches!(values.names("", None, 10).await, Err(ValueError::Unavailable(_))));
}

/// The kernel takes connections and nobody answers them: the worst that a machine can do.
#[tokio::test]
async fn a_server_that_never_answers_is_not_waited_for_beyond_the_limit() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut options = RedisOptions::default();
    options.time_limit = Duration::from_millis(300);
    for scheme in ["redis", "redis+cluster"] {
        let address = format!("{scheme}://{}", silent.local_addr().unwrap()).parse().unwrap();
        let values = RedisValues::open(address, options.clone()).unwrap();
        assert!(matches!(values.get("ada").await, Err(ValueError::Unavailable(_))));
        let swapped = values.swap("ada", None, Some(b"value"), None).await;
        assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "nothing was sent: {swapped:?}");
        assert!(!values.hears_of_changes());
    }
}

#[tokio::test]
async fn a_swap_without_an_answer_is_uncertain_and_is_not_made_twice() {
    let redis = RedisServer::start();
    let values = Arc::new(connect_for_two_seconds(&redis.url()).await);
    let before = put(&*values, "ada", b"before").await;
    let pid = redis.process_id().unwrap().to_string();
    let signal = |name: &str| {
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    };
    signal("STOP");
    let swapped = values.swap("ada", Some(&before), Some(b"after"), None).await;
    signal("CONT");
    assert!(matches!(swapped, Err(ValueError::Uncertain(_))), "{swapped:?}");
    // It lay in the stopped server's socket, and is done now.
    while bytes_of(&*values, "ada").await.unwrap() == b"before" {
        tokio::task::yield_now().await;
    }
    assert_eq!(bytes_of(&*values, "ada").await.unwrap(), b"after");
}
