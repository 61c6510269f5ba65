//! What every value store has to do, as suites that each of them runs in its tests: [`run`] for values, [`run_caches`] for
//! the caches in them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a suite of tests fails by panicking"
)]

mod caches;
mod changes;
mod lifetimes;
pub mod marks;
mod names;
mod swaps;
mod values;

use std::{sync::Arc, time::Duration};

use token_store::BoxFuture;

pub use self::caches::{Handles, run_caches};

use crate::{Revision, Swapped, ValueStore};

/// Two handles to the same values, of which there are none yet: as two nodes have them.
pub struct Nodes {
    /// The one handle.
    pub first: Arc<dyn ValueStore>,
    /// The other handle.
    pub second: Arc<dyn ValueStore>,
    /// Lets so much time pass for lifetimes: moves the clock that they are measured by, or waits.
    pub let_pass: Box<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>,
}

/// Runs every case on values of its own, which `make` makes: an empty database, or a part of one that nobody else
/// sees. Panics with what is not as it must be.
pub async fn run(make: impl AsyncFn() -> Nodes) {
    values::what_nobody_wrote_is_not_there(make().await).await;
    values::what_one_node_writes_the_other_gets(make().await).await;
    values::a_value_is_any_bytes(make().await).await;
    values::a_name_is_any_text(make().await).await;
    values::the_revision_is_told_alone_as_with_the_value(make().await).await;
    values::a_deleted_value_is_gone_whatever_its_revision(make().await).await;
    swaps::an_outdated_revision_changes_nothing(make().await).await;
    swaps::what_is_there_is_not_taken_for_absent(make().await).await;
    swaps::what_is_absent_has_no_revision(make().await).await;
    swaps::a_swap_for_nothing_deletes(make().await).await;
    swaps::a_value_that_was_begun_anew_is_another(make().await).await;
    swaps::of_many_that_begin_a_value_one_does(make().await).await;
    swaps::many_swaps_at_once_lose_nothing(make().await).await;
    names::names_come_in_pages_and_none_is_left_out(make().await).await;
    names::a_prefix_is_taken_literally(make().await).await;
    names::what_was_deleted_between_two_pages_harms_no_other(make().await).await;
    lifetimes::a_value_goes_when_its_lifetime_is_over(make().await).await;
    lifetimes::each_swap_sets_the_lifetime_anew(make().await).await;
    lifetimes::what_has_gone_can_be_begun_anew(make().await).await;
    changes::a_node_is_told_what_the_other_changes(make().await).await;
    changes::everybody_who_listens_is_told_even_if_they_ask_later(make().await).await;
}

/// Puts a value in the place of the one with that revision. Panics if somebody was faster.
async fn put(values: &dyn ValueStore, name: &str, expected: Option<&Revision>, bytes: &[u8]) -> Revision {
    put_for(values, name, expected, bytes, None).await
}

async fn put_for(
    values: &dyn ValueStore,
    name: &str,
    expected: Option<&Revision>,
    bytes: &[u8],
    lifetime: Option<Duration>,
) -> Revision {
    let swapped = values.swap(name, expected, Some(bytes), lifetime).await.expect("the store swaps");
    let Swapped::Done(Some(revision)) = swapped else {
        panic!("{name}: nobody else was there, but {swapped:?}")
    };
    revision
}

async fn bytes_of(values: &dyn ValueStore, name: &str) -> Option<Vec<u8>> {
    values.get(name).await.expect("the store answers").map(|value| value.bytes)
}

async fn revision_of(values: &dyn ValueStore, name: &str) -> Option<Revision> {
    values.revision(name).await.expect("the store answers")
}
