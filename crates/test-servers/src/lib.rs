//! Redis, a Redis Cluster and PostgreSQL for tests and benchmarks: real servers on free ports of the loopback, in temporary
//! folders, which end with the process that started them, however it ends.
//!
//! Everything here fails by a panic, as a test does; `./test` installs what is missing.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::missing_panics_doc)]

mod folder;
mod port;
mod postgres;
mod process;
mod redis;
mod redis_cluster;

pub use port::free_port;
pub use postgres::PostgresServer;
pub use process::End;
pub use redis::RedisServer;
pub use redis_cluster::RedisCluster;
