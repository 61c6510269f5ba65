use std::{path::Path, sync::Arc};

use token_partitions::{MemoryValues, ValueStore};
use token_values_redis::{RedisOptions, RedisValues};
use token_values_sql::{Missing, PostgresOptions, PostgresValues, SqliteOptions, SqliteValues};

use crate::{
    OpenError,
    address::{Address, Postgres},
};

/// Opens the values at an address, and sees that the database answers. Tables that are missing are made, and so is the file
/// of SQLite, but not its folder. To be called within a runtime of Tokio.
pub async fn open(address: &str) -> Result<Arc<dyn ValueStore>, OpenError> {
    Ok(match Address::parse(address)? {
        Address::Memory => Arc::new(MemoryValues::new()),
        Address::Sqlite(path) => Arc::new(SqliteValues::open(path, SqliteOptions::default()).await?),
        Address::Redis(address) => Arc::new(RedisValues::connect(address).await?),
        Address::Postgres(Postgres { primary, replica }) => {
            let mut options = PostgresOptions::default();
            options.replica = replica;
            Arc::new(PostgresValues::connect_with(&primary, options).await?)
        }
    })
}

/// Opens what an app keeps at an address, for whoever runs it: no file and no table is made. A replica is not asked, for it
/// may not know the newest. To be called within a runtime of Tokio.
pub async fn open_existing(address: &str) -> Result<Arc<dyn ValueStore>, OpenError> {
    Ok(match Address::parse(address)? {
        Address::Memory => return Err(OpenError::OfAProcess),
        Address::Sqlite(path) => {
            let mut options = SqliteOptions::default();
            options.missing = Missing::Refused;
            Arc::new(SqliteValues::open(path, options).await?)
        }
        Address::Redis(address) => {
            let address = address.parse().map_err(token_values_redis::ConnectError::Address)?;
            let values = RedisValues::open(address, RedisOptions::default())?;
            // That it answers is enough: nobody waits to be told of changes.
            values.revision("").await.map_err(token_values_redis::ConnectError::Store)?;
            Arc::new(values)
        }
        Address::Postgres(Postgres { primary, .. }) => {
            let mut options = PostgresOptions::default();
            options.missing = Missing::Refused;
            Arc::new(PostgresValues::connect_with(&primary, options).await?)
        }
    })
}

/// The file that an address of SQLite names, for whoever is to make its folder; none where it is another database's.
pub fn sqlite_file(address: &str) -> Option<&Path> {
    match Address::parse(address) {
        Ok(Address::Sqlite(path)) => Some(path),
        _ => None,
    }
}
