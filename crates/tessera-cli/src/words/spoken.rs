//! That every error of the crates below fills all holes of its text. The language is the process's, so this is
//! one test.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use settings::SettingsError;
use sign_in::{Authority, CaFileProblem, ClientConfig, NetworkFailure, SignInError, TokenTime};
use token_partitions::KeyRingError;
use token_store::{LockHolder, SetAsideReason, StoreError};
use token_values::OpenError;

use super::{
    Language,
    of_store_command::{of_address, of_key_ring},
    provider_error::of_sign_in,
    speak,
    store_error::{of_settings, of_store},
};

fn path() -> PathBuf {
    "/a/path".into()
}

fn io_error() -> io::Error {
    io::ErrorKind::Other.into()
}

fn store_errors() -> Vec<StoreError> {
    use StoreError as E;
    let holder = Some(LockHolder { process_id: 1, program: "other".to_owned() });
    vec![
        E::LockHeld { path: path(), holder, waited: Duration::from_secs(9) },
        E::LockHeld { path: path(), holder: None, waited: Duration::from_secs(9) },
        E::KeyringAbsent,
        E::KeyringLocked,
        E::KeyringTimedOut { after: Duration::from_secs(9) },
        E::KeyringRefused,
        E::KeyringFailed { source: Box::new(io_error()) },
        E::PassphraseNeeded { path: path() },
        E::NewPassphraseNeeded { path: path() },
        E::PassphraseWrong { path: path() },
        E::PassphraseTooShort { minimum: 12 },
        E::AlreadyExists { path: path() },
        E::NotFound { path: path() },
        E::BackupUnusable { path: path(), reason: SetAsideReason::Cut },
        E::DiskFull { path: path() },
        E::PermissionDenied { path: path() },
        E::Io { path: path(), source: io_error() },
        E::TooNew { path: path(), format: 2 },
        E::TooLarge { path: path(), limit: 2 },
        E::NotACache { path: path() },
        E::SymbolicLink { path: path() },
        E::LockLost { path: path() },
        E::SealFailed,
        E::Unavailable { source: Box::new(io_error()) },
        E::AccessRefused { source: Box::new(io_error()) },
        E::NoRoom { source: Box::new(io_error()) },
        E::DatabaseFailed { source: Box::new(io_error()) },
        E::Contended { tries: 20 },
        E::KeyUnknown { key_id: "2026-11".into() },
        E::NotSealed,
        E::ForeignValue,
        E::KeyRingNeeded,
        E::FormatTooNew { format: 9 },
        E::NoDataFolder,
        E::Stopped,
        E::NotApplied,
    ]
}

fn settings_errors() -> Vec<SettingsError> {
    use SettingsError as E;
    vec![
        E::NoFolder,
        E::LockHeld { path: path() },
        E::NotAFile { path: path() },
        E::TooLarge { path: path(), limit: 2 },
        E::ChangeTooLarge { path: path(), limit: 2 },
        E::Io { action: "read", path: path(), source: io_error() },
    ]
}

