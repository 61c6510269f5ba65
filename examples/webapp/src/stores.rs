//! Where the tokens are kept.

use std::{error::Error, path::Path, sync::Arc};

use token_partitions::{MemoryValues, Names, Options, Partitions, Sealing, ValueStore};
use token_store::TokenStores;
use token_values_redis::RedisValues;
use token_values_sql::{PostgresValues, SqliteOptions, SqliteValues};

use crate::key_file;

const REDIS: [&str; 5] = ["redis://", "rediss://", "redis+cluster://", "rediss+cluster://", "unix://"];
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// One database for all applications of this process.
pub(crate) struct Stores {
    values: Arc<dyn ValueStore>,
    sealing: Sealing,
}

impl Stores {
    /// The caches of one application: those of another never mix with them.
    pub(crate) fn of(&self, application: &str) -> Arc<dyn TokenStores> {
        let names = Names::under(&format!("webapp:{application}:"));
        let options = Options { names, ..Options::new(self.sealing.clone()) };
        Arc::new(Partitions::new(Arc::clone(&self.values), options))
    }
}

/// Opens the database; with its keys, unless it is to be plain.
pub(crate) async fn open(
    cache: &str,
    key_ring: Option<&Path>,
    plain: bool,
) -> Result<Stores, Box<dyn Error>> {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| cache.starts_with(prefix));
    let values: Arc<dyn ValueStore> = if cache == "memory:" {
        Arc::new(MemoryValues::new())
    } else if let Some(path) = cache.strip_prefix("sqlite:") {
        let path = Path::new(path);
        key_file::make_folder_of(path)?;
        Arc::new(SqliteValues::open(path, SqliteOptions::default()).await?)
    } else if begins(&POSTGRES) {
        Arc::new(PostgresValues::connect(cache).await?)
    } else if begins(&REDIS) {
        Arc::new(RedisValues::connect(cache).await?)
    } else {
        return Err("--cache begins with memory:, sqlite:, redis://, redis+cluster:// or postgres://".into());
    };
    let sealing = if plain { Sealing::Plain } else { Sealing::Sealed(key_file::ring(cache, key_ring)?) };
    Ok(Stores { values, sealing })
}
