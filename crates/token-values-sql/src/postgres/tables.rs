use sqlx::{Executor, PgConnection, Row};

use crate::{
    ConnectError, Missing,
    fault::{During, value_error},
};

/// The version of the tables that this program makes.
const VERSION: i64 = 1;

/// Run as one transaction; the lock lets one node at a time try. Sealed values do not get smaller by compression.
const MAKE: &str = r#"
SELECT pg_advisory_xact_lock(8387238123719524705);
CREATE TABLE IF NOT EXISTS token_cache (
    name text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL,
    revision bigint NOT NULL,
    ends_at timestamptz,
    changed_at timestamptz NOT NULL
);
ALTER TABLE token_cache ALTER COLUMN value SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS token_cache_ends_at ON token_cache (ends_at) WHERE ends_at IS NOT NULL;
CREATE SEQUENCE IF NOT EXISTS token_cache_revision;
CREATE TABLE IF NOT EXISTS token_cache_schema (version bigint PRIMARY KEY);
INSERT INTO token_cache_schema (version) VALUES (1) ON CONFLICT DO NOTHING;
"#;

/// Makes the tables if they are missing and are to be made. Where they are there, a user who may not make tables will do.
pub(super) async fn make(connection: &mut PgConnection, missing: Missing) -> Result<(), ConnectError> {
    let failed = |error: &sqlx::Error| ConnectError::Store(value_error(error, During::Reading));
    let mut version = version(connection).await.map_err(|error| failed(&error))?;
    if version.is_none() && missing == Missing::Refused {
        return Err(ConnectError::NoTables);
    }
    if version.is_none() {
        connection.execute(MAKE).await.map_err(|error| failed(&error))?;
        version = self::version(connection).await.map_err(|error| failed(&error))?;
    }
    match version {
        Some(newer) if newer > VERSION => Err(ConnectError::NewerTables(newer)),
        _ => Ok(()),
    }
}

async fn version(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    let there = sqlx::query("SELECT to_regclass('token_cache_schema') IS NOT NULL AS there");
    if !there.fetch_one(&mut *connection).await?.try_get::<bool, _>("there")? {
        return Ok(None);
    }
    let version = sqlx::query("SELECT max(version) AS version FROM token_cache_schema");
    version.fetch_one(&mut *connection).await?.try_get("version")
}
