use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{AsyncConnectionConfig, Client, Pipeline, PushInfo, PushKind, Value, aio::MultiplexedConnection};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

use crate::fault::{Fault, RedisFault};

/// One connection to a node, made when it is needed and made anew when it has ended.
pub(crate) struct Line {
    client: Client,
    limit: Duration,
    open: Mutex<Option<Open>>,
}

#[derive(Clone)]
struct Open {
    connection: MultiplexedConnection,
    ended: Arc<AtomicBool>,
}

impl Line {
    pub(crate) fn new(client: Client, limit: Duration) -> Self {
        Self { client, limit, open: Mutex::new(None) }
    }

    /// Sends commands one directly after the other and answers what the last `count` of them gave, each with an answer or
    /// an error of its own.
    pub(crate) async fn send(
        &self,
        commands: &Pipeline,
        count: usize,
        end: Instant,
    ) -> Result<Vec<Value>, Fault> {
        let late = |_| RedisFault::new("no answer in time");
        let mut open =
            timeout_at(end, self.open()).await.map_err(|elapsed| Fault::Unsent(late(elapsed)))??;
        let skipped = commands.len().saturating_sub(count);
        let sent = timeout_at(end, open.connection.send_packed_commands(commands, skipped, count)).await;
        let answers = sent.map_err(|elapsed| Fault::Lost(late(elapsed)));
        let answers = answers.and_then(|answers| answers.map_err(Fault::after_sending));
        if matches!(answers, Err(Fault::Lost(_))) {
            // Whoever else waits on it keeps waiting; the next one gets a new connection.
            open.ended.store(true, Ordering::Release);
        }
        answers
    }

    async fn open(&self) -> Result<Open, Fault> {
        let mut held = self.open.lock().await;
        if let Some(open) = held.as_ref().filter(|open| !open.ended.load(Ordering::Acquire)) {
            return Ok(open.clone());
        }
        *held = None;
        let open = self.connect().await?;
        Ok(held.insert(open).clone())
    }

    async fn connect(&self) -> Result<Open, Fault> {
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.limit))
            .set_response_timeout(Some(self.limit))
            .set_push_sender(move |push: PushInfo| {
                if push.kind == PushKind::Disconnection {
                    told.store(true, Ordering::Release);
                }
                Ok::<_, redis::aio::SendError>(())
            });
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await;
        Ok(Open { connection: connection.map_err(|error| Fault::unconnected(&error))?, ended })
    }
}