fn sign_in_errors() -> Vec<SignInError> {
    use SignInError as E;
    let store = || Arc::new(StoreError::KeyringLocked);
    let host = || "id.example".to_owned();
    let authority = || Authority::openid("https://id.example").unwrap();
    let mut errors = vec![
        ClientConfig::new("", authority()).unwrap_err(),
        ClientConfig::new("é", authority()).unwrap_err(),
        ClientConfig::new("a", Authority::entra("common").unwrap()).unwrap_err(),
        E::ScopeInvalid("a b".to_owned()),
        E::LoopbackUnavailable(Arc::new(io_error())),
        E::PortTaken { port: 8400 },
        E::RedirectUriInvalid("x".to_owned()),
        E::ParameterInvalid("claims".to_owned()),
        E::TimedOut { limit: Duration::from_secs(9) },
        E::DeviceCodeNotOffered,
        E::DeviceCodeExpired { limit: Duration::from_secs(9) },
        E::StateMismatch,
        E::Network { host: host(), failure: NetworkFailure::Broken, source: None },
        E::ProviderBusy { status: Some(503), retry_after: None, refusal: None },
        E::Throttled { cause: Arc::new(E::Interrupted), after: Duration::from_secs(9) },
        E::ApiRefused { url: host(), status: 401, code: None, claims: None },
        E::ApiMissing,
        E::CertificateNotTrusted { host: host(), source: None },
        E::CaFileUnusable { path: path(), problem: CaFileProblem::NotPem },
        E::ProxyInvalid,
        E::ClockSkew { claim: TokenTime::Expiry, seconds: 900, measured: Some(900) },
        E::ClockSkew { claim: TokenTime::Expiry, seconds: 900, measured: Some(-900) },
        E::ClockSkew { claim: TokenTime::Expiry, seconds: 900, measured: None },
        Authority::b2c("https://fabrikam.b2clogin.com/fabrikam.onmicrosoft.com").unwrap_err(),
        Authority::openid("https://l\u{43e}gin.example").unwrap_err(),
        Authority::openid("https://login.microsoftonline.com.evil.example").unwrap_err(),
        E::Store(store()),
        E::NotStored(store()),
        E::Interrupted,
    ];
    let openid =
        ["", "not a url", "id.example", "http://id.example", "https://a@id.example", "https://id.example?a"];
    let more = ["https://id.example/.well-known/openid-configuration", "https://login.microsoftonline.com/a"];
    errors.extend(openid.iter().chain(&more).map(|it| Authority::openid(it).unwrap_err()));
    let entra = [
        "a b",
        "https://id.example/a",
        "https://login.microsoftonline.com",
        "https://login.microsoftonline.com/a/b/c",
    ];
    let more = [
        "https://login.microsoftonline.com:1/common",
        "https://a.b2clogin.com/a",
        "https://adfs.example/adfs",
    ];
    errors.extend(entra.iter().chain(&more).map(|it| Authority::entra(it).unwrap_err()));
    errors
}

fn address_errors() -> Vec<OpenError> {
    use token_values_redis::{AddressError as A, ConnectError as Redis};
    use token_values_sql::ConnectError as Sql;
    let redis = [A::Scheme, A::Form, A::Insecure, A::SeveralHosts, A::ClusterDatabase];
    let redis = redis.into_iter().map(|error| OpenError::Redis(Redis::Address(error)));
    let sql = [Sql::Address, Sql::NoTables, Sql::NewerTables(2), Sql::Random, Sql::File(io_error())];
    let others = [OpenError::Scheme, OpenError::SqliteFile, OpenError::OfAProcess, OpenError::Replica];
    redis.chain(sql.into_iter().map(OpenError::Sql)).chain(others).collect()
}

fn key_ring_errors() -> Vec<KeyRingError> {
    use KeyRingError as E;
    let line = 2;
    vec![
        E::Empty,
        E::NotAKey { line },
        E::IdInvalid { line },
        E::KeyInvalid { line },
        E::IdTaken { line },
        E::TooLarge { path: path(), limit: 2 },
        E::Io { path: path(), source: io_error() },
    ]
}

#[test]
fn no_error_of_the_crates_below_is_told_in_english_or_with_a_hole() {
    speak(Language::Italian);
    let store = store_errors().into_iter().map(|error| (of_store(&error), error.to_string()));
    let settings = settings_errors().into_iter().map(|error| (of_settings(&error), error.to_string()));
    let sign_in = sign_in_errors().into_iter().map(|error| (of_sign_in(&error), error.to_string()));
    let addresses = address_errors().into_iter().map(|error| (of_address(&error), error.to_string()));
    let rings = key_ring_errors().into_iter().map(|error| (of_key_ring(&error), error.to_string()));
    for (told, english) in store.chain(settings).chain(sign_in).chain(addresses).chain(rings) {
        assert_ne!(told, english);
        assert!(!told.contains('{') && !told.is_empty(), "{told}");
    }
}
