use test_servers::{End, PostgresServer};
use token_partitions::{ValueError, ValueStore};
use token_values_sql::PostgresValues;

use crate::support::{bytes_of, impatient, put};

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_answers_reads_while_the_primary_is_gone_and_changes_nothing() {
    let mut primary = PostgresServer::start();
    let url = primary.new_database();
    let database = url.rsplit('/').next().unwrap().to_owned();
    let replica = primary.start_replica();
    let mut options = impatient();
    options.replica = Some(replica.url(&database));
    let values = PostgresValues::connect_with(&url, options).await.unwrap();
    let known = put(&values, "ada", b"value").await;
    while replica.query(&database, "SELECT to_regclass('token_cache') IS NOT NULL") != "t"
        || replica.query(&database, "SELECT count(*) FROM token_cache") != "1"
    {}
    assert_eq!(values.names("", None, 10).await.unwrap().names, ["ada"]);
    primary.end(End::Killed);
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    assert_eq!(values.revision("ada").await.unwrap(), Some(known.clone()));
    assert_eq!(values.names("", None, 10).await.unwrap().names, ["ada"]);
    let swapped = loop {
        match values.swap("ada", Some(&known), Some(b"new"), None).await {
            Err(ValueError::Uncertain(_)) => {}
            other => break other,
        }
    };
    assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "{swapped:?}");
    primary.start_again();
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    values.swap("ada", Some(&known), Some(b"new"), None).await.unwrap();
}

/// As where a failover took place and the address still names the old primary.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_only_follows_is_unavailable_for_changes() {
    let primary = PostgresServer::start();
    let url = primary.new_database();
    let database = url.rsplit('/').next().unwrap().to_owned();
    put(&PostgresValues::connect(&url).await.unwrap(), "ada", b"value").await;
    let replica = primary.start_replica();
    let values = PostgresValues::connect_with(&replica.url(&database), impatient()).await.unwrap();
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    let error = values.delete("ada").await.unwrap_err();
    assert!(matches!(error, ValueError::Unavailable(_)), "{error:?}");
    assert!(!values.hears_of_changes(), "a server that follows tells of nothing");
}
