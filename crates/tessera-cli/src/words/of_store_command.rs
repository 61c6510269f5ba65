use token_partitions::KeyRingError;
use token_values::OpenError;
use token_values_redis::{AddressError, ConnectError as Redis};
use token_values_sql::ConnectError as Sql;

use super::say;

/// What an address that leads to no store says.
pub(super) fn of_address(error: &OpenError) -> String {
    match error {
        OpenError::Scheme => say!(address_scheme),
        OpenError::SqliteFile => say!(address_sqlite),
        OpenError::OfAProcess => say!(address_of_a_process),
        OpenError::Replica => say!(address_replica),
        OpenError::Redis(Redis::Address(error)) => of_redis(*error),
        OpenError::Redis(Redis::Random) | OpenError::Sql(Sql::Random) => say!(no_random),
        OpenError::Sql(Sql::Address) => say!(address_postgres),
        OpenError::Sql(Sql::File(reason)) => say!(no_database, reason = reason),
        OpenError::Sql(Sql::NoTables) => say!(no_tables),
        OpenError::Sql(Sql::NewerTables(version)) => say!(newer_tables, version = version),
        error => error.to_string(),
    }
}

fn of_redis(error: AddressError) -> String {
    match error {
        AddressError::Scheme => say!(address_scheme),
        AddressError::Form => say!(address_redis),
        AddressError::Insecure => say!(address_insecure),
        AddressError::SeveralHosts => say!(address_several_hosts),
        AddressError::ClusterDatabase => say!(address_cluster_database),
        error => error.to_string(),
    }
}

/// What is wrong with a key ring.
pub(super) fn of_key_ring(error: &KeyRingError) -> String {
    use KeyRingError as E;
    match error {
        E::Empty => say!(ring_empty),
        E::NotAKey { line } => say!(ring_not_a_key, line = line),
        E::IdInvalid { line } => say!(ring_id_invalid, line = line),
        E::KeyInvalid { line } => say!(ring_key_invalid, line = line),
        E::IdTaken { line } => say!(ring_id_taken, line = line),
        E::TooLarge { path, limit } => say!(too_large, path = path.display(), limit = limit),
        E::Io { path, source } => say!(cannot_read, path = path.display(), reason = source),
        error => error.to_string(),
    }
}
