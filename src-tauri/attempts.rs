//! What a person waits for, and may give up: a provider takes as long as it likes to answer, and another program as long as
//! it likes to let go of a lock.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
};

use token_store_file::Start;
use tokio::sync::oneshot;

use crate::{
    error::Answer,
    views::{ErrorCode, ErrorView},
};

/// What is under way, by the number that the page has given it.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<u32, oneshot::Sender<()>>>);

impl Attempts {
    /// Does the work, unless it is given up meanwhile: then it is dropped. What must not end halfway has to run in a
    /// task of its own, or have a [`Start`].
    pub(crate) async fn wait_for<T>(&self, attempt: u32, work: impl Future<Output = Answer<T>>) -> Answer<T> {
        self.wait_for_start(attempt, async |_| work.await).await
    }

    /// As [`Self::wait_for`], but the work is done to its end once it has begun, which the [`Start`] that it is handed decides.
    pub(crate) async fn wait_for_start<T>(
        &self,
        attempt: u32,
        work: impl AsyncFnOnce(Start) -> Answer<T>,
    ) -> Answer<T> {
        let start = Start::default();
        let (sender, wanted_no_longer) = oneshot::channel();
        self.under_way().insert(attempt, sender);
        let mut work = pin!(work(start.clone()));
        let done = tokio::select! {
            done = &mut work => done,
            _ = wanted_no_longer => if start.give_up() { Err(given_up()) } else { work.await },
        };
        self.under_way().remove(&attempt);
        done
    }

    /// Gives it up, if it is still under way.
    pub(crate) fn give_up(&self, attempt: u32) {
        // Whoever waits hears that nobody is there any longer.
        self.under_way().remove(&attempt);
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<u32, oneshot::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn given_up() -> ErrorView {
    ErrorView::new(ErrorCode::GivenUp, "the person has given it up")
}

#[cfg(test)]
mod tests {
    use std::{future::pending, sync::Arc};

    use super::*;

    #[tokio::test]
    async fn what_is_given_up_ends_and_another_goes_on() {
        let attempts = Arc::new(Attempts::default());
        let (first, second) = (attempts.clone(), attempts.clone());
        let (finish, finished) = oneshot::channel();
        let given_up = tokio::spawn(async move { first.wait_for(1, pending::<Answer<()>>()).await });
        let other = tokio::spawn(async move {
            second.wait_for(2, async { Ok(finished.await.unwrap_or_default()) }).await
        });
        while attempts.under_way().len() < 2 {
            tokio::task::yield_now().await;
        }
        attempts.give_up(1);
        assert_eq!(given_up.await.unwrap().unwrap_err().code, ErrorCode::GivenUp);
        finish.send(7).unwrap();
        assert_eq!(other.await.unwrap().unwrap(), 7);
    }

    #[tokio::test]
    async fn what_has_begun_is_done_to_its_end_and_what_is_given_up_does_not_begin() {
        let attempts = Arc::new(Attempts::default());
        let (finish, finished) = oneshot::channel();
        let waiting = attempts.clone();
        let work = async move |start: Start| {
            assert!(start.begin());
            Ok(finished.await.unwrap_or_default())
        };
        let done = tokio::spawn(async move { waiting.wait_for_start(1, work).await });
        while attempts.under_way().is_empty() {
            tokio::task::yield_now().await;
        }
        attempts.give_up(1);
        finish.send(7).unwrap();
        assert_eq!(done.await.unwrap().unwrap(), 7);

        let mut late = None;
        let waits = async |start: Start| {
            late = Some(start);
            attempts.give_up(2);
            pending::<Answer<()>>().await
        };
        assert_eq!(attempts.wait_for_start(2, waits).await.unwrap_err().code, ErrorCode::GivenUp);
        assert!(!late.unwrap().begin());
    }

    #[tokio::test]
    async fn what_is_over_or_unknown_cannot_be_given_up() {
        let attempts = Attempts::default();
        attempts.give_up(1);
        assert_eq!(attempts.wait_for(1, async { Ok(1) }).await.unwrap(), 1);
        attempts.give_up(1);
        assert!(attempts.under_way().is_empty());
    }
}
