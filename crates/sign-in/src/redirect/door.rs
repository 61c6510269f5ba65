use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Answer, Expected, RedirectHandle};
use crate::loopback::{Awaited, Ports, RedirectListener, Target};

/// Where a sign-in waits for its answer. Dropping it closes the port.
#[derive(Debug)]
pub(crate) struct Door {
    answers: mpsc::Receiver<Answer>,
    handle: RedirectHandle,
    listener: Option<RedirectListener>,
}

impl Door {
    /// Waits on these ports, where there are any, and for what the handle takes.
    pub(crate) fn open(expected: Expected, ports: Option<(Ports, Target)>) -> Self {
        let expected = Arc::new(expected);
        let (sender, answers) = mpsc::channel(1);
        let listener = ports.map(|(ports, target)| {
            let awaited = Awaited { target, expected: Arc::clone(&expected), answers: sender.clone() };
            RedirectListener::start(ports, awaited)
        });
        Self { answers, handle: RedirectHandle { expected, answers: sender }, listener }
    }

    pub(crate) fn handle(&self) -> RedirectHandle {
        self.handle.clone()
    }

    /// Whether the browser came back with an answer that is not of this sign-in.
    pub(crate) fn saw_another_answer(&self) -> bool {
        self.handle.expected.saw_another_answer()
    }

    /// The first answer. After it the port is closed: a second answer, whoever sends it, finds nobody.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.recv().await;
        self.answers.close();
        self.listener = None;
        answer
    }
}
