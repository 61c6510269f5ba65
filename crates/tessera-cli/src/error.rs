use std::{io, path::PathBuf, process::ExitCode};

use connections::ConnectionError;
use settings::SettingsError;
use sign_in::SignInError;
use token_cache::CacheError;
use token_store::{SetAside, StoreError};

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

/// Why a command did not do what it was asked for. No message tells a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error("{path} is no token cache: {source}")]
    Import { path: String, source: CacheError },
    #[error(transparent)]
    Cache(#[from] CacheError),
    #[error(
        "the token cache could not be used ({}) and was moved to {}, whole; the next command begins anew",
        .0.reason, .0.path.display()
    )]
    SetAside(SetAside),
    #[error("no account is named {name:?}; `tessera accounts` lists them")]
    NoSuchAccount { name: String },
    #[error("{name:?} names several accounts; name one of them as here: {candidates}")]
    AmbiguousAccount { name: String, candidates: String },
    #[error("no account is in use; name one with --account, or choose one with `tessera use`: {candidates}")]
    NoAccountChosen { candidates: String },
    #[error("nobody is signed in; run `tessera sign-in`")]
    NobodySignedIn,
    #[error("the account has to sign in again{}; run `tessera sign-in`", .provider_code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
    SignInNeeded { provider_code: Option<String> },
    #[error("no connected provider issued the tokens of {account}; connect it with `tessera providers add`")]
    NoProviderOf { account: String },
    #[error("no provider is called {name:?}; `tessera providers` lists them")]
    NoSuchProvider { name: String },
    #[error("no provider is connected; connect one with `tessera providers add`, or in Tessera's window")]
    NoProvider,
    #[error("{name:?} names several providers; name one of them by its ID: {candidates}")]
    AmbiguousProvider { name: String, candidates: String },
    #[error("{0}; with --offline the provider is connected without being asked")]
    ProviderNotReached(SignInError),
    #[error("several providers are connected; name one with --provider: {candidates}")]
    NoProviderChosen { candidates: String },
    #[error("the passphrase file {} cannot be read: {source}", path.display())]
    PassphraseFile { path: PathBuf, source: io::Error },
    #[error(
        "the passphrase is needed, and there is no terminal to ask for it ({source}); \
         set {variable} to the path of a file that holds it"
    )]
    NoTerminal { variable: &'static str, source: io::Error },
    #[error("the two passphrases differ; try again")]
    PassphrasesDiffer,
    #[error("{} exists already; name another file, or overwrite it with --force", path.display())]
    Exists { path: PathBuf },
    #[error("--plain goes with --cache: name MSAL's plain file")]
    PlainWithoutCache,
    #[error("a plain file has neither a key nor a backup: do this without --plain, with a sealed cache")]
    NotWithPlain,
    #[error("{} is a plain file of tokens, not a sealed cache; say --plain to use it as it is, or `cache import` it", path.display())]
    IsPlain { path: PathBuf },
    #[error("{} is a sealed cache, not a plain file; leave --plain out", path.display())]
    IsSealed { path: PathBuf },
    #[error("{} is no token cache, and was left alone; name another file", path.display())]
    NotSealed { path: PathBuf },
    #[error("{} is the cache itself; name another file", path.display())]
    IsTheCache { path: PathBuf },
    #[error("cannot {action} {path}: {source}")]
    File { action: &'static str, path: String, source: io::Error },
    #[error("{path} is larger than {limit} bytes, more than a token cache can be")]
    TooLarge { path: String, limit: u64 },
    #[error("{0} problems of the cache are left; `tessera cache check --repair` mends what can be mended")]
    ProblemsLeft(usize),
    #[error("the sign-in was cancelled")]
    Cancelled,
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    #[error("the program cannot start: {0}")]
    Runtime(io::Error),
}

impl CommandError {
    pub(crate) fn status(&self) -> ExitStatus {
        match self {
            Self::Store(error) => of_store(error),
            Self::Connection(ConnectionError::SignIn(
                SignInError::Store(error) | SignInError::NotStored(error),
            )) => of_store(error),
            Self::Settings(SettingsError::LockHeld { .. }) => ExitStatus::LockHeld,
            Self::SetAside(_) | Self::NoTerminal { .. } | Self::PassphraseFile { .. } => {
                ExitStatus::CannotBeDecrypted
            }
            Self::NobodySignedIn | Self::SignInNeeded { .. } => ExitStatus::SignInNeeded,
            Self::NoSuchAccount { .. }
            | Self::NoProviderOf { .. }
            | Self::NoSuchProvider { .. }
            | Self::NoProvider => ExitStatus::NotFound,
            Self::AmbiguousAccount { .. }
            | Self::NoAccountChosen { .. }
            | Self::AmbiguousProvider { .. }
            | Self::NoProviderChosen { .. }
            | Self::PlainWithoutCache
            | Self::NotWithPlain
            | Self::IsPlain { .. }
            | Self::IsSealed { .. }
            | Self::IsTheCache { .. }
            | Self::Connection(ConnectionError::SignIn(
                SignInError::AuthorityInvalid { .. }
                | SignInError::ClientIdInvalid(_)
                | SignInError::ScopeInvalid(_),
            )) => ExitStatus::Usage,
            Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound => ExitStatus::NotFound,
            _ => ExitStatus::Failed,
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
        | E::TooNew { .. } => ExitStatus::CannotBeDecrypted,
        _ => ExitStatus::Failed,
    }
}

impl From<SignInError> for CommandError {
    fn from(error: SignInError) -> Self {
        Self::Connection(error.into())
    }
}
