use std::sync::Arc;

use token_store::conformance::{Pair, run};

use super::support::{Nodes, open};
use crate::{MemoryValues, ValueStore, conformance::run_caches};

#[tokio::test(flavor = "multi_thread")]
async fn the_caches_of_two_nodes_conform() {
    run_caches(async || {
        let values = MemoryValues::new();
        let handle = || Arc::new(values.clone()) as Arc<dyn ValueStore>;
        (handle(), handle())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_of_one_node_conform() {
    let nodes = Nodes::new();
    let count = std::sync::atomic::AtomicUsize::new(0);
    run(async || {
        let user = format!("user-{}", count.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Pair { first: open(&nodes.first, &user), second: open(&nodes.first, &user) }
    })
    .await;
}
