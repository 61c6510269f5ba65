mod tables;

use std::{
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sqlx::{
    Sqlite, SqlitePool,
    query::Query,
    sqlite::{SqliteArguments, SqlitePoolOptions, SqliteRow},
};
use token_partitions::{Page, Revision, Swapped, Value, ValueError, ValueStore};
use token_store::BoxFuture;
use tokio::time::timeout;

use crate::{
    ConnectError, Missing,
    fault::{During, lost, value_error},
    rows::{limit_of, page_of, revision_in, value_in, was_live},
    sweep::{ROWS, Sweep, end_of, milliseconds},
};

type Statement<'q> = Query<'q, Sqlite, SqliteArguments<'q>>;

const GET: &str =
    "SELECT value, revision FROM token_cache WHERE name = ?1 AND (ends_at IS NULL OR ends_at > ?2)";
const REVISION: &str =
    "SELECT revision FROM token_cache WHERE name = ?1 AND (ends_at IS NULL OR ends_at > ?2)";
/// Name, value, end, now, expected revision.
const REPLACE: &str = "UPDATE token_cache SET value = ?2, revision = random(), ends_at = ?3, changed_at = ?4 \
    WHERE name = ?1 AND revision = ?5 AND (ends_at IS NULL OR ends_at > ?4) RETURNING revision";
/// Name, value, end, now. What has ended and was not removed yet is replaced.
const BEGIN: &str = "INSERT INTO token_cache (name, value, revision, ends_at, changed_at) \
    VALUES (?1, ?2, random(), ?3, ?4) ON CONFLICT (name) DO UPDATE SET value = excluded.value, \
    revision = excluded.revision, ends_at = excluded.ends_at, changed_at = excluded.changed_at \
    WHERE token_cache.ends_at <= ?4 RETURNING revision";
const END: &str = "DELETE FROM token_cache \
    WHERE name = ?1 AND (ends_at IS NULL OR ends_at > ?2) AND revision = ?3 RETURNING revision";
const DELETE: &str =
    "DELETE FROM token_cache WHERE name = ?1 RETURNING ends_at IS NULL OR ends_at > ?2 AS live";
const SWEEP: &str = "DELETE FROM token_cache WHERE name IN \
    (SELECT name FROM token_cache WHERE ends_at <= ?1 LIMIT ?2) RETURNING 1";
const NAMES: &str = "SELECT name FROM token_cache WHERE name >= ?1 AND (?2 IS NULL OR name < ?2) \
    AND (ends_at IS NULL OR ends_at > ?3) ORDER BY name LIMIT ?4";
const MORE_NAMES: &str = "SELECT name FROM token_cache WHERE name > ?1 AND (?2 IS NULL OR name < ?2) \
    AND (ends_at IS NULL OR ends_at > ?3) ORDER BY name LIMIT ?4";

/// How a SQLite is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SqliteOptions {
    /// How long a call may take, and how long it waits for another process that writes; 5 seconds.
    pub time_limit: Duration,
    /// How many may read at a time; 4. One writes.
    pub readers: u32,
    /// Whether the file and its tables are made if they are missing.
    pub missing: Missing,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { time_limit: Duration::from_secs(5), readers: 4, missing: Missing::Made }
    }
}

/// Values in a file of this machine, which several processes may have open. What was acknowledged outlasts a loss of
/// power. One handle serves many tasks.
///
/// It is not told of other processes' changes: asking for a revision costs microseconds here.
pub struct SqliteValues {
    readers: SqlitePool,
    writer: SqlitePool,
    limit: Duration,
    sweep: Arc<Sweep>,
}

impl SqliteValues {
    /// Opens the file, and makes it, readable for its owner alone, if it is missing and [`Missing`] does not say otherwise.
    /// Its folder has to be there. The files
    /// beside it that end with `-wal` and `-shm` belong to it.
    pub async fn open(path: &Path, options: SqliteOptions) -> Result<Self, ConnectError> {
        let address = tables::prepare(path, &options).await?;
        let pool = |connections| {
            let pool = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
            pool.acquire_timeout(options.time_limit).connect_lazy_with(address.clone())
        };
        let (readers, writer) = (pool(options.readers), pool(1));
        Ok(Self { readers, writer, limit: options.time_limit, sweep: Arc::default() })
    }

    async fn read(&self, statement: Statement<'_>) -> Result<Vec<SqliteRow>, ValueError> {
        rows(&self.readers, statement, During::Reading, self.limit).await
    }

