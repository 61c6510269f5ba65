use sign_in::CancelHandle;
use token_cache::AccountId;
use tokio::sync::watch;

use super::{Running, SignIns};
use crate::{
    error::Answer,
    views::{AccountKey, SignInStage},
};

/// The right to tell how one sign-in goes on; nothing that it says counts once a newer one has begun.
#[derive(Clone)]
pub(crate) struct Ticket {
    pub(super) id: u32,
    pub(super) cancelled: watch::Receiver<bool>,
    pub(super) sign_ins: SignIns,
}

/// How a sign-in ended, whichever way it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// That account is signed in, and its tokens are stored.
    SignedIn(AccountId),
    /// It was cancelled.
    Cancelled,
}

impl Ticket {
    /// Tells how it ended.
    pub(crate) fn end(&self, outcome: Answer<Ended>) {
        self.update(|running| match outcome {
            Ok(Ended::SignedIn(account)) => {
                running.view.stage = SignInStage::Done;
                running.view.account = Some(AccountKey::from(&account));
            }
            Ok(Ended::Cancelled) => running.view.stage = SignInStage::Cancelled,
            Err(error) => {
                running.view.stage = SignInStage::Failed;
                running.view.error = Some(error);
            }
        });
    }

    /// The first step, unless it is cancelled meanwhile.
    pub(super) async fn unless_cancelled<T>(&self, first: impl Future<Output = T>) -> Option<T> {
        let mut cancelled = self.cancelled.clone();
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|cancelled| *cancelled) => None,
            done = first => Some(done),
        }
    }

    /// Passes a cancellation in the window on to the sign-in and waits for what comes of it.
    pub(super) async fn or_cancel<T>(&self, cancel: CancelHandle, finished: impl Future<Output = T>) -> T {
        let mut cancelled = self.cancelled.clone();
        let passes_on = async {
            let is_cancelled = cancelled.wait_for(|cancelled| *cancelled).await.is_ok();
            if is_cancelled {
                cancel.cancel();
            }
            std::future::pending::<T>().await
        };
        tokio::select! {
            done = finished => done,
            never = passes_on => never,
        }
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Running)) {
        let view = {
            let mut newest = self.sign_ins.newest();
            let Some(running) = newest.running.as_mut().filter(|running| running.view.id == self.id) else {
                return;
            };
            change(running);
            running.view.clone()
        };
        self.sign_ins.events.sign_in(&view);
    }
}
