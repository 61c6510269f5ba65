//! What every store has to do, as a suite that each of them runs in its tests.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a suite of tests fails by panicking")]

mod cases;
mod renewals;
pub mod sample;

use std::sync::Arc;

use crate::TokenStore;

/// Two handles to one cache, which is still empty: as two programs have them, where the store can be shared.
pub struct Pair {
    /// The one handle.
    pub first: Arc<dyn TokenStore>,
    /// The other handle.
    pub second: Arc<dyn TokenStore>,
}

/// Runs every case on a cache of its own, which `make` makes. Panics with the name of what is not as it must be.
pub async fn run(make: impl AsyncFn() -> Pair) {
    cases::versions_count_the_writes(make().await).await;
    run_uncounted(make).await;
}

/// As [`run`], for a store that does not count its writes: its versions have the generation 0.
pub async fn run_uncounted(make: impl AsyncFn() -> Pair) {
    cases::a_store_that_nobody_wrote_is_empty_and_has_no_version(make().await).await;
    cases::what_one_handle_writes_the_other_loads(make().await).await;
    cases::what_is_told_to_be_recent_has_all_that_the_handle_itself_changed(make().await).await;
    cases::every_write_has_a_version_of_its_own(make().await).await;
    cases::a_change_that_changes_nothing_writes_nothing(make().await).await;
    cases::a_whole_other_cache_counts_as_a_change(make().await).await;
    cases::no_change_of_many_at_once_is_lost(make().await).await;
    cases::a_snapshot_does_not_follow_later_changes(make().await).await;
    cases::what_the_cache_does_not_know_survives(make().await).await;
    cases::a_change_answers_what_it_returned(make().await).await;
    cases::a_change_that_nobody_awaits_any_more_does_no_harm(make().await).await;
    renewals::who_renews_keeps_others_from_it_until_done(make().await).await;
    renewals::who_waits_for_a_renewal_gets_its_turn_and_sees_what_was_stored(make().await).await;
    renewals::other_names_and_the_cache_itself_are_free_meanwhile(make().await).await;
    renewals::who_stops_waiting_for_a_renewal_is_in_nobodys_way(make().await).await;
    renewals::a_renewal_that_panics_is_over(make().await).await;
    cases::a_change_that_panics_leaves_the_store_as_it_was(make().await).await;
}
