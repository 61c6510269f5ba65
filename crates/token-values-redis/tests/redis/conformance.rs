use std::sync::Arc;

use test_servers::{RedisCluster, RedisServer};
use token_partitions::conformance::{Nodes, run};
use token_values_redis::RedisValues;

use crate::support::connect;

fn nodes(first: RedisValues, second: RedisValues) -> Nodes {
    let let_pass = Box::new(|time| Box::pin(tokio::time::sleep(time)) as token_store::BoxFuture<'static, ()>);
    Nodes { first: Arc::new(first), second: Arc::new(second), let_pass }
}

#[tokio::test]
async fn a_redis_keeps_values() {
    let redis = RedisServer::start();
    run(async || {
        redis.command(&["flushall"]);
        nodes(connect(&redis.url()).await, connect(&redis.url()).await)
    })
    .await;
}

#[tokio::test]
async fn a_redis_at_a_socket_keeps_values_in_a_database_of_ones_own() {
    let redis = RedisServer::start();
    let url = format!("unix://{}?db=3", redis.socket().display());
    redis.command(&["set", "ada", "of somebody else"]);
    run(async || {
        redis.command(&["-n", "3", "flushdb"]);
        nodes(connect(&url).await, connect(&url).await)
    })
    .await;
    assert_eq!(redis.command(&["get", "ada"]), "of somebody else");
}

#[tokio::test]
async fn a_cluster_keeps_values() {
    let cluster = RedisCluster::start();
    run(async || {
        for node in cluster.nodes().iter().filter(|node| node.command(&["role"]).starts_with("master")) {
            node.command(&["flushall"]);
        }
        nodes(connect(&cluster.url()).await, connect(&cluster.url()).await)
    })
    .await;
}
