//! The caches of users, as two nodes of an app have them.

use std::sync::Arc;

use token_partitions::conformance::run_caches;

use crate::support::{POSTGRES, WithReplica, connect, open};

#[tokio::test(flavor = "multi_thread")]
async fn caches_in_a_sqlite_conform() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    run_caches(async || (Arc::new(open(&path).await) as _, Arc::new(open(&path).await) as _)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_in_a_postgres_conform() {
    let url = POSTGRES.new_database();
    run_caches(async || (Arc::new(connect(&url).await) as _, Arc::new(connect(&url).await) as _)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_in_a_postgres_with_a_replica_conform() {
    let servers = WithReplica::start();
    let url = servers.new_database();
    run_caches(async || {
        (Arc::new(servers.connect(&url).await) as _, Arc::new(servers.connect(&url).await) as _)
    })
    .await;
}
