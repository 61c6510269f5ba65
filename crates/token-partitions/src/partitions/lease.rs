//! The right to renew tokens: in this process by standing in line, among nodes by a value that ends by itself.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::Duration,
};

use aws_lc_rs::{digest, rand};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use token_store::{RenewalLock, StoreError};
use tokio::{
    runtime::Handle,
    sync::{
        Mutex as Turn, OwnedMutexGuard,
        oneshot::{self, Receiver, Sender},
    },
    time::{self, Instant},
};
use tracing::debug;

use super::{changing::random_part, core::Core, partition::Partition};
use crate::{OutagePolicy, Revision, Swapped, ValueError, ValueStore};

/// How long another node's lock is left alone before it is looked at again, at most.
const PAUSE: Duration = Duration::from_millis(60);
/// Lines of a partition beyond which those that nobody stands in are forgotten.
const LINES: usize = 16;

impl<V: ValueStore + 'static> Partition<V> {
    /// As [`TokenStore::renewal_lock`](token_store::TokenStore::renewal_lock). First come, first served holds within this
    /// process.
    ///
    /// A node that was stopped for longer than the lease may find that another has the lock too: that costs one
    /// redemption more, and no token, as the cache is changed by compare-and-swap.
    pub(super) async fn lock_renewal(
        &self,
        name: &str,
        time_limit: Duration,
    ) -> Result<RenewalLock, StoreError> {
        let begun = Instant::now();
        let lease = Lease::new(&self.core, &self.name, name)?;
        let taken = lease.held_for(time_limit);
        let turn = time::timeout(time_limit, self.line_of(name).lock_owned()).await;
        let Ok(turn) = turn else { return Err(taken) };
        let left = time_limit.saturating_sub(begun.elapsed());
        // Dropped with the lock, or with this future.
        let (hold, released) = oneshot::channel();
        let (answer, answered) = oneshot::channel();
        let runtime = Handle::try_current().map_err(|_| StoreError::Stopped)?;
        runtime.spawn(lease.run(turn, left, answer, released));
        match answered.await {
            Ok(Ok(true)) => Ok(RenewalLock::new(hold)),
            Ok(Ok(false)) => Err(taken),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StoreError::Stopped),
        }
    }

    fn line_of(&self, name: &str) -> Arc<Turn<()>> {
        let mut lines = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= LINES {
            lines.retain(|line| Arc::strong_count(&line.turn) > 1);
        }
        if let Some(line) = lines.iter().find(|line| *line.name == *name) {
            return Arc::clone(&line.turn);
        }
        let turn = Arc::default();
        lines.push(Line { name: name.into(), turn: Arc::clone(&turn) });
        turn
    }
}

/// Those of this process who want to renew the same tokens.
pub(super) struct Line {
    name: Box<str>,
    turn: Arc<Turn<()>>,
}

/// A value that nobody else puts there while it is there.
struct Lease<V> {
    core: Arc<Core<V>>,
    /// Of the value.
    name: String,
    /// What tells it from everybody else's.
    mark: [u8; 16],
}

/// What has become of taking a lease.
enum Taken {
    /// Somebody else has it, or nobody wants it any more.
    Never,
    /// It is the write of that revision.
    Lease(Revision),
    /// There is none, and the turn in this process has to do.
    InThisProcess,
}

