//! Values of many token caches in Redis 6 or newer, or in a Redis Cluster.
//!
//! ```no_run
//! # async fn example() -> Result<(), token_values_redis::ConnectError> {
//! let values = token_values_redis::RedisValues::connect("redis://127.0.0.1:6379").await?;
//! # Ok(())
//! # }
//! ```
//!
//! A value is a string under its own name, as MSAL Python's recipe for Redis has it, and its revision is the SHA-1 of it:
//! so a value that another library wrote by a plain SET has a revision too. SHA-1 tells writes apart here and protects
//! nothing; whoever could make two values collide could as well write one over the other.
//!
//! A swap is a script of one key, which Redis runs as a whole. It is never sent twice unless the server said that it did
//! not run it; when the answer is lost, the error is `ValueError::Uncertain`. The script tells the other nodes by PUBLISH,
//! for which a user with a list of permissions needs that of the channel (`&tessera:changed`); without it, swaps work and
//! nobody is told.
//!
//! The crate finds the nodes of a cluster by itself, because a client for clusters that repeats a command after a lost
//! answer could swap twice, and say of its own first swap that somebody else was faster.

mod address;
mod changes;
mod fault;
mod line;
mod names;
mod network;
mod node;
mod options;
mod slots;
mod values;

pub use address::{AddressError, RedisAddress};
pub use fault::RedisFault;
pub use options::RedisOptions;
pub use values::{ConnectError, RedisValues};
