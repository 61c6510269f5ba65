use std::sync::Arc;

use super::{Nodes, bytes_of, put, revision_of};
use crate::{Revision, Swapped, ValueStore};

const NODES: usize = 2;
const TASKS: usize = 20;

async fn swap(
    values: &dyn ValueStore,
    name: &str,
    expected: Option<&Revision>,
    new: Option<&[u8]>,
) -> Swapped {
    values.swap(name, expected, new, None).await.expect("the store swaps")
}

pub(super) async fn an_outdated_revision_changes_nothing(Nodes { first, second, .. }: Nodes) {
    let one = put(&*first, "ada", None, b"one").await;
    let two = put(&*second, "ada", Some(&one), b"two").await;
    assert_eq!(swap(&*first, "ada", Some(&one), Some(b"three")).await, Swapped::Conflict);
    assert_eq!(swap(&*first, "ada", Some(&one), None).await, Swapped::Conflict);
    assert_eq!(bytes_of(&*second, "ada").await.as_deref(), Some(b"two".as_slice()));
    assert_eq!(revision_of(&*second, "ada").await, Some(two));
}

pub(super) async fn what_is_there_is_not_taken_for_absent(Nodes { first, second, .. }: Nodes) {
    put(&*first, "ada", None, b"one").await;
    assert_eq!(swap(&*second, "ada", None, Some(b"two")).await, Swapped::Conflict);
    assert_eq!(swap(&*second, "ada", None, None).await, Swapped::Conflict);
    assert_eq!(bytes_of(&*second, "ada").await.as_deref(), Some(b"one".as_slice()));
}

pub(super) async fn what_is_absent_has_no_revision(Nodes { first, second, .. }: Nodes) {
    let one = put(&*first, "ada", None, b"one").await;
    assert_eq!(swap(&*second, "bo", Some(&one), Some(b"two")).await, Swapped::Conflict);
    assert_eq!(swap(&*second, "bo", Some(&one), None).await, Swapped::Conflict);
    assert_eq!(bytes_of(&*first, "bo").await, None);
    assert_eq!(swap(&*first, "bo", None, None).await, Swapped::Done(None));
}

pub(super) async fn a_swap_for_nothing_deletes(Nodes { first, second, .. }: Nodes) {
    let one = put(&*first, "ada", None, b"one").await;
    assert_eq!(swap(&*second, "ada", Some(&one), None).await, Swapped::Done(None));
    assert_eq!(bytes_of(&*first, "ada").await, None);
    put(&*first, "ada", None, b"two").await;
}

pub(super) async fn a_value_that_was_begun_anew_is_another(Nodes { first, second, .. }: Nodes) {
    let old = put(&*first, "ada", None, b"old").await;
    assert!(second.delete("ada").await.expect("the store answers"));
    let new = put(&*second, "ada", None, b"new").await;
    assert_ne!(old, new);
    assert_eq!(swap(&*first, "ada", Some(&old), Some(b"back")).await, Swapped::Conflict);
    assert_eq!(bytes_of(&*first, "ada").await.as_deref(), Some(b"new".as_slice()));
}

pub(super) async fn of_many_that_begin_a_value_one_does(Nodes { first, second, .. }: Nodes) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|number| {
            let values = Arc::clone(if number % NODES == 0 { &first } else { &second });
            tokio::spawn(async move {
                let bytes = number.to_string();
                let swapped = swap(&*values, "ada", None, Some(bytes.as_bytes())).await;
                (swapped != Swapped::Conflict).then_some(bytes)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        winners.extend(task.await.expect("no swap fails"));
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    assert_eq!(bytes_of(&*first, "ada").await.as_deref(), Some(winners[0].as_bytes()));
}

/// Each adds a byte of its own to what it finds, until nobody was faster.
pub(super) async fn many_swaps_at_once_lose_nothing(Nodes { first, second, .. }: Nodes) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|number| {
            let values = Arc::clone(if number % NODES == 0 { &first } else { &second });
            let own = u8::try_from(number).expect("there are few");
            tokio::spawn(async move { add(&*values, own).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no swap fails");
    }
    let mut all = bytes_of(&*first, "all").await.expect("it is there");
    all.sort_unstable();
    assert!(all.iter().map(|byte| usize::from(*byte)).eq(0..TASKS), "{all:?}");
}

async fn add(values: &dyn ValueStore, own: u8) {
    loop {
        let before = values.get("all").await.expect("the store answers");
        let (mut bytes, revision) = before.map(|value| (value.bytes, value.revision)).unzip();
        let bytes = bytes.get_or_insert_default();
        bytes.push(own);
        if swap(values, "all", revision.as_ref(), Some(bytes)).await != Swapped::Conflict {
            return;
        }
    }
}
