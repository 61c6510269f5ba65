use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinHandle};

use super::Answer;
use super::connection;
use super::ports::Ports;
use crate::SignInError;

/// Connections that are served at once; beyond it the oldest goes, as a browser's own lasts milliseconds.
const MOST_CONNECTIONS: usize = 64;

/// Waits on the loopback for the browser to come back. Dropping it closes the port.
#[derive(Debug)]
pub(crate) struct RedirectListener {
    port: u16,
    answers: mpsc::Receiver<Answer>,
    accepting: JoinHandle<()>,
}

impl RedirectListener {
    /// Opens a free port. Fails with [`SignInError::LoopbackUnavailable`].
    pub(crate) async fn open() -> Result<Self, SignInError> {
        let ports = Ports::open().await?;
        let port = ports.number;
        let (sender, answers) = mpsc::channel(1);
        let accepting = tokio::spawn(accept(ports, sender));
        Ok(Self { port, answers, accepting })
    }

    /// The redirect address: Entra ignores its port, and compares the rest with the application's registration.
    pub(crate) fn redirect_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The first answer. After it the port is closed: a second answer, whoever sends it, finds nobody.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.recv().await;
        self.answers.close();
        self.accepting.abort();
        answer
    }
}

impl Drop for RedirectListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(ports: Ports, answers: mpsc::Sender<Answer>) {
    let mut connections = VecDeque::<AbortHandle>::new();
    loop {
        let Ok(stream) = ports.accept().await else {
            // Most likely out of file descriptors: others may be closed meanwhile.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        connections.retain(|connection| !connection.is_finished());
        if connections.len() >= MOST_CONNECTIONS
            && let Some(oldest) = connections.pop_front()
        {
            oldest.abort();
        }
        let served = tokio::spawn(connection::serve(stream, ports.number, answers.clone()));
        connections.push_back(served.abort_handle());
    }
}
