use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinHandle};

use super::connection::{self, Awaited};
use super::ports::Ports;

/// Connections that are served at once; beyond it the oldest goes, as a browser's own lasts milliseconds.
const MOST_CONNECTIONS: usize = 64;

/// Waits on the loopback for the browser to come back. Dropping it closes the port.
#[derive(Debug)]
pub(crate) struct RedirectListener {
    accepting: JoinHandle<()>,
}

impl RedirectListener {
    /// Passes on what is awaited and comes to these ports.
    pub(crate) fn start(ports: Ports, awaited: Awaited) -> Self {
        Self { accepting: tokio::spawn(accept(ports, Arc::new(awaited))) }
    }
}

impl Drop for RedirectListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(ports: Ports, awaited: Arc<Awaited>) {
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
        let served = tokio::spawn(connection::serve(stream, Arc::clone(&awaited)));
        connections.push_back(served.abort_handle());
    }
}
