use std::{fmt, io, path::PathBuf, process::ExitCode};

use cache_transfer::{ExportError, ImportError};
use connections::ConnectionError;
use settings::SettingsError;
use sign_in::{ClaimsProblem, SignInError};
use token_cache::CacheError;
use token_partitions::KeyRingError;
use token_store::{SetAside, StoreError};
use token_values::OpenError;

use crate::words;

/// How the program ends. Scripts go by these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ExitStatus {
    Done = 0,
    Failed = 1,
    Usage = 2,
    SignInNeeded = 3,
    LockHeld = 4,
    CannotBeDecrypted = 5,
    NotFound = 6,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

/// Why a command did not do what it was asked for. No message tells a secret; see [`words::sentence`].
#[derive(Debug)]
pub(crate) enum CommandError {
    Store(StoreError),
    Settings(SettingsError),
    Connection(ConnectionError),
    Cache(CacheError),
    SetAside(SetAside),
    NoSuchAccount { name: String },
    AmbiguousAccount { name: String, candidates: String },
    NoAccountChosen { candidates: String },
    NobodySignedIn,
    SignInNeeded { provider_code: Option<String> },
    NoProviderOf { account: String },
    NoSuchProvider { name: String },
    NoProvider,
    AmbiguousProvider { name: String, candidates: String },
    ProviderNotReached(SignInError),
    NoProviderChosen { candidates: String },
    PassphraseFile { path: PathBuf, source: io::Error },
    NoTerminal { variable: &'static str, source: io::Error },
    PassphrasesDiffer,
    Import { path: String, source: ImportError },
    Export(ExportError),
    PlainWithoutCache,
    SinceInvalid { since: String },
    NotWithPlain,
    IsPlain { path: PathBuf },
    IsSealed { path: PathBuf },
    NotSealed { path: PathBuf },
    CannotWrite { path: String, source: io::Error },
    ProblemsLeft(usize),
    Claims(ClaimsProblem),
    StoreAddress(OpenError),
    KeyRing(KeyRingError),
    NoStoreAddress,
    NotWithStore,
    PrefixNeeded,
    ConfirmationNeeded,
    NotConfirmed,
    NoSuchUser { name: String },
    NoSuchUserId { name: String },
    CachesUnreadable { count: usize, reason: String },
    CachesNotSearched { count: usize },
    PurgeCutShort { gone: String, source: StoreError },
    Cancelled,
    Output(io::Error),
    Runtime(io::Error),
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&words::sentence(self))
    }
}

impl CommandError {
    pub(crate) fn status(&self) -> ExitStatus {
        match self {
            Self::Store(error) => of_store(error),
            Self::Connection(ConnectionError::SignIn(
                SignInError::Store(error) | SignInError::NotStored(error),
            )) => of_store(error),
            Self::StoreAddress(error) => of_address(error),
            Self::Settings(SettingsError::LockHeld { .. }) => ExitStatus::LockHeld,
            Self::KeyRing(_)
            | Self::CachesUnreadable { .. }
            | Self::CachesNotSearched { .. }
            | Self::SetAside(_)
            | Self::NoTerminal { .. }
            | Self::PassphraseFile { .. } => ExitStatus::CannotBeDecrypted,
            Self::NobodySignedIn | Self::SignInNeeded { .. } => ExitStatus::SignInNeeded,
            Self::NoSuchAccount { .. }
            | Self::NoSuchUser { .. }
            | Self::NoSuchUserId { .. }
            | Self::NoProviderOf { .. }
            | Self::NoSuchProvider { .. }
            | Self::NoProvider => ExitStatus::NotFound,
            Self::AmbiguousAccount { .. }
            | Self::NoAccountChosen { .. }
            | Self::AmbiguousProvider { .. }
            | Self::NoProviderChosen { .. }
            | Self::PlainWithoutCache
            | Self::SinceInvalid { .. }
            | Self::NoStoreAddress
            | Self::NotWithStore
            | Self::PrefixNeeded
            | Self::ConfirmationNeeded
            | Self::NotWithPlain
            | Self::IsPlain { .. }
            | Self::IsSealed { .. }
            | Self::Export(ExportError::IsTheCache { .. })
            | Self::Claims(_)
            | Self::Connection(ConnectionError::SignIn(
                SignInError::AuthorityInvalid { .. }
                | SignInError::ClientIdInvalid(_)
                | SignInError::ScopeInvalid(_)
                | SignInError::RedirectUriInvalid(_)
                | SignInError::ParameterInvalid(_)
                | SignInError::CaFileUnusable { .. },
            )) => ExitStatus::Usage,
            Self::Import { source: ImportError::CannotRead(source), .. }
            | Self::Export(ExportError::CannotWrite { source, .. })
            | Self::CannotWrite { source, .. }
                if source.kind() == io::ErrorKind::NotFound =>
            {
                ExitStatus::NotFound
            }
            _ => ExitStatus::Failed,
        }
    }

    /// The provider's own code, where it refused.
    pub(crate) fn provider_code(&self) -> Option<String> {
        match self {
            Self::SignInNeeded { provider_code } => provider_code.clone(),
            Self::Connection(ConnectionError::SignIn(error)) | Self::ProviderNotReached(error) => {
                error.provider_code()
            }
            _ => None,
        }
    }

    /// Whoever reads our output has had enough of it, which is no failure.
    pub(crate) fn is_closed_output(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn of_store(error: &StoreError) -> ExitStatus {
    use StoreError as E;
    match error {
        E::LockHeld { .. } => ExitStatus::LockHeld,
        E::NotFound { .. } => ExitStatus::NotFound,
        E::KeyringAbsent
        | E::KeyringLocked
        | E::KeyringTimedOut { .. }
        | E::KeyringRefused
        | E::KeyringFailed { .. }
        | E::PassphraseNeeded { .. }
        | E::NewPassphraseNeeded { .. }
        | E::PassphraseWrong { .. }
        | E::BackupUnusable { .. }
        | E::KeyUnknown { .. }
        | E::KeyRingNeeded
        | E::NotSealed
        | E::TooNew { .. } => ExitStatus::CannotBeDecrypted,
        _ => ExitStatus::Failed,
    }
}

/// Of an address, and of a database that is another than it should be.
fn of_address(error: &OpenError) -> ExitStatus {
    use token_values_sql::ConnectError as Sql;
    match error {
        OpenError::Sql(Sql::File(source)) if source.kind() == io::ErrorKind::NotFound => ExitStatus::NotFound,
        OpenError::Sql(Sql::NoTables) => ExitStatus::NotFound,
        OpenError::Scheme
        | OpenError::SqliteFile
        | OpenError::OfAProcess
        | OpenError::Replica
        | OpenError::Redis(token_values_redis::ConnectError::Address(_))
        | OpenError::Sql(Sql::Address) => ExitStatus::Usage,
        _ => ExitStatus::Failed,
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        match error.into_value_error() {
            Ok(error) => Self::Store(error.into()),
            Err(error) => Self::StoreAddress(error),
        }
    }
}

macro_rules! from {
    ($($error:ty => $variant:expr),+ $(,)?) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                $variant(error)
            }
        })+
    };
}

from! {
    StoreError => Self::Store,
    SettingsError => Self::Settings,
    ConnectionError => Self::Connection,
    SignInError => |error| Self::Connection(ConnectionError::SignIn(error)),
    CacheError => Self::Cache,
    ExportError => Self::Export,
    ClaimsProblem => Self::Claims,
    KeyRingError => Self::KeyRing,
    io::Error => Self::Output,
}
