use std::{fs::OpenOptions, io, path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Connection, Executor, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use token_partitions::ValueError;
use tokio::time::{Instant, sleep};

use crate::{
    ConnectError, Missing, SqliteOptions,
    fault::{During, value_error},
};

/// The version of the tables that this program makes.
const VERSION: i64 = 1;

const MAKE: &str = "
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS token_cache (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL,
    revision INTEGER NOT NULL,
    ends_at INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS token_cache_ends_at ON token_cache (ends_at) WHERE ends_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS token_cache_schema (version INTEGER PRIMARY KEY) STRICT;
INSERT INTO token_cache_schema (version) VALUES (1) ON CONFLICT DO NOTHING;
COMMIT;
";

const PAUSE: Duration = Duration::from_millis(20);

/// Makes the file and its tables if they are missing, and answers how to connect.
pub(super) async fn prepare(
    path: &Path,
    options: &SqliteOptions,
) -> Result<SqliteConnectOptions, ConnectError> {
    let address = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(options.time_limit)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten: it may be tokens.
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    match options.missing {
        Missing::Made => make(path, address.journal_mode(SqliteJournalMode::Wal), options.time_limit).await,
        Missing::Refused => find(path, address).await,
    }
}

async fn make(
    path: &Path,
    address: SqliteConnectOptions,
    limit: Duration,
) -> Result<SqliteConnectOptions, ConnectError> {
    make_file(path).map_err(ConnectError::File)?;
    let end = Instant::now() + limit;
    loop {
        match make_tables(&address).await {
            // SQLite does not wait for others that turn the journal on at the same time.
            Err(ConnectError::Store(ValueError::Unavailable(_))) if Instant::now() < end => {
                sleep(PAUSE).await;
            }
            made => return made.map(|()| address),
        }
    }
}

/// Leaves the journal as it is too: the file may be another program's.
async fn find(path: &Path, address: SqliteConnectOptions) -> Result<SqliteConnectOptions, ConnectError> {
    if !path.metadata().map_err(ConnectError::File)?.is_file() {
        return Err(ConnectError::File(io::ErrorKind::InvalidInput.into()));
    }
    let mut connection = SqliteConnection::connect_with(&address).await.map_err(|error| failed(&error))?;
    let tables = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'token_cache_schema'";
    let found = sqlx::query(tables).fetch_optional(&mut connection).await.map_err(|error| failed(&error))?;
    found.ok_or(ConnectError::NoTables)?;
    check_version(&mut connection).await?;
    connection.close().await.map_err(|error| failed(&error))?;
    Ok(address)
}

/// The files that SQLite makes beside it take its permissions.
fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(|_| ()),
    }
}

async fn make_tables(address: &SqliteConnectOptions) -> Result<(), ConnectError> {
    let mut connection = SqliteConnection::connect_with(address).await.map_err(|error| failed(&error))?;
    connection.execute(MAKE).await.map_err(|error| failed(&error))?;
    check_version(&mut connection).await?;
    connection.close().await.map_err(|error| failed(&error))
}

async fn check_version(connection: &mut SqliteConnection) -> Result<(), ConnectError> {
    let version = sqlx::query("SELECT max(version) AS version FROM token_cache_schema");
    let row = version.fetch_one(connection).await.map_err(|error| failed(&error))?;
    match row.try_get::<i64, _>("version").map_err(|error| failed(&error))? {
        newer if newer > VERSION => Err(ConnectError::NewerTables(newer)),
        _ => Ok(()),
    }
}

fn failed(error: &sqlx::Error) -> ConnectError {
    ConnectError::Store(value_error(error, During::Reading))
}
