use token_cache::AccountId;
use token_store::PartitionKey;

use super::ahead::Ahead;
use super::flights::Flights;
use super::throttle::{Pause, Throttles};

/// What an application remembers of its renewals.
#[derive(Debug)]
pub(crate) struct Renewals {
    pub(super) flights: Flights,
    pub(super) ahead: Ahead,
    pub(super) throttles: Throttles,
}

impl Renewals {
    /// Nothing yet.
    pub(crate) fn new(pause: Pause) -> Self {
        Self { flights: Flights::default(), ahead: Ahead::default(), throttles: Throttles::new(pause) }
    }

    /// Waits until no renewal ahead of time is under way.
    pub(crate) async fn finish(&self) {
        self.ahead.finished().await;
    }

    /// A person has just signed in: what was refused before may be granted now.
    pub(crate) fn signed_in(&self, partition: &PartitionKey, account: &AccountId) {
        self.throttles.forget(partition, &account.home_account_id);
    }
}
