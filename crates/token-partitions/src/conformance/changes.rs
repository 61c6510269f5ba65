//! What nodes hear of each other. A store that hears nothing is asked nothing.

use std::time::Duration;

use tokio::time::timeout;

use super::{Nodes, put};
use crate::ValueStore;

/// Nobody takes so long to tell, unless it never does.
const LONG: Duration = Duration::from_secs(60);

/// Hears of the changes until one may be of that name. It may be told more than there was.
async fn hear(values: &dyn ValueStore, name: &str) {
    let heard = async {
        loop {
            match values.changed().await {
                Some(other) if other != name => {}
                Some(_) | None => return,
            }
        }
    };
    timeout(LONG, heard).await.expect("the change is told");
}

fn hear_of_changes(nodes: &Nodes) -> bool {
    nodes.first.hears_of_changes() && nodes.second.hears_of_changes()
}

pub(super) async fn a_node_is_told_what_the_other_changes(nodes: Nodes) {
    if !hear_of_changes(&nodes) {
        return;
    }
    let Nodes { first, second, .. } = nodes;
    let ((), one) = tokio::join!(hear(&*second, "ada"), put(&*first, "ada", None, b"one"));
    tokio::join!(hear(&*first, "ada"), put(&*second, "ada", Some(&one), b"two"));
    let ((), deleted) = tokio::join!(hear(&*second, "ada"), first.delete("ada"));
    assert!(deleted.expect("the store answers"));
    let ((), one) = tokio::join!(hear(&*first, "bo"), put(&*second, "bo", None, b"one"));
    let ((), swapped) = tokio::join!(hear(&*first, "bo"), second.swap("bo", Some(&one), None, None));
    swapped.expect("the store swaps");
}

pub(super) async fn what_was_changed_while_nobody_listened_is_told_later(nodes: Nodes) {
    if !hear_of_changes(&nodes) {
        return;
    }
    put(&*nodes.first, "ada", None, b"one").await;
    put(&*nodes.first, "bo", None, b"one").await;
    hear(&*nodes.second, "ada").await;
    hear(&*nodes.second, "bo").await;
}
