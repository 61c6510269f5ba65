//! Opens the values of many token caches wherever an address says that they are.
//!
//! ```no_run
//! # async fn example(address: &str) -> Result<(), token_values::OpenError> {
//! use token_partitions::{Options, Partitions, Sealing};
//!
//! let values = token_values::open(address).await?;
//! let caches = Partitions::new(values, Options::new(Sealing::Plain));
//! # Ok(())
//! # }
//! ```
//!
//! | address | where |
//! |---|---|
//! | `memory:` | in the memory of this process |
//! | `sqlite:PATH` | a file of this machine |
//! | `redis://`, `rediss://`, `unix://` | Redis, as [`RedisAddress`](token_values_redis::RedisAddress) has it |
//! | `redis+cluster://`, `rediss+cluster://` | a Redis Cluster, by some of its nodes |
//! | `postgres://`, `postgresql://` | PostgreSQL, with the parameters that libpq has |
//!
//! A parameter `replica=HOST[:PORT]` of PostgreSQL's names a server that follows, with the same user, password, database and other
//! parameters.

mod address;
mod error;
mod open;

pub use error::OpenError;
pub use open::{open, open_existing, sqlite_file};
