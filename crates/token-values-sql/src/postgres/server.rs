use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{
    Connection, PgPool, Postgres,
    pool::{PoolConnection, PoolConnectionMetadata},
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
    query::Query,
};
use token_partitions::ValueError;
use token_store::BoxFuture;
use tokio::time::{Instant, timeout_at};

use super::PostgresOptions;
use crate::fault::{During, lost, value_error};

pub(super) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// A connection that rested so long is tried before it is used: the server may have been started again.
const RESTED: Duration = Duration::from_secs(1);

/// A server and the connections to it.
#[derive(Clone)]
pub(super) struct Server {
    pool: PgPool,
    limit: Duration,
    fault: LastFault,
}

/// When a connection was last found to have ended. Those that rested then may have ended as well.
#[derive(Clone, Default)]
struct LastFault(Arc<Mutex<Option<Instant>>>);

impl LastFault {
    fn is_now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn since(&self, rest: &PoolConnectionMetadata) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() <= rest.idle_for)
    }
}

impl Server {
    pub(super) fn new(address: PgConnectOptions, options: &PostgresOptions) -> Self {
        let fault = LastFault::default();
        let known = fault.clone();
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.connect_limit)
            .test_before_acquire(false)
            .before_acquire(move |connection, rest| {
                let doubtful = rest.idle_for >= RESTED || known.since(&rest);
                Box::pin(async move {
                    if doubtful {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(address);
        Self { pool, limit: options.time_limit, fault }
    }

    /// A connection within the limit.
    pub(super) async fn connection(&self) -> Result<PoolConnection<Postgres>, ValueError> {
        self.connection_until(Instant::now() + self.limit).await
    }

    async fn connection_until(&self, end: Instant) -> Result<PoolConnection<Postgres>, ValueError> {
        match timeout_at(end, self.pool.acquire()).await {
            Ok(acquired) => acquired.map_err(|error| value_error(&error, During::Reading)),
            Err(_) => Err(lost("no connection in time", During::Reading)),
        }
    }

    /// Runs a statement within the limit. A connection that has ended, or may still be busy with it, is not used again.
    // Its type is named, because the compiler cannot tell otherwise that it may go from thread to thread.
    pub(super) fn rows<'a>(
        &'a self,
        statement: Statement<'a>,
        during: During,
    ) -> BoxFuture<'a, Result<Vec<PgRow>, ValueError>> {
        Box::pin(async move {
            let end = Instant::now() + self.limit;
            let mut connection = self.connection_until(end).await?;
            let failed = match timeout_at(end, statement.fetch_all(&mut *connection)).await {
                Ok(Ok(rows)) => return Ok(rows),
                Ok(Err(error)) => value_error(&error, during),
                Err(_) => lost("no answer in time", during),
            };
            if matches!(failed, ValueError::Unavailable(_) | ValueError::Uncertain(_)) {
                self.fault.is_now();
                connection.close_on_drop();
            }
            Err(failed)
        })
    }
}
