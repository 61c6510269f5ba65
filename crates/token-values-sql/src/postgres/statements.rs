//! What is asked of PostgreSQL: each call is one statement, which is atomic by itself and tells the other nodes too.

pub(super) const GET: &str = "SELECT value, revision FROM token_cache \
    WHERE name = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())";

pub(super) const REVISION: &str = "SELECT revision FROM token_cache \
    WHERE name = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())";

/// Name, value, lifetime in milliseconds, expected revision, what is told.
pub(super) const REPLACE: &str = "WITH swapped AS ( \
    UPDATE token_cache SET value = $2, revision = nextval('token_cache_revision'), \
        ends_at = clock_timestamp() + $3::float8 * interval '1 millisecond', changed_at = clock_timestamp() \
    WHERE name = $1 AND revision = $4 AND (ends_at IS NULL OR ends_at > clock_timestamp()) \
    RETURNING revision) \
    SELECT revision, pg_notify('token_cache_changed', $5) FROM swapped";

/// Name, value, lifetime in milliseconds, what is told. What has ended and was not removed yet is replaced.
pub(super) const BEGIN: &str = "WITH swapped AS ( \
    INSERT INTO token_cache AS held (name, value, revision, ends_at, changed_at) \
    VALUES ($1, $2, nextval('token_cache_revision'), \
        clock_timestamp() + $3::float8 * interval '1 millisecond', clock_timestamp()) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, revision = excluded.revision, \
        ends_at = excluded.ends_at, changed_at = excluded.changed_at \
        WHERE held.ends_at <= clock_timestamp() \
    RETURNING revision) \
    SELECT revision, pg_notify('token_cache_changed', $4) FROM swapped";

/// Name, expected revision, what is told.
pub(super) const END: &str = "WITH swapped AS ( \
    DELETE FROM token_cache \
    WHERE name = $1 AND revision = $2 AND (ends_at IS NULL OR ends_at > clock_timestamp()) \
    RETURNING name) \
    SELECT name, pg_notify('token_cache_changed', $3) FROM swapped";

/// Name, what is told.
pub(super) const DELETE: &str = "WITH swapped AS ( \
    DELETE FROM token_cache WHERE name = $1 \
    RETURNING (ends_at IS NULL OR ends_at > clock_timestamp()) AS live) \
    SELECT live, pg_notify('token_cache_changed', $2) FROM swapped";

/// How many rows at most. Rows that somebody else is at are left to them.
pub(super) const SWEEP: &str = "DELETE FROM token_cache WHERE name IN ( \
    SELECT name FROM token_cache WHERE ends_at <= clock_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED) \
    RETURNING 1";

/// Where to begin, where to end, how many. The names are in the order of their bytes.
pub(super) fn names_statement(after_a_page: bool) -> &'static str {
    if after_a_page {
        "SELECT name FROM token_cache WHERE name > $1 AND ($2::text IS NULL OR name < $2) \
            AND (ends_at IS NULL OR ends_at > clock_timestamp()) ORDER BY name LIMIT $3"
    } else {
        "SELECT name FROM token_cache WHERE name >= $1 AND ($2::text IS NULL OR name < $2) \
            AND (ends_at IS NULL OR ends_at > clock_timestamp()) ORDER BY name LIMIT $3"
    }
}
