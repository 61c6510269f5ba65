use std::time::Duration;

use token_partitions::{Revision, Swapped, ValueStore};
use token_values_redis::{RedisOptions, RedisValues};

pub(crate) async fn connect(url: &str) -> RedisValues {
    let values = RedisValues::connect(url).await.expect("it connects");
    assert!(values.hears_of_changes(), "it listens");
    values
}

/// A handle for tests of what fails, which takes no longer than two seconds for it.
pub(crate) async fn connect_for_two_seconds(url: &str) -> RedisValues {
    let mut options = RedisOptions::default();
    options.time_limit = Duration::from_secs(2);
    RedisValues::connect_with(url, options).await.expect("it connects")
}

pub(crate) async fn put(values: &dyn ValueStore, name: &str, bytes: &[u8]) -> Revision {
    match values.swap(name, None, Some(bytes), None).await.expect("it swaps") {
        Swapped::Done(Some(revision)) => revision,
        other => panic!("nobody else was there, but {other:?}"),
    }
}

pub(crate) async fn bytes_of(values: &dyn ValueStore, name: &str) -> Option<Vec<u8>> {
    values.get(name).await.expect("it answers").map(|value| value.bytes)
}
