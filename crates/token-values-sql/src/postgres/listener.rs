use std::{sync::Arc, time::Duration};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use token_partitions::{ChangeFeed, ValueError};
use tokio::time::{sleep, timeout};

use crate::fault::{During, lost, value_error};

const CHANNEL: &str = "token_cache_changed";
/// After so long a silence the connection is tried.
const SILENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Listens for ever to what other nodes than `own` tell of their changes.
pub(super) async fn listen(address: PgConnectOptions, limit: Duration, own: String, heard: Arc<ChangeFeed>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let fault = follow(&address, limit, &own, &heard).await;
        if heard.is_down() {
            pause = FIRST_PAUSE;
            tracing::warn!(?fault, "changes of other nodes are not heard of");
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Listens until the connection ends, and answers why it did.
async fn follow(
    address: &PgConnectOptions,
    limit: Duration,
    own: &str,
    heard: &ChangeFeed,
) -> Option<ValueError> {
    let failed = |error: &sqlx::Error| Some(value_error(error, During::Reading));
    let late = || Some(lost("no answer in time", During::Reading));
    let mut listener = match timeout(limit, begin(address, limit)).await {
        Ok(Ok(listener)) => listener,
        Ok(Err(error)) => return failed(&error),
        Err(_) => return late(),
    };
    heard.is_up();
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(told))) => match told.payload().split_once(' ') {
                Some((sender, name)) if sender != own => heard.note(name),
                None if told.payload() != own => heard.note_any(),
                _ => {}
            },
            Ok(Ok(None)) => return None,
            Ok(Err(error)) => return failed(&error),
            Err(_) => match timeout(limit, sqlx::query("SELECT 1").execute(&mut listener)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return failed(&error),
                Err(_) => return late(),
            },
        }
    }
}

async fn begin(address: &PgConnectOptions, limit: Duration) -> Result<PgListener, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(limit);
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(address.clone())).await?;
    // What was told while it was being made anew would be lost without a word.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
