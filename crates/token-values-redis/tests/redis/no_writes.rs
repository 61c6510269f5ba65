//! Servers that can be read and take nothing more, beneath the caches of users.

use test_servers::RedisServer;
use token_partitions::{
    KeyRing, Options, OutagePolicy, Partitions, RingKey, Sealing, ValueError, ValueStore,
};
use token_store::{PartitionKey, Snapshot, StoreError, TokenStore, TokenStores, conformance::sample};
use token_values_redis::RedisValues;

use crate::support::{bytes_of, connect, connect_for_two_seconds, put};

fn caches(values: RedisValues, outage: OutagePolicy) -> Partitions<RedisValues> {
    let ring = KeyRing::new("one", RingKey::new([1; 32])).unwrap();
    Partitions::new(values, Options { outage, ..Options::new(Sealing::Sealed(ring)) })
}

async fn add(store: &dyn TokenStore, name: &'static str) -> Result<Snapshot, StoreError> {
    store.change(Box::new(move |cache| sample::put(cache, name))).await
}

async fn names(store: &dyn TokenStore) -> Vec<String> {
    sample::names(&store.load().await.unwrap().cache)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_server_caches_are_read_and_none_is_lost_and_there_is_room_again() {
    let redis = RedisServer::start_with(&["--maxmemory-policy", "noeviction"]);
    for (user, outage) in [("ada", OutagePolicy::Fail), ("bo", OutagePolicy::use_memory())] {
        let nodes = caches(connect(&redis.url()).await, outage);
        let other = caches(connect(&redis.url()).await, outage);
        let key = PartitionKey::account(user);
        let (store, elsewhere) = (nodes.partition(&key), other.partition(&key));
        add(&*store, "before").await.unwrap();
        redis.command(&["config", "set", "maxmemory", "1"]);
        for _ in 0..3 {
            let refused = add(&*store, "no-room").await;
            assert!(matches!(refused, Err(StoreError::NoRoom { .. })), "{refused:?}");
        }
        assert_eq!(names(&*store).await, ["before"], "what was refused is not told either");
        assert_eq!(names(&*elsewhere).await, ["before"]);
        assert_eq!(nodes.write_pending().await, 0);
        redis.command(&["config", "set", "maxmemory", "0"]);
        add(&*store, "after").await.unwrap();
        assert_eq!(names(&*elsewhere).await, ["before", "after"]);
        redis.command(&["config", "set", "maxmemory", "1"]);
        assert!(nodes.purge(&key).await.unwrap(), "a user can go, which makes room");
        redis.command(&["config", "set", "maxmemory", "0"]);
    }
}

/// As where a failover took place and the address still names the old primary.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_only_follows_is_read_and_is_unavailable_for_changes_until_it_is_made_a_primary() {
    let primary = RedisServer::start();
    put(&connect(&primary.url()).await, "ada", b"value").await;
    let replica = RedisServer::start_with(&[
        "--replicaof",
        &format!("127.0.0.1 {}", primary.port()),
        "--repl-diskless-sync-delay",
        "0",
    ]);
    while replica.command(&["exists", "ada"]) != "1" {
        tokio::task::yield_now().await;
    }
    let values = connect_for_two_seconds(&replica.url()).await;
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value");
    assert_eq!(values.names("", None, 10).await.unwrap().names, ["ada"]);
    let swapped = values.swap("bo", None, Some(b"value"), None).await;
    assert!(matches!(swapped, Err(ValueError::Unavailable(_))), "{swapped:?}");
    let deleted = values.delete("ada").await;
    assert!(matches!(deleted, Err(ValueError::Unavailable(_))), "{deleted:?}");
    assert_eq!(replica.command(&["replicaof", "no", "one"]), "OK");
    put(&values, "bo", b"value").await;
    assert!(values.delete("ada").await.unwrap());
}
