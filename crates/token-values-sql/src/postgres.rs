mod listener;
mod server;
mod statements;
mod tables;

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgRow},
};
use token_partitions::{ChangeFeed, ChangeListener, Page, Revision, Swapped, Value, ValueError, ValueStore};
use token_store::BoxFuture;
use tokio::{sync::OnceCell, task::JoinHandle, time::timeout};

use self::{
    server::{Server, Statement},
    statements::names_statement,
};
use crate::{
    ConnectError, Missing,
    fault::{During, fault, lost},
    rows::{limit_of, page_of, revision_in, value_in, was_live},
    sweep::{ROWS, Sweep, end_of, milliseconds},
};

/// How a PostgreSQL is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PostgresOptions {
    /// How long a call may take; 5 seconds.
    pub time_limit: Duration,
    /// How long of it a connection may take; 2 seconds. A server that is being started is waited for so long.
    pub connect_limit: Duration,
    /// How many connections there are at most; 8. One more listens to the changes of other nodes.
    pub connections: u32,
    /// The address of a server that follows (streaming replication): it lists names, and answers reads while the primary
    /// does not. What it answers may be older than what the primary knows; no change is made by it unseen, because
    /// swaps go to the primary and compare revisions there.
    pub replica: Option<String>,
    /// Whether the tables are made if they are missing.
    pub missing: Missing,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            time_limit: Duration::from_secs(5),
            connect_limit: Duration::from_secs(2),
            connections: 8,
            replica: None,
            missing: Missing::Made,
        }
    }
}

/// Values in a PostgreSQL. One handle serves many tasks.
pub struct PostgresValues {
    primary: Server,
    replica: Option<Server>,
    limit: Duration,
    own: String,
    tables: OnceCell<()>,
    missing: Missing,
    sweep: Arc<Sweep>,
    heard: Arc<ChangeFeed>,
    listening: JoinHandle<()>,
}

impl PostgresValues {
    /// Connects to `postgres://user:password@host:port/database`, with the parameters that libpq has (`sslmode`,
    /// `sslrootcert`, ...), and makes the tables if they are missing. Without `sslmode=verify-full`, whoever answers is
    /// taken for the server.
    pub async fn connect(address: &str) -> Result<Self, ConnectError> {
        Self::connect_with(address, PostgresOptions::default()).await
    }

    /// As [`connect`](Self::connect), with options.
    pub async fn connect_with(address: &str, options: PostgresOptions) -> Result<Self, ConnectError> {
        let limit = options.time_limit;
        let values = Self::open(address, &options)?;
        values.make_tables().await?;
        // Values are of use even where nobody tells of changes, as behind a pool of connections that many share.
        let _ = timeout(limit, values.heard.until_up()).await;
        Ok(values)
    }

    /// A handle that connects when it is used: for a node that is to start while the store is down. To be called within a
    /// runtime of Tokio.
    pub fn open(address: &str, options: &PostgresOptions) -> Result<Self, ConnectError> {
        let primary = parse(address)?;
        let replica = options.replica.as_deref().map(parse).transpose()?;
        let mut random = [0; 8];
        aws_lc_rs::rand::fill(&mut random).map_err(|_| ConnectError::Random)?;
        let own = format!("{:016x}", u64::from_be_bytes(random));
        let heard = Arc::new(ChangeFeed::default());
        let limit = options.time_limit;
        let listening =
            tokio::spawn(listener::listen(primary.clone(), limit, own.clone(), Arc::clone(&heard)));
        Ok(Self {
            primary: Server::new(primary, options),
            replica: replica.map(|replica| Server::new(replica, options)),
            limit,
            own,
            tables: OnceCell::new(),
            missing: options.missing,
            sweep: Arc::default(),
            heard,
            listening,
        })
    }

    async fn make_tables(&self) -> Result<(), ConnectError> {
        self.tables.get_or_try_init(|| self.try_to_make_tables()).await?;
        Ok(())
    }

