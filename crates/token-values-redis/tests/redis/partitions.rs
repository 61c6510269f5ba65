//! The caches of users on a Redis, as two nodes of an app have them.

use std::sync::atomic::{AtomicUsize, Ordering};

use test_servers::RedisServer;
use token_partitions::{KeyRing, Options, Partitions, RingKey, Sealing};
use token_store::{
    PartitionKey, TokenStores,
    conformance::{Pair, run, run_uncounted},
};

use crate::support::connect;

/// A cache of its own each time, at two nodes.
async fn pair(redis: &RedisServer, sealing: Sealing) -> Pair {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let user = format!("user-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let key = PartitionKey::named(&user);
    let node = async || Partitions::new(connect(&redis.url()).await, Options::new(sealing.clone()));
    let (first, second) = (node().await, node().await);
    // Their handles keep the partitions, and those what they need.
    Pair { first: first.partition(&key), second: second.partition(&key) }
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_caches_on_a_redis_conform() {
    let redis = RedisServer::start();
    let ring = KeyRing::new("one", RingKey::new([1; 32])).unwrap();
    run(async || pair(&redis, Sealing::Sealed(ring.clone())).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_caches_on_a_redis_conform() {
    let redis = RedisServer::start();
    run_uncounted(async || pair(&redis, Sealing::Plain).await).await;
}
