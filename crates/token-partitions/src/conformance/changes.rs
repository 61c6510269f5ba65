//! What nodes hear of each other. A store that hears nothing is asked nothing.

use std::time::Duration;

use tokio::time::timeout;

use super::{Nodes, put};
use crate::{ChangeListener, ValueStore};

/// Nobody takes so long to tell, unless it never does.
const LONG: Duration = Duration::from_secs(60);

/// Hears of the changes until one may be of that name. It may be told more than there was.
async fn hear(changes: &ChangeListener, name: &str) {
    let heard = async {
        loop {
            match changes.next().await {
                Some(other) if other != name => {}
                Some(_) | None => return,
            }
        }
    };
    timeout(LONG, heard).await.expect("the change is told");
}

/// Somebody who listens, and was told that they may have missed something before.
async fn listening(values: &dyn ValueStore) -> ChangeListener {
    let changes = values.listen();
    timeout(LONG, changes.next()).await.expect("it is told");
    changes
}

fn hear_of_changes(nodes: &Nodes) -> bool {
    nodes.first.hears_of_changes() && nodes.second.hears_of_changes()
}

pub(super) async fn a_node_is_told_what_the_other_changes(nodes: Nodes) {
    if !hear_of_changes(&nodes) {
        return;
    }
    let Nodes { first, second, .. } = nodes;
    let (first_hears, second_hears) = (listening(&*first).await, listening(&*second).await);
    let ((), one) = tokio::join!(hear(&second_hears, "ada"), put(&*first, "ada", None, b"one"));
    tokio::join!(hear(&first_hears, "ada"), put(&*second, "ada", Some(&one), b"two"));
    let ((), deleted) = tokio::join!(hear(&second_hears, "ada"), first.delete("ada"));
    assert!(deleted.expect("the store answers"));
    let ((), one) = tokio::join!(hear(&first_hears, "bo"), put(&*second, "bo", None, b"one"));
    let ((), swapped) = tokio::join!(hear(&first_hears, "bo"), second.swap("bo", Some(&one), None, None));
    swapped.expect("the store swaps");
}

pub(super) async fn everybody_who_listens_is_told_even_if_they_ask_later(nodes: Nodes) {
    if !hear_of_changes(&nodes) {
        return;
    }
    let all = [listening(&*nodes.second).await, listening(&*nodes.second).await];
    put(&*nodes.first, "ada", None, b"one").await;
    put(&*nodes.first, "bo", None, b"one").await;
    for changes in &all {
        hear(changes, "ada").await;
        hear(changes, "bo").await;
    }
}