    // Its type is named, because the compiler cannot tell otherwise that it may go from thread to thread.
    fn try_to_make_tables(&self) -> BoxFuture<'_, Result<(), ConnectError>> {
        Box::pin(async {
            let mut connection = self.primary.connection().await?;
            let made = timeout(self.limit, tables::make(&mut connection, self.missing)).await;
            made.unwrap_or_else(|_| Err(lost("no answer in time", During::Reading).into()))
        })
    }

    async fn with_tables(&self) -> Result<(), ValueError> {
        self.make_tables().await.map_err(|error| match error {
            ConnectError::Store(error) => error,
            ConnectError::NoTables => ValueError::Failed(fault("the tables are missing")),
            _ => ValueError::Failed(fault("the tables are those of a newer program")),
        })
    }

    /// Reads from the primary, once more if the connection had ended, and then from the replica if there is one.
    async fn read<'a>(&'a self, statement: impl Fn() -> Statement<'a>) -> Result<Vec<PgRow>, ValueError> {
        let read = match self.with_tables().await {
            Ok(()) => self.primary.rows(statement(), During::Reading).await,
            Err(error) => Err(error),
        };
        let Err(ValueError::Unavailable(_)) = read else {
            return read;
        };
        let other = self.replica.as_ref().unwrap_or(&self.primary);
        other.rows(statement(), During::Reading).await
    }

    async fn change<'a>(&'a self, statement: Statement<'a>) -> Result<Option<PgRow>, ValueError> {
        self.with_tables().await?;
        let rows = self.primary.rows(statement, During::Changing).await?;
        self.sweep();
        Ok(rows.into_iter().next())
    }

    /// Removes some of what has ended, unless that was done just before.
    fn sweep(&self) {
        if !self.sweep.is_due() {
            return;
        }
        let (server, sweep) = (self.primary.clone(), Arc::clone(&self.sweep));
        tokio::spawn(async move {
            let statement = sqlx::query(statements::SWEEP).bind(ROWS);
            match server.rows(statement, During::Changing).await {
                Ok(removed) if i64::try_from(removed.len()).unwrap_or(ROWS) >= ROWS => sweep.again(),
                Ok(_) => {}
                Err(error) => tracing::debug!(?error, "values that have ended are still stored"),
            }
        });
    }

    async fn run_get<'a>(&'a self, name: &'a str) -> Result<Option<Value>, ValueError> {
        let rows = self.read(|| sqlx::query(statements::GET).bind(name)).await?;
        value_in(rows.first())
    }

    async fn run_revision<'a>(&'a self, name: &'a str) -> Result<Option<Revision>, ValueError> {
        let rows = self.read(|| sqlx::query(statements::REVISION).bind(name)).await?;
        rows.first().map(revision_in).transpose()
    }

    async fn run_swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> Result<Swapped, ValueError> {
        let told = self.told(name);
        #[allow(clippy::cast_precision_loss, reason = "a century has fewer milliseconds than that")]
        let lifetime = lifetime.map(|lifetime| milliseconds(lifetime) as f64);
        let statement = match (expected, new) {
            (Some(expected), Some(new)) => {
                let statement = sqlx::query(statements::REPLACE).bind(name).bind(new).bind(lifetime);
                statement.bind(number_of(expected))
            }
            (None, Some(new)) => sqlx::query(statements::BEGIN).bind(name).bind(new).bind(lifetime),
            (Some(expected), None) => sqlx::query(statements::END).bind(name).bind(number_of(expected)),
            (None, None) => {
                let is_there = self.run_revision(name).await?.is_some();
                return Ok(if is_there { Swapped::Conflict } else { Swapped::Done(None) });
            }
        };
        let Some(row) = self.change(statement.bind(told)).await? else {
            return Ok(Swapped::Conflict);
        };
        Ok(Swapped::Done(new.map(|_| revision_in(&row)).transpose()?))
    }

    async fn run_delete<'a>(&'a self, name: &'a str) -> Result<bool, ValueError> {
        let row = self.change(sqlx::query(statements::DELETE).bind(name).bind(self.told(name))).await?;
        was_live(row.as_ref())
    }

    async fn run_names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> Result<Page, ValueError> {
        let limit = limit_of(limit);
        let (statement, end) = (names_statement(cursor.is_some()), end_of(prefix));
        let query = || sqlx::query(statement).bind(cursor.unwrap_or(prefix)).bind(end.clone()).bind(limit);
        let listed = match &self.replica {
            Some(replica) => replica.rows(query(), During::Reading).await,
            None => self.read(query).await,
        };
        let rows = match listed {
            // It may also be so far behind that it does not know the table yet.
            Err(_) if self.replica.is_some() => self.read(query).await?,
            listed => listed?,
        };
        page_of(&rows, limit)
    }

    /// What the other nodes are told: who changed which value. PostgreSQL tells texts of less than 8,000 bytes.
    fn told(&self, name: &str) -> String {
        if name.len() > 7_900 { self.own.clone() } else { format!("{} {name}", self.own) }
    }
}

impl ValueStore for PostgresValues {
    fn get<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Value>, ValueError>> {
        Box::pin(self.run_get(name))
    }

    fn revision<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Revision>, ValueError>> {
        Box::pin(self.run_revision(name))
    }

    fn swap<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a Revision>,
        new: Option<&'a [u8]>,
        lifetime: Option<Duration>,
    ) -> BoxFuture<'a, Result<Swapped, ValueError>> {
        Box::pin(self.run_swap(name, expected, new, lifetime))
    }

    fn delete<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<bool, ValueError>> {
        Box::pin(self.run_delete(name))
    }

    fn names<'a>(
        &'a self,
        prefix: &'a str,
        cursor: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Page, ValueError>> {
        Box::pin(self.run_names(prefix, cursor, limit))
    }

    fn listen(&self) -> ChangeListener {
        self.heard.listen()
    }

    fn hears_of_changes(&self) -> bool {
        self.heard.hears()
    }
}

impl Drop for PostgresValues {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Without the address, in which the password is.
impl fmt::Debug for PostgresValues {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PostgresValues").field("hears", &self.heard.hears()).finish_non_exhaustive()
    }
}

fn parse(address: &str) -> Result<PgConnectOptions, ConnectError> {
    if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
        return Err(ConnectError::Address);
    }
    let options = PgConnectOptions::from_str(address).map_err(|_| ConnectError::Address)?;
    Ok(options.application_name("tessera").disable_statement_logging())
}

/// No value has the number 0.
fn number_of(revision: &Revision) -> i64 {
    revision.0.as_slice().try_into().map_or(0, i64::from_be_bytes)
}
