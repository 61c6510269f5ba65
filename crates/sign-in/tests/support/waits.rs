use std::time::Duration;

use demo_tenant::Clock;
use sign_in::Timer;
use tokio::sync::{mpsc, oneshot};

/// The pauses of an application. Each ends when the test says so, and not before.
pub(crate) struct Waits {
    pauses: mpsc::UnboundedReceiver<Pause>,
}

/// A pause that has begun.
pub(crate) struct Pause {
    length: Duration,
    ends: oneshot::Sender<()>,
}

impl Waits {
    pub(crate) fn new() -> (Self, Timer) {
        let (begin, pauses) = mpsc::unbounded_channel();
        let timer = Timer::new(move |length| {
            let (ends, ended) = oneshot::channel();
            begin.send(Pause { length, ends }).unwrap();
            async move { drop(ended.await) }
        });
        (Self { pauses }, timer)
    }

    /// The next pause, when it has begun.
    pub(crate) async fn arrive(&mut self) -> Pause {
        self.pauses.recv().await.unwrap()
    }

    /// Lets the next pause pass, by that clock, and gives its seconds.
    pub(crate) async fn pass(&mut self, clock: &Clock) -> u64 {
        let Pause { length, ends } = self.arrive().await;
        clock.advance(i64::try_from(length.as_secs()).unwrap());
        ends.send(()).unwrap();
        length.as_secs()
    }
}
