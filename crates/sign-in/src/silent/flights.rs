use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use token_store::PartitionKey;
use tokio::sync::watch;

use super::{Refresh, SilentOutcome};
use crate::{ClaimsChallenge, SignInError};

/// Whoever has the lock is at work.
type Turn = Arc<tokio::sync::Mutex<()>>;
type Landing = Result<SilentOutcome, SignInError>;

/// Renewals under way: equal requests at once share one, and different ones of the same account take turns,
/// because a provider may take the second use of a rotated refresh token for a theft (RFC 9700, section 4.14.2).
#[derive(Debug, Default)]
pub(crate) struct Flights {
    under_way: Arc<Mutex<HashMap<FlightKey, watch::Receiver<Option<Landing>>>>>,
    /// By partition and home account.
    turns: Mutex<HashMap<(PartitionKey, String), Turn>>,
}

/// What makes two requests equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FlightKey {
    pub(super) partition: PartitionKey,
    pub(super) home_account_id: String,
    /// Sorted.
    pub(super) scopes: Vec<String>,
    pub(super) refresh: Refresh,
    pub(super) claims: Option<ClaimsChallenge>,
}

impl Flights {
    /// Joins the equal renewal that is under way, or starts one.
    ///
    /// It is a task of its own: who stops waiting for it neither stops it for the others nor loses a refresh
    /// token that the provider has rotated.
    pub(super) async fn join<F>(&self, key: FlightKey, start: impl FnOnce() -> F) -> Landing
    where
        F: Future<Output = Landing> + Send + 'static,
    {
        let mut landing = self.boarded(key, start);
        let landed = landing.wait_for(Option::is_some).await.map_err(|_| SignInError::Interrupted)?;
        landed.clone().unwrap_or(Err(SignInError::Interrupted))
    }

    fn boarded<F>(&self, key: FlightKey, start: impl FnOnce() -> F) -> watch::Receiver<Option<Landing>>
    where
        F: Future<Output = Landing> + Send + 'static,
    {
        let mut under_way = locked(&self.under_way);
        if let Some(known) = under_way.get(&key).filter(|known| is_flying(known)) {
            return known.clone();
        }
        let (sender, receiver) = watch::channel(None);
        under_way.insert(key.clone(), receiver.clone());
        drop(under_way);
        let (flight, list) = (start(), Arc::clone(&self.under_way));
        tokio::spawn(async move {
            let landed = flight.await;
            locked(&list).remove(&key);
            sender.send_replace(Some(landed));
        });
        receiver
    }

    /// What the account's renewals in a partition take turns by. Those that nobody waits for are forgotten.
    pub(super) fn turn_of(&self, partition: &PartitionKey, home_account_id: &str) -> Turn {
        let mut turns = locked(&self.turns);
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry((partition.clone(), home_account_id.to_owned())).or_default())
    }
}

/// A flight whose task ended without landing has a closed channel.
fn is_flying(landing: &watch::Receiver<Option<Landing>>) -> bool {
    landing.has_changed().is_ok()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
