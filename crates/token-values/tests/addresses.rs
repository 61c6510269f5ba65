//! Opens real databases by their addresses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use test_servers::{End, PostgresServer, RedisCluster, RedisServer};
use token_partitions::{Swapped, ValueError, ValueStore};
use token_values::{OpenError, open, open_existing, sqlite_file};
use token_values_sql::ConnectError;

async fn put(values: &dyn ValueStore, name: &str) {
    let swapped = values.swap(name, None, Some(b"value"), None).await.unwrap();
    assert!(matches!(swapped, Swapped::Done(Some(_))), "{swapped:?}");
}

async fn has(values: &dyn ValueStore, name: &str) -> bool {
    values.get(name).await.unwrap().is_some()
}

async fn what_one_puts_the_other_finds(address: &str) {
    put(&open(address).await.unwrap(), "ada").await;
    assert!(has(&open(address).await.unwrap(), "ada").await, "{address}");
}

#[tokio::test]
async fn memory_is_of_its_own_each_time() {
    let values = open("memory:").await.unwrap();
    put(&values, "ada").await;
    assert!(has(&values, "ada").await);
    assert!(!has(&open("memory:").await.unwrap(), "ada").await);
}

#[tokio::test]
async fn sqlite_is_a_file_in_a_folder_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}/tokens.db", folder.path().display());
    assert_eq!(sqlite_file(&address), Some(folder.path().join("tokens.db").as_path()));
    what_one_puts_the_other_finds(&address).await;
    assert!(folder.path().join("tokens.db").exists());
    let missing = format!("sqlite:{}/missing/tokens.db", folder.path().display());
    let error = open(&missing).await.err().unwrap();
    assert!(matches!(error, OpenError::Sql(ConnectError::File(_))), "{error:?}");
    assert_eq!(sqlite_file("redis://host"), None::<&Path>);
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_reached_by_its_port_its_socket_and_as_a_cluster() {
    let redis = RedisServer::start();
    what_one_puts_the_other_finds(&redis.url()).await;
    let by_socket = open(&format!("unix://{}", redis.socket().display())).await.unwrap();
    assert!(has(&by_socket, "ada").await);
    let cluster = RedisCluster::start();
    what_one_puts_the_other_finds(&cluster.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_of_postgres_answers_for_a_primary_that_is_gone() {
    let mut primary = PostgresServer::start();
    let url = primary.new_database();
    what_one_puts_the_other_finds(&url).await;
    let replica = primary.start_replica();
    let both = open(&format!("{url}?replica=127.0.0.1:{}", replica.port())).await.unwrap();
    let alone = open(&url).await.unwrap();
    primary.end(End::Killed);
    assert!(has(&both, "ada").await);
    let error = alone.get("ada").await.unwrap_err();
    assert!(matches!(error, ValueError::Unavailable(_)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_refused_and_not_told() {
    let postgres = PostgresServer::start();
    let redis = RedisServer::start_with(&["--requirepass", "of-a-test"]);
    let wrong = postgres.url("postgres").replace("of-a-test", "not-it-at-all");
    for address in [wrong, redis.url().replace("redis://", "redis://:not-it-at-all@")] {
        let error = open(&address).await.err().unwrap();
        assert!(matches!(error.value_error(), Some(ValueError::Refused(_))), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("not-it-at-all"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_app_keeps_is_opened_and_nothing_made() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}/tokens.db", folder.path().display());
    let error = open_existing(&sqlite).await.err().unwrap();
    assert!(matches!(error, OpenError::Sql(ConnectError::File(_))), "{error:?}");
    let postgres = PostgresServer::start();
    // Nobody listens there: it would fail if it were asked.
    let with_replica = format!("{}?replica=127.0.0.1:1", postgres.new_database());
    let error = open_existing(&with_replica).await.err().unwrap();
    assert!(matches!(error, OpenError::Sql(ConnectError::NoTables)), "{error:?}");
    assert!(matches!(open_existing("memory:").await.err().unwrap(), OpenError::OfAProcess));
    let redis = RedisServer::start();
    for address in [&sqlite, &with_replica, &redis.url()] {
        put(&open(address).await.unwrap(), "ada").await;
        let values = open_existing(address).await.unwrap();
        assert_eq!(values.names("", None, 10).await.unwrap().names, ["ada"], "{address}");
    }
}
