use std::{io, sync::Arc};

use redis::{ErrorKind, RedisError, RetryMethod};
use thiserror::Error;
use token_partitions::ValueError;

/// What a Redis, or the way to it, answered: a code or a kind of fault, without an address, a name or a value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Redis: {0}")]
pub struct RedisFault(String);

impl RedisFault {
    /// The code that Redis answered (`NOAUTH`, `OOM`), or words for a fault of the connection.
    pub fn code(&self) -> &str {
        &self.0
    }

    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl From<&RedisError> for RedisFault {
    fn from(error: &RedisError) -> Self {
        let words = match (error.kind(), error.code()) {
            (ErrorKind::Io, _) => {
                io_kind(error).map_or("input or output failed".to_owned(), |kind| kind.to_string())
            }
            (_, Some(code)) => code.to_owned(),
            _ => error.category().to_owned(),
        };
        Self(words)
    }
}

type Shared = Arc<dyn std::error::Error + Send + Sync>;

fn io_kind(error: &RedisError) -> Option<io::ErrorKind> {
    // The client hands its causes out as they are shared within it.
    let shared = std::error::Error::source(error)?.downcast_ref::<Shared>()?;
    shared.downcast_ref::<io::Error>().map(io::Error::kind)
}

/// Why one attempt to have a command run failed, by what it means for the command.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It never left.
    Unsent(RedisFault),
    /// It never left because the server does not let this user in.
    Shut(RedisFault),
    /// The server answered an error, and did not run it.
    Refused(RedisError),
    /// It left, and no answer came: it may have been run.
    Lost(RedisFault),
}

impl Fault {
    /// What a connection that cannot be made is.
    pub(crate) fn unconnected(error: &RedisError) -> Self {
        match error.kind() {
            ErrorKind::AuthenticationFailed => Self::Shut(error.into()),
            _ if is_shut(error.code()) => Self::Shut(error.into()),
            _ => Self::Unsent(error.into()),
        }
    }

    /// What the fault of a question that preceded a command is for the command.
    pub(crate) fn before_sending(self) -> Self {
        match self {
            Self::Lost(fault) => Self::Unsent(fault),
            other => other,
        }
    }

    /// What an error after sending is.
    pub(crate) fn after_sending(error: RedisError) -> Self {
        match error.kind() {
            ErrorKind::Server(_) | ErrorKind::Extension => Self::Refused(error),
            _ => Self::Lost((&error).into()),
        }
    }

    /// Whether the server says that the command, which it did not run, may soon be run, there or elsewhere.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Refused(error) if !matches!(error.retry_method(), RetryMethod::NoRetry))
    }

    /// The error of a call that is not tried again.
    pub(crate) fn into_error(self, command: Command) -> ValueError {
        match (self, command) {
            (Self::Lost(fault), Command::Changes) => ValueError::Uncertain(Box::new(fault)),
            (Self::Lost(fault) | Self::Unsent(fault), _) => ValueError::Unavailable(Box::new(fault)),
            (Self::Shut(fault), _) => ValueError::Refused(Box::new(fault)),
            (Self::Refused(error), _) => refusal(&error),
        }
    }
}

/// What a command does, which decides whether it may be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Reads,
    Changes,
}

fn is_shut(code: Option<&str>) -> bool {
    matches!(code, Some("NOAUTH" | "WRONGPASS" | "NOPERM" | "DENIED"))
}

fn refusal(error: &RedisError) -> ValueError {
    let fault = Box::new(RedisFault::from(error));
    match error.code() {
        code if is_shut(code) => ValueError::Refused(fault),
        // What a script may not do has no code of its own in Redis 6 and 7.0.
        _ if error.detail().is_some_and(|detail| detail.contains("user executing the script")) => {
            ValueError::Refused(fault)
        }
        Some("OOM" | "MISCONF") => ValueError::Full(fault),
        Some("NOREPLICAS") => ValueError::Unavailable(fault),
        _ if !matches!(error.retry_method(), RetryMethod::NoRetry) => ValueError::Unavailable(fault),
        _ => ValueError::Failed(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_connection_is_told_by_its_kind() {
        let refused = RedisError::from(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(RedisFault::from(&refused).code(), "connection refused");
    }
}
