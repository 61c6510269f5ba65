use std::time::Duration;

use super::{Nodes, bytes_of, put, put_for, revision_of};
use crate::ValueStore;

/// Stores may measure in whole seconds.
const SHORT: Option<Duration> = Some(Duration::from_secs(1));
const BEYOND_SHORT: Duration = Duration::from_millis(2100);
const LONG: Option<Duration> = Some(Duration::from_secs(90 * 24 * 3600));

async fn names(values: &dyn ValueStore) -> Vec<String> {
    values.names("", None, 100).await.expect("the store answers").names
}

pub(super) async fn a_value_goes_when_its_lifetime_is_over(Nodes { first, second, let_pass }: Nodes) {
    put_for(&*first, "short", None, b"value", SHORT).await;
    put_for(&*first, "long", None, b"value", LONG).await;
    put(&*first, "endless", None, b"value").await;
    let_pass(BEYOND_SHORT).await;
    assert_eq!(bytes_of(&*second, "short").await, None);
    assert_eq!(revision_of(&*second, "short").await, None);
    assert!(!first.delete("short").await.expect("the store answers"));
    let mut left = names(&*second).await;
    left.sort_unstable();
    assert_eq!(left, ["endless", "long"]);
    assert!(bytes_of(&*first, "long").await.is_some() && bytes_of(&*first, "endless").await.is_some());
}

pub(super) async fn each_swap_sets_the_lifetime_anew(Nodes { first, second, let_pass }: Nodes) {
    for (name, later) in [("longer", LONG), ("endless", None)] {
        let one = put_for(&*first, name, None, b"one", SHORT).await;
        put_for(&*second, name, Some(&one), b"two", later).await;
    }
    let one = put(&*first, "shorter", None, b"one").await;
    put_for(&*second, "shorter", Some(&one), b"two", SHORT).await;
    let_pass(BEYOND_SHORT).await;
    assert!(bytes_of(&*first, "longer").await.is_some() && bytes_of(&*first, "endless").await.is_some());
    assert_eq!(bytes_of(&*first, "shorter").await, None);
}

pub(super) async fn what_has_gone_can_be_begun_anew(Nodes { first, second, let_pass }: Nodes) {
    let gone = put_for(&*first, "ada", None, b"one", SHORT).await;
    let_pass(BEYOND_SHORT).await;
    let refused = second.swap("ada", Some(&gone), Some(b"two"), None).await.expect("the store swaps");
    assert_eq!(refused, crate::Swapped::Conflict);
    let begun = put(&*second, "ada", None, b"new").await;
    assert_ne!(gone, begun);
    assert_eq!(bytes_of(&*first, "ada").await.as_deref(), Some(b"new".as_slice()));
}
