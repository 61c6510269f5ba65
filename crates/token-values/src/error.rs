use thiserror::Error;
use token_partitions::ValueError;

/// Why the values at an address cannot be used. It does not repeat the address, which may have a password in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It begins with nothing that is known.
    #[error(
        "the address has to begin with memory:, sqlite:, redis://, rediss://, redis+cluster://, rediss+cluster://, \
         unix:// or postgres://"
    )]
    Scheme,
    /// It is to be SQLite's, and names no file, or something beside it.
    #[error("an address of SQLite is sqlite: with the path of a file, and nothing after it")]
    SqliteFile,
    /// It is that of a process's memory, and what is there already is to be opened.
    #[error("what is in the memory of a process can be opened by nobody else; name a database")]
    OfAProcess,
    /// The replica of a PostgreSQL is not a host.
    #[error("the replica in the address is not of the form HOST or HOST:PORT")]
    Replica,
    /// Redis, or its address.
    #[error(transparent)]
    Redis(#[from] token_values_redis::ConnectError),
    /// SQLite or PostgreSQL, or its address.
    #[error(transparent)]
    Sql(#[from] token_values_sql::ConnectError),
}

impl OpenError {
    /// What the database answered, or that it did not; none where it was not asked.
    pub fn value_error(&self) -> Option<&ValueError> {
        match self {
            Self::Redis(token_values_redis::ConnectError::Store(error))
            | Self::Sql(token_values_sql::ConnectError::Store(error)) => Some(error),
            _ => None,
        }
    }

    /// The same as a whole; the error itself where the database was not asked.
    pub fn into_value_error(self) -> Result<ValueError, Self> {
        match self {
            Self::Redis(token_values_redis::ConnectError::Store(error))
            | Self::Sql(token_values_sql::ConnectError::Store(error)) => Ok(error),
            other => Err(other),
        }
    }
}