impl<V: ValueStore + 'static> Lease<V> {
    fn new(core: &Arc<Core<V>>, partition: &str, name: &str) -> Result<Self, StoreError> {
        let mut mark = [0; 16];
        rand::fill(&mut mark).map_err(|_| StoreError::SealFailed)?;
        // Neither the user nor the application is told by it.
        let digest = digest::digest(&digest::SHA256, [partition, "\0", name].concat().as_bytes());
        let name = core.options.names.locks.clone() + &URL_SAFE_NO_PAD.encode(digest);
        Ok(Self { core: Arc::clone(core), name, mark })
    }

    fn held_for(&self, waited: Duration) -> StoreError {
        StoreError::LockHeld { path: PathBuf::from(&self.name), holder: None, waited }
    }

    /// Takes the lease, says so, renews it until it is released, and gives it up. Whoever is next in this process waits
    /// until then.
    async fn run(
        self,
        turn: OwnedMutexGuard<()>,
        time_limit: Duration,
        answer: Sender<Result<bool, StoreError>>,
        mut released: Receiver<()>,
    ) {
        let taken = self.take_or_go_on(time_limit, &mut released).await;
        let (told, revision) = match taken {
            Ok(Taken::Never) => (Ok(false), None),
            Ok(Taken::Lease(revision)) => (Ok(true), Some(revision)),
            Ok(Taken::InThisProcess) => (Ok(true), None),
            Err(error) => (Err(error), None),
        };
        let is_taken = matches!(told, Ok(true));
        drop(answer.send(told));
        if !is_taken {
            return;
        }
        let revision = self.keep(revision, &mut released).await;
        if let Some(revision) = revision {
            // It ends by itself where that fails.
            drop(self.core.values.swap(&self.name, Some(&revision), None, None).await);
        }
        drop(turn);
    }

    /// As [`Self::take`]; in an outage that memory is used in, what others of this process do is known without the
    /// database, and is all that counts.
    async fn take_or_go_on(
        &self,
        time_limit: Duration,
        released: &mut Receiver<()>,
    ) -> Result<Taken, StoreError> {
        if !self.core.may_ask() {
            return Ok(Taken::InThisProcess);
        }
        match self.take(time_limit, released).await {
            Ok(taken) => Ok(taken.map_or(Taken::Never, Taken::Lease)),
            Err(StoreError::Unavailable { .. }) if self.core.options.outage != OutagePolicy::Fail => {
                Ok(Taken::InThisProcess)
            }
            Err(error) => Err(error),
        }
    }

    /// Waits until nobody has the lease, and takes it; none where that took too long or nobody wants it any more.
    async fn take(
        &self,
        time_limit: Duration,
        released: &mut Receiver<()>,
    ) -> Result<Option<Revision>, StoreError> {
        let begun = Instant::now();
        loop {
            // Once begun, a swap is awaited: if it was made after all, the lease has to be given up.
            if let Some(revision) = self.put(None).await? {
                return Ok(Some(revision));
            }
            if begun.elapsed() >= time_limit {
                return Ok(None);
            }
            let pause = PAUSE.mul_f64(0.2 + 0.8 * random_part()).min(time_limit);
            if time::timeout(pause, &mut *released).await.is_ok() {
                return Ok(None);
            }
        }
    }

    /// Renews the lease until it is released; none where somebody else has it by then.
    async fn keep(&self, revision: Option<Revision>, released: &mut Receiver<()>) -> Option<Revision> {
        let mut revision = revision;
        while time::timeout(self.core.options.lease / 3, &mut *released).await.is_err() {
            let Some(held) = &revision else { continue };
            match self.put(Some(held)).await {
                Ok(Some(renewed)) => revision = Some(renewed),
                Ok(None) => {
                    debug!("a lock of those who renew tokens ended before it was released");
                    revision = None;
                }
                // It may still be ours next time.
                Err(_) => {}
            }
        }
        revision
    }

    /// Puts the lease in the place of what is expected; none where that is not there.
    async fn put(&self, expected: Option<&Revision>) -> Result<Option<Revision>, StoreError> {
        let lease = Some(self.core.options.lease);
        match self.core.values.swap(&self.name, expected, Some(&self.mark), lease).await {
            Err(ValueError::Uncertain(_)) => {
                let found = self.core.get(&self.name).await?;
                Ok(found.filter(|value| value.bytes == self.mark).map(|value| value.revision))
            }
            swapped => match self.core.heard(swapped)? {
                Swapped::Done(revision) => Ok(revision),
                Swapped::Conflict => Ok(None),
            },
        }
    }
}
