use std::{sync::Arc, time::Duration};

use test_servers::{End, PostgresServer};
use token_partitions::{
    ValueError, ValueStore,
    conformance::marks::{Marks, add_marks, assert_nothing_lost},
};
use token_values_sql::PostgresValues;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::support::{POSTGRES, bytes_of, connect, impatient, open, put};

async fn sixteen_tasks_lose_none(nodes: [Arc<dyn ValueStore>; 2]) {
    let task = |task: usize| tokio::spawn(add_marks(Arc::clone(&nodes[task % 2]), "all".into(), task, 100));
    let tasks: Vec<_> = (0..16).map(task).collect();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    assert!(all.iter().all(|marks| marks.done.len() == 100 && marks.uncertain.is_empty()));
    let stored = bytes_of(&*nodes[0], "all").await.unwrap();
    assert_eq!(stored.split(|byte| *byte == b'\n').count(), 1601);
    assert_nothing_lost(&stored, &all);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_tasks_with_a_hundred_swaps_each_on_one_name_lose_none_in_postgres() {
    let url = POSTGRES.new_database();
    sixteen_tasks_lose_none([Arc::new(connect(&url).await), Arc::new(connect(&url).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_tasks_with_a_hundred_swaps_each_on_one_name_lose_none_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    sixteen_tasks_lose_none([Arc::new(open(&path).await), Arc::new(open(&path).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_killed_and_started_again_loses_no_acknowledged_swap() {
    let mut postgres = PostgresServer::start();
    let url = postgres.new_database();
    let database = url.rsplit('/').next().unwrap().to_owned();
    let values: Arc<dyn ValueStore> =
        Arc::new(PostgresValues::connect_with(&url, impatient()).await.unwrap());
    let tasks: Vec<JoinHandle<Marks>> = (0..8)
        .map(|task| tokio::spawn(add_marks(Arc::clone(&values), format!("all-{}", task % 2), task, 150)))
        .collect();
    let length = "SELECT sum(length(value)) FROM token_cache";
    for end in [End::Killed, End::Asked, End::Killed] {
        let known = postgres.query(&database, length);
        while postgres.query(&database, length) == known {
            assert!(!tasks.iter().all(JoinHandle::is_finished), "it is ended amid them");
        }
        postgres.end(end);
        postgres.start_again();
    }
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for (number, task) in tasks.into_iter().enumerate() {
        if number % 2 == 0 { &mut even } else { &mut odd }.push(task.await.unwrap());
    }
    assert_nothing_lost(&bytes_of(&*values, "all-0").await.unwrap(), &even);
    assert_nothing_lost(&bytes_of(&*values, "all-1").await.unwrap(), &odd);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_was_started_again_meanwhile_is_found_and_any_value_may_have_been_changed() {
    let mut postgres = PostgresServer::start();
    let url = postgres.new_database();
    let values = connect(&url).await;
    put(&values, "before", b"value").await;
    let changes = values.listen();
    assert_eq!(changes.next().await, None, "what was before is not known");
    postgres.end(End::Killed);
    postgres.start_again();
    assert_eq!(changes.next().await, None);
    assert_eq!(bytes_of(&values, "before").await.unwrap(), b"value");
    put(&connect(&url).await, "ada", b"value").await;
    assert_eq!(changes.next().await.as_deref(), Some("ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_not_told_of_its_own_changes() {
    let url = POSTGRES.new_database();
    let (first, second) = (connect(&url).await, connect(&url).await);
    let changes = first.listen();
    assert_eq!(changes.next().await, None);
    put(&first, "own", b"value").await;
    put(&second, "of the other", b"value").await;
    assert_eq!(changes.next().await.as_deref(), Some("of the other"));
    assert!(second.delete("own").await.unwrap());
    assert_eq!(changes.next().await.as_deref(), Some("own"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_is_gone_is_unavailable() {
    let mut postgres = PostgresServer::start();
    let url = postgres.new_database();
    let values = PostgresValues::connect_with(&url, impatient()).await.unwrap();
    put(&values, "ada", b"value").await;
    postgres.end(End::Asked);
    assert!(matches!(values.get("ada").await, Err(ValueError::Unavailable(_))));
    let swapped = loop {
        match values.swap("bo", None, Some(b"value"), None).await {
            // Connections that rested in the pool end one by one.
            Err(ValueError::Uncertain(_)) => {}
            other => break other,
        }
    };
    assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "{swapped:?}");
    assert!(matches!(values.names("", None, 10).await, Err(ValueError::Unavailable(_))));
}

/// The kernel takes connections and nobody answers them: the worst that a machine can do.
#[tokio::test]
async fn a_postgres_that_never_answers_is_not_waited_for_beyond_the_limit() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut options = impatient();
    options.time_limit = Duration::from_millis(300);
    let address = format!("postgres://ada:secret@{}/tokens", silent.local_addr().unwrap());
    let values = PostgresValues::open(&address, &options).unwrap();
    assert!(matches!(values.get("ada").await, Err(ValueError::Unavailable(_))));
    let swapped = values.swap("ada", None, Some(b"value"), None).await;
    assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "nothing was sent: {swapped:?}");
    assert!(!values.hears_of_changes());
}

/// Another session holds the row, so that the swap waits there until its limit is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_swap_without_an_answer_is_uncertain_and_its_connection_is_not_used_again() {
    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap().to_owned();
    let mut options = impatient();
    options.connections = 1;
    let values = PostgresValues::connect_with(&url, options).await.unwrap();
    let before = put(&values, "ada", b"before").await;
    let held = std::thread::spawn({
        let database = database.clone();
        move || POSTGRES.query(&database, "SELECT 1 FROM token_cache FOR UPDATE; SELECT pg_sleep(600)")
    });
    let sleeping = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while POSTGRES.query(&database, &format!("SELECT count(*) {sleeping}")) != "1" {}
    let swapped = values.swap("ada", Some(&before), Some(b"after"), None).await.unwrap_err();
    assert!(matches!(swapped, ValueError::Uncertain(_)), "{swapped:?}");
    assert!(values.get("ada").await.unwrap().is_some(), "there is another connection");
    POSTGRES.query(&database, &format!("SELECT pg_terminate_backend(pid) {sleeping}"));
    assert!(held.join().is_err(), "it was ended");
}
