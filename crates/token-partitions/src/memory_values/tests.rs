use std::{sync::Arc, time::Duration};

use token_cache::Timestamp;

use super::{MemoryOptions, MemoryValues};
use crate::{
    ManualClock, Swapped, ValueError, ValueStore,
    conformance::{self, Nodes},
};

fn limited_to(byte_limit: usize) -> MemoryValues {
    MemoryValues::with_options(MemoryOptions { byte_limit, ..MemoryOptions::default() })
}

async fn put(values: &MemoryValues, name: &str, length: usize) {
    let before = values.revision(name).await.unwrap();
    let swapped = values.swap(name, before.as_ref(), Some(&vec![7; length]), None).await.unwrap();
    assert!(matches!(swapped, Swapped::Done(Some(_))));
}

async fn names(values: &MemoryValues) -> Vec<String> {
    values.names("", None, 100).await.unwrap().names
}

#[tokio::test(flavor = "multi_thread")]
async fn values_in_memory_conform() {
    conformance::run(async || {
        let clock = ManualClock::at(Timestamp::from_unix(1_800_000_000));
        let options = MemoryOptions { clock: Arc::new(clock.clone()), ..MemoryOptions::default() };
        let values = MemoryValues::with_options(options);
        let let_pass = move |time: Duration| -> token_store::BoxFuture<'static, ()> {
            clock.advance(time);
            Box::pin(std::future::ready(()))
        };
        Nodes { first: Arc::new(values.clone()), second: Arc::new(values), let_pass: Box::new(let_pass) }
    })
    .await;
}

#[tokio::test]
async fn what_was_not_used_for_the_longest_time_makes_room() {
    let values = limited_to(3 * 101);
    for name in ["a", "b", "c"] {
        put(&values, name, 100).await;
    }
    values.get("a").await.unwrap();
    put(&values, "d", 100).await;
    assert_eq!(names(&values).await, ["a", "c", "d"]);
    values.revision("c").await.unwrap();
    put(&values, "e", 200).await;
    assert_eq!(names(&values).await, ["c", "e"]);
}

#[tokio::test]
async fn what_is_replaced_deleted_or_over_needs_no_room() {
    let values = limited_to(3 * 101);
    for length in [50, 100, 200, 300, 10] {
        put(&values, "a", length).await;
    }
    put(&values, "b", 200).await;
    assert!(values.delete("b").await.unwrap());
    put(&values, "c", 200).await;
    assert_eq!(names(&values).await, ["a", "c"]);
}

#[tokio::test]
async fn a_value_beyond_the_limit_is_refused_and_drives_nothing_out() {
    let values = limited_to(100);
    put(&values, "a", 50).await;
    let refused = values.swap("b", None, Some(&[7; 100]), None).await;
    assert!(matches!(refused, Err(ValueError::Full(_))), "{refused:?}");
    assert_eq!(names(&values).await, ["a"]);
}

#[tokio::test]
async fn a_handle_hears_what_others_change_and_nothing_of_itself() {
    let values = MemoryValues::new();
    let other = values.clone();
    let changes = values.listen();
    assert_eq!(changes.next().await, None, "what was before is not known");
    put(&values, "own", 1).await;
    put(&other, "others", 1).await;
    assert_eq!(changes.next().await.as_deref(), Some("others"));
}

#[tokio::test]
async fn what_is_stored_is_not_told() {
    let values = MemoryValues::new();
    values.swap("the-name", None, Some(b"the-secret"), None).await.unwrap();
    let value = values.get("the-name").await.unwrap().unwrap();
    let told = format!("{values:?} {value:?}");
    assert!(!told.contains("the-secret") && !told.contains("the-name") && !told.contains("116"), "{told}");
}
