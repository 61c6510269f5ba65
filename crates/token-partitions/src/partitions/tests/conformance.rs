use token_store::conformance::{Pair, run, run_uncounted};

use super::support::{Nodes, open};
use crate::Sealing;

fn pair(nodes: &Nodes) -> Pair {
    Pair { first: open(&nodes.first, "ada"), second: open(&nodes.second, "ada") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_conforms() {
    run(async || pair(&Nodes::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_of_a_store_that_tells_nothing_conforms() {
    run(async || pair(&Nodes::deaf(|_| ()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_is_not_sealed_conforms_but_counts_no_writes() {
    run_uncounted(async || pair(&Nodes::with(|options| options.sealing = Sealing::Plain))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_of_one_node_conform() {
    run(async || {
        let nodes = Nodes::new();
        Pair { first: open(&nodes.first, "ada"), second: open(&nodes.first, "ada") }
    })
    .await;
}
