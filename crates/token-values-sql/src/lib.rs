//! Values of many token caches in SQLite, for one machine, or in PostgreSQL 12 or newer, for many.
//!
//! ```no_run
//! # async fn example() -> Result<(), token_values_sql::ConnectError> {
//! let here = token_values_sql::SqliteValues::open("/var/lib/app/tokens.db".as_ref(), Default::default()).await?;
//! let shared = token_values_sql::PostgresValues::connect("postgres://app@db/app?sslmode=verify-full").await?;
//! # Ok(())
//! # }
//! ```
//!
//! Both keep one table, `token_cache`, which they make if it is missing, and beside it `token_cache_schema`, which tells its
//! version. A revision is a number that no other write has had: in PostgreSQL the next of a sequence, in SQLite 64 random bits.
//! So a value that was deleted and made anew does not come back to an old one.
//!
//! What ends at a time of its own is invisible from then on, by the database's clock, and removed by whoever writes later,
//! some rows at a time.

mod fault;
mod missing;
mod postgres;
mod rows;
mod sqlite;
mod sweep;

pub use fault::{ConnectError, SqlFault};
pub use missing::Missing;
pub use postgres::{PostgresOptions, PostgresValues};
pub use sqlite::{SqliteOptions, SqliteValues};
