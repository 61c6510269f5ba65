use std::error::Error;

use sqlx::error::DatabaseError;
use thiserror::Error;
use token_partitions::ValueError;

/// What a database, or the way to it, answered: a code or a kind of fault, without an address, a name or a value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("database: {0}")]
pub struct SqlFault(String);

impl SqlFault {
    /// The SQLSTATE of PostgreSQL, the result code of SQLite, or words for a fault of the connection.
    pub fn code(&self) -> &str {
        &self.0
    }

    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Why there is no handle.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The address is none. It is not repeated, for it may have a password in it.
    #[error(
        "the address is not of the form postgres://user:password@host:port/database; % codes stand for what is special"
    )]
    Address,
    /// The tables are those of a newer version of this program, which alone can use them.
    #[error("the tables are of version {0}, which only a newer program can use")]
    NewerTables(i64),
    /// There are no tables, and none are to be made.
    #[error("the database has no token caches; see whether the address names the right one")]
    NoTables,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// The file cannot be made or opened.
    #[error("the file of the database cannot be opened")]
    File(#[source] std::io::Error),
    /// The database does not answer as it has to.
    #[error(transparent)]
    Store(#[from] ValueError),
}

/// How far a statement had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum During {
    /// Nothing was sent that changes anything.
    Reading,
    /// A change was sent.
    Changing,
}

/// What an error of the database means.
pub(crate) fn value_error(error: &sqlx::Error, during: During) -> ValueError {
    match error {
        sqlx::Error::Database(answer) => answered(&**answer, during),
        sqlx::Error::PoolTimedOut => ValueError::Unavailable(fault("no connection in time")),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => lost("the connection has ended", during),
        sqlx::Error::Io(error) => lost(&error.kind().to_string(), during),
        sqlx::Error::Tls(_) => ValueError::Unavailable(fault("TLS failed; see whose certificate it is")),
        sqlx::Error::Protocol(_) => lost("not an answer", during),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            ValueError::Failed(fault("not a value of ours"))
        }
        _ => ValueError::Failed(fault("the statement failed")),
    }
}

/// The error where the connection ended or no answer came.
pub(crate) fn lost(words: &str, during: During) -> ValueError {
    match during {
        During::Reading => ValueError::Unavailable(fault(words)),
        During::Changing => ValueError::Uncertain(fault(words)),
    }
}

fn answered(answer: &dyn DatabaseError, during: During) -> ValueError {
    let code = answer.code().unwrap_or_default().into_owned();
    if answer.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return of_sqlite(&code);
    }
    of_postgres(&code, during)
}

/// By SQLSTATE (PostgreSQL documentation, appendix A).
fn of_postgres(code: &str, during: During) -> ValueError {
    let told = fault(code);
    match code {
        // A server that is told to end may say so after a change as well as before.
        "57P01" | "57P02" | "57P05" => lost(code, during),
        // Not reached, not ready, too many connections, a standby, a statement that was stopped or lost against another.
        "57P03" | "25006" | "57014" | "40001" | "40P01" | "55P03" => ValueError::Unavailable(told),
        "53100" | "53200" | "54000" => ValueError::Full(told),
        "42501" => ValueError::Refused(told),
        _ if code.starts_with("28") => ValueError::Refused(told),
        _ if code.starts_with("08") => lost(code, during),
        _ if code.starts_with("53") => ValueError::Unavailable(told),
        _ => ValueError::Failed(told),
    }
}

/// By the primary result code (SQLite documentation, "Result and Error Codes"). A failed statement is rolled back.
fn of_sqlite(code: &str) -> ValueError {
    let primary = code.parse::<u32>().map_or(1, |code| code & 0xff);
    let told = |words: &str| fault(&format!("{words} ({code})"));
    match primary {
        5 | 6 => ValueError::Unavailable(told("locked by another process")),
        3 | 8 | 23 => ValueError::Refused(told("no permission to write")),
        10 => ValueError::Unavailable(told("the disk failed")),
        13 | 18 => ValueError::Full(told("no room")),
        14 => ValueError::Unavailable(told("the file cannot be opened")),
        11 | 26 => ValueError::Failed(told("the file is damaged, or no database")),
        _ => ValueError::Failed(told("the statement failed")),
    }
}

pub(crate) fn fault(words: &str) -> Box<dyn Error + Send + Sync> {
    Box::new(SqlFault::new(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_postgres_say_what_is_to_be_mended() {
        let of = |code| of_postgres(code, During::Changing);
        assert!(["28P01", "28000", "42501"].iter().all(|code| matches!(of(code), ValueError::Refused(_))));
        assert!(["53100", "53200", "54000"].iter().all(|code| matches!(of(code), ValueError::Full(_))));
        let passing = ["57P03", "53300", "25006", "40001", "57014"];
        assert!(passing.iter().all(|code| matches!(of(code), ValueError::Unavailable(_))));
        assert!(["57P01", "57P02", "08006"].iter().all(|code| matches!(of(code), ValueError::Uncertain(_))));
        assert!(matches!(of_postgres("57P01", During::Reading), ValueError::Unavailable(_)));
        assert!(["42P01", "22021", "XX000"].iter().all(|code| matches!(of(code), ValueError::Failed(_))));
    }

    #[test]
    fn codes_of_sqlite_say_what_is_to_be_mended() {
        // Extended codes have the primary one in their low byte: 2067 is SQLITE_CONSTRAINT_UNIQUE.
        assert!(["5", "517", "6"].iter().all(|code| matches!(of_sqlite(code), ValueError::Unavailable(_))));
        assert!(["8", "1032", "3"].iter().all(|code| matches!(of_sqlite(code), ValueError::Refused(_))));
        assert!(["13", "18"].iter().all(|code| matches!(of_sqlite(code), ValueError::Full(_))));
        assert!(
            ["11", "26", "2067", "no code"]
                .iter()
                .all(|code| matches!(of_sqlite(code), ValueError::Failed(_)))
        );
    }
}
