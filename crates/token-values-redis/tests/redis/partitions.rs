//! The caches of users, as two nodes of an app have them.

use std::sync::Arc;

use test_servers::{RedisCluster, RedisServer};
use token_partitions::{ValueStore, conformance::run_caches};

use crate::support::connect;

#[tokio::test(flavor = "multi_thread")]
async fn caches_on_a_redis_conform() {
    let redis = RedisServer::start();
    run_caches(async || {
        let handle = async || Arc::new(connect(&redis.url()).await) as Arc<dyn ValueStore>;
        (handle().await, handle().await)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_on_a_cluster_of_six_nodes_conform() {
    let cluster = RedisCluster::start();
    run_caches(async || {
        let handle = async || Arc::new(connect(&cluster.url()).await) as Arc<dyn ValueStore>;
        (handle().await, handle().await)
    })
    .await;
}
