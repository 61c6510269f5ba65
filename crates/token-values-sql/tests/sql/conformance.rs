use std::sync::Arc;

use token_partitions::{
    ValueStore,
    conformance::{Nodes, run},
};

use crate::support::{POSTGRES, WithReplica, connect, open};

fn nodes(first: Arc<dyn ValueStore>, second: Arc<dyn ValueStore>) -> Nodes {
    let let_pass = Box::new(|time| Box::pin(tokio::time::sleep(time)) as token_store::BoxFuture<'static, ()>);
    Nodes { first, second, let_pass }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_keeps_values() {
    run(async || {
        let url = POSTGRES.new_database();
        nodes(Arc::new(connect(&url).await), Arc::new(connect(&url).await))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_with_a_replica_keeps_values() {
    let servers = WithReplica::start();
    run(async || {
        let url = servers.new_database();
        nodes(Arc::new(servers.connect(&url).await), Arc::new(servers.connect(&url).await))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_keeps_values() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::sync::atomic::AtomicU32::new(0);
    run(async || {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.path().join(format!("{number}.db"));
        nodes(Arc::new(open(&path).await), Arc::new(open(&path).await))
    })
    .await;
}