    async fn change(&self, statement: Statement<'_>) -> Result<Option<SqliteRow>, ValueError> {
        let rows = rows(&self.writer, statement, During::Changing, self.limit).await?;
        self.sweep();
        Ok(rows.into_iter().next())
    }

    /// Removes some of what has ended, unless that was done just before.
    fn sweep(&self) {
        if !self.sweep.is_due() {
            return;
        }
        let (pool, sweep, limit) = (self.writer.clone(), Arc::clone(&self.sweep), self.limit);
        tokio::spawn(async move {
            let statement = sqlx::query(SWEEP).bind(now()).bind(ROWS);
            match rows(&pool, statement, During::Changing, limit).await {
                Ok(removed) if i64::try_from(removed.len()).unwrap_or(ROWS) >= ROWS => sweep.again(),
                Ok(_) => {}
                Err(error) => tracing::debug!(?error, "values that have ended are still stored"),
            }
        });
    }

    async fn run_get(&self, name: &str) -> Result<Option<Value>, ValueError> {
        let rows = self.read(sqlx::query(GET).bind(name).bind(now())).await?;
        value_in(rows.first())
    }

    async fn run_revision(&self, name: &str) -> Result<Option<Revision>, ValueError> {
        let rows = self.read(sqlx::query(REVISION).bind(name).bind(now())).await?;
        rows.first().map(revision_in).transpose()
    }

    async fn run_swap(
        &self,
        name: &str,
        expected: Option<&Revision>,
        new: Option<&[u8]>,
        lifetime: Option<Duration>,
    ) -> Result<Swapped, ValueError> {
        let now = now();
        let end = lifetime.map(|lifetime| now.saturating_add(milliseconds(lifetime)));
        let expected = match expected.map(number_of) {
            // Of another store: no write of this one has had it.
            Some(None) => return Ok(Swapped::Conflict),
            Some(Some(number)) => Some(number),
            None => None,
        };
        let statement = match (expected, new) {
            (Some(expected), Some(new)) => {
                sqlx::query(REPLACE).bind(name).bind(new).bind(end).bind(now).bind(expected)
            }
            (None, Some(new)) => sqlx::query(BEGIN).bind(name).bind(new).bind(end).bind(now),
            (Some(expected), None) => sqlx::query(END).bind(name).bind(now).bind(expected),
            (None, None) => {
                let is_there = self.run_revision(name).await?.is_some();
                return Ok(if is_there { Swapped::Conflict } else { Swapped::Done(None) });
            }
        };
        let Some(row) = self.change(statement).await? else {
            return Ok(Swapped::Conflict);
        };
        Ok(Swapped::Done(new.map(|_| revision_in(&row)).transpose()?))
    }

    async fn run_delete(&self, name: &str) -> Result<bool, ValueError> {
        let row = self.change(sqlx::query(DELETE).bind(name).bind(now())).await?;
        was_live(row.as_ref())
    }

    async fn run_names(&self, prefix: &str, cursor: Option<&str>, limit: usize) -> Result<Page, ValueError> {
        let limit = limit_of(limit);
        let statement = sqlx::query(if cursor.is_some() { MORE_NAMES } else { NAMES });
        let statement = statement.bind(cursor.unwrap_or(prefix)).bind(end_of(prefix)).bind(now());
        let rows = self.read(statement.bind(limit)).await?;
        page_of(&rows, limit)
    }
}

impl ValueStore for SqliteValues {
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
}

impl fmt::Debug for SqliteValues {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SqliteValues").finish_non_exhaustive()
    }
}

/// Runs a statement to its end: only then is a change on the disk. The limit is beyond that of waiting for another
/// process, which SQLite tells by itself, with nothing changed.
async fn rows(
    pool: &SqlitePool,
    statement: Statement<'_>,
    during: During,
    limit: Duration,
) -> Result<Vec<SqliteRow>, ValueError> {
    let mut connection = pool.acquire().await.map_err(|error| value_error(&error, During::Reading))?;
    if let Ok(rows) = timeout(limit * 2, statement.fetch_all(&mut *connection)).await {
        return rows.map_err(|error| value_error(&error, during));
    }
    connection.close_on_drop();
    Err(lost("no answer in time", during))
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn number_of(revision: &Revision) -> Option<i64> {
    revision.0.as_slice().try_into().ok().map(i64::from_be_bytes)
}
