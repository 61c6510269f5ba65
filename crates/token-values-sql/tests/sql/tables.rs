use std::time::Duration;

use token_partitions::ValueStore;
use token_values_sql::{ConnectError, Missing, PostgresOptions, PostgresValues, SqliteOptions, SqliteValues};

use crate::support::{POSTGRES, bytes_of, open, put, put_for};

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_at_once_make_the_tables_once() {
    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { PostgresValues::connect(&url).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(POSTGRES.query(database, "SELECT version FROM token_cache_schema"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_make_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let path = path.clone();
            tokio::spawn(async move { put(&open(&path).await, &number.to_string(), b"value").await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(open(&path).await.names("", None, 100).await.unwrap().names.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_program_are_left_alone() {
    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap();
    PostgresValues::connect(&url).await.unwrap();
    POSTGRES.query(database, "INSERT INTO token_cache_schema VALUES (2)");
    let error = PostgresValues::connect(&url).await.unwrap_err();
    assert!(matches!(error, ConnectError::NewerTables(2)), "{error:?}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    drop(open(&path).await);
    let newer = "import sqlite3, sys\n\
        with sqlite3.connect(sys.argv[1]) as c: c.execute('INSERT INTO token_cache_schema VALUES (2)')";
    let done = std::process::Command::new("python3").args(["-c", newer]).arg(&path).status().unwrap();
    assert!(done.success());
    let error = SqliteValues::open(&path, SqliteOptions::default()).await.unwrap_err();
    assert!(matches!(error, ConnectError::NewerTables(2)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_makes_no_file_and_no_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    let mut options = SqliteOptions::default();
    options.missing = Missing::Refused;
    let look = || SqliteValues::open(&path, options.clone());
    let error = look().await.unwrap_err();
    assert!(matches!(&error, ConnectError::File(error) if error.kind() == std::io::ErrorKind::NotFound));
    assert!(!path.exists());
    let others = "import sqlite3, sys\n\
        with sqlite3.connect(sys.argv[1]) as c: c.execute('CREATE TABLE other (a)')";
    let done = std::process::Command::new("python3").args(["-c", others]).arg(&path).status().unwrap();
    assert!(done.success());
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(look().await.unwrap_err(), ConnectError::NoTables));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    put(&open(&path).await, "ada", b"value").await;
    assert_eq!(bytes_of(&look().await.unwrap(), "ada").await.unwrap(), b"value");

    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap();
    let mut options = PostgresOptions::default();
    options.missing = Missing::Refused;
    let error = PostgresValues::connect_with(&url, options.clone()).await.unwrap_err();
    assert!(matches!(error, ConnectError::NoTables), "{error:?}");
    assert_eq!(POSTGRES.query(database, "SELECT to_regclass('token_cache') IS NULL"), "t");
    put(&PostgresValues::connect(&url).await.unwrap(), "ada", b"value").await;
    let values = PostgresValues::connect_with(&url, options).await.unwrap();
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
}

async fn revisions_of_what_was_made_anew(values: &dyn ValueStore) {
    let mut revisions = Vec::new();
    for _ in 0..20 {
        revisions.push(put(values, "ada", b"the same").await.0);
        assert!(values.delete("ada").await.unwrap());
    }
    revisions.sort_unstable();
    revisions.dedup();
    assert_eq!(revisions.len(), 20, "no revision comes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_value_made_anew_has_another_revision() {
    revisions_of_what_was_made_anew(&PostgresValues::connect(&POSTGRES.new_database()).await.unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    revisions_of_what_was_made_anew(&open(&folder.path().join("tokens.db")).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_is_removed_by_and_by() {
    let url = POSTGRES.new_database();
    let database = url.rsplit('/').next().unwrap();
    let values = PostgresValues::connect(&url).await.unwrap();
    for name in ["one", "two"] {
        put_for(&values, name, b"value", Some(Duration::ZERO)).await;
    }
    put(&values, "stays", b"value").await;
    assert_eq!(bytes_of(&values, "one").await, None);
    // Another node, which has not removed anything yet.
    let other = PostgresValues::connect(&url).await.unwrap();
    put(&other, "later", b"value").await;
    while POSTGRES.query(database, "SELECT string_agg(name, ' ' ORDER BY name) FROM token_cache")
        != "later stays"
    {}
}
