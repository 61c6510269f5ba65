use token_cache::AccountId;
use token_store::PartitionKey;

use super::ahead::Ahead;
use super::flights::Flights;
use super::throttle::Throttles;

/// What an application remembers of its renewals.
#[derive(Debug, Default)]
pub(crate) struct Renewals {
    pub(super) flights: Flights,
    pub(super) ahead: Ahead,
    pub(super) throttles: Throttles,
}

impl Renewals {
    /// A person has just signed in: what was refused before may be granted now.
    pub(crate) fn signed_in(&self, partition: &PartitionKey, account: &AccountId) {
        self.throttles.forget(partition, &account.home_account_id);
    }
}
