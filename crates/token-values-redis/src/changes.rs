use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use redis::ProtocolVersion;
use token_partitions::ChangeFeed;
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{address::Place, fault::RedisFault, network::Network, node::client};

/// After so long a silence the connection is tried.
const SILENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What other nodes have changed, as they tell it on the channel; a task listens as long as this is held.
pub(crate) struct Changes {
    pub(crate) heard: Arc<ChangeFeed>,
    task: JoinHandle<()>,
}

impl Changes {
    /// Listens on the channel for what others than `own` tell.
    pub(crate) fn listen(network: Arc<Network>, channel: String, own: String) -> Self {
        let heard = Arc::new(ChangeFeed::default());
        let task = tokio::spawn(listen(network, channel, own, Arc::clone(&heard)));
        Self { heard, task }
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens to one node after the other for ever: each tells what is published at any.
async fn listen(network: Arc<Network>, channel: String, own: String, heard: Arc<ChangeFeed>) {
    let mut pause = FIRST_PAUSE;
    loop {
        for place in network.known() {
            let fault = follow(&network, &place, &channel, &own, &heard).await;
            if heard.is_down() {
                pause = FIRST_PAUSE;
                tracing::warn!(?fault, "changes of other nodes are not heard of");
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Listens to a node until the connection ends, and answers why it did.
async fn follow(
    network: &Network,
    place: &Place,
    channel: &str,
    own: &str,
    heard: &ChangeFeed,
) -> Option<RedisFault> {
    let limit = network.options.time_limit;
    let subscribed = timeout(limit, async {
        let client = client(&network.address, place, &network.options, ProtocolVersion::RESP2)?;
        let (mut sink, stream) = client.get_async_pubsub().await?.split();
        sink.subscribe(channel).await?;
        Ok::<_, redis::RedisError>((sink, stream))
    });
    let (mut sink, mut stream) = match subscribed.await {
        Ok(Ok(subscribed)) => subscribed,
        Ok(Err(error)) => return Some((&error).into()),
        Err(_) => return Some(RedisFault::new("no answer in time")),
    };
    heard.is_up();
    loop {
        match timeout(SILENCE, stream.next()).await {
            Ok(Some(message)) => {
                let told = std::str::from_utf8(message.get_payload_bytes()).unwrap_or_default();
                if let Some((_, name)) = told.split_once(' ').filter(|(sender, _)| *sender != own) {
                    heard.note(name);
                }
            }
            Ok(None) => return None,
            Err(_) => match timeout(limit, sink.ping::<redis::Value>()).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Some((&error).into()),
                Err(_) => return Some(RedisFault::new("no answer in time")),
            },
        }
    }
}
