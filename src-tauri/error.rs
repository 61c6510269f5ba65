//! Errors of the layers below as the window tells them: a code to translate, and no secret.

use connections::ConnectionError;
use demo_tenant::DemoError;
use settings::SettingsError;
use sign_in::{AuthorityProblem, RedirectRefused, SignInError};
use token_store::StoreError;

use crate::views::{ErrorCode, ErrorView, ProviderAdvice, ProviderProblem};

/// What every command of the window answers.
pub(crate) type Answer<T> = Result<T, ErrorView>;

impl ErrorView {
    /// An error that has nothing to add to its code but a sentence for logs and support.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), provider_code: None, detail: None, problem: None, advice: None }
    }

    /// Adds a name or path that belongs in the sentence.
    pub(crate) fn about(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// The account or token was there when the page was drawn and is not any more.
pub(crate) fn not_found(what: &str) -> ErrorView {
    ErrorView::new(ErrorCode::NotFound, format!("{what} is no longer in the cache"))
}

/// The account came through a provider that was disconnected since.
pub(crate) fn provider_gone() -> ErrorView {
    ErrorView::new(ErrorCode::ProviderGone, "the provider of this account is no longer connected")
}

/// What only a fault in Tessera can bring about.
pub(crate) fn internal(what: impl std::fmt::Display) -> ErrorView {
    ErrorView::new(ErrorCode::Internal, format!("{what}"))
}

impl From<SignInError> for ErrorView {
    fn from(error: SignInError) -> Self {
        if let SignInError::Store(source) | SignInError::NotStored(source) = &error {
            return Self { message: error.to_string(), ..Self::from(source.as_ref()) };
        }
        Self {
            code: sign_in_code(&error),
            message: error.to_string(),
            provider_code: error.provider_code(),
            detail: sign_in_detail(&error),
            problem: provider_problem(&error),
            advice: ProviderAdvice::of(error.provider_code().as_deref()),
        }
    }
}

fn sign_in_code(error: &SignInError) -> ErrorCode {
    use SignInError as E;
    match error {
        E::AuthorityInvalid { .. }
        | E::ClientIdInvalid(_)
        | E::ScopeInvalid(_)
        | E::RedirectUriInvalid(_)
        | E::ParameterInvalid(_)
        | E::Confidential(_) => ErrorCode::ProviderInvalid,
        E::DiscoveryFailed { .. } => ErrorCode::DiscoveryFailed,
        E::LoopbackUnavailable(_) => ErrorCode::LoopbackUnavailable,
        E::PortTaken { .. } => ErrorCode::PortTaken,
        E::TimedOut { .. } => ErrorCode::SignInTimedOut,
        E::DeviceCodeExpired { .. } => ErrorCode::DeviceCodeExpired,
        E::DeviceCodeNotOffered => ErrorCode::DeviceCodeNotOffered,
        E::ConsentRefused(_) => ErrorCode::ConsentRefused,
        E::AdminConsentNeeded(_) => ErrorCode::AdminConsentNeeded,
        E::StateMismatch => ErrorCode::StateMismatch,
        E::CodeExpired(_) => ErrorCode::CodeExpired,
        E::Network { .. } | E::ProxyInvalid => ErrorCode::Network,
        E::CertificateNotTrusted { .. } => ErrorCode::CertificateNotTrusted,
        E::CaFileUnusable { .. } => ErrorCode::CaFileUnusable,
        E::ProviderBusy { .. } => ErrorCode::ProviderBusy,
        E::Throttled { cause, .. } => sign_in_code(cause),
        E::UnknownApplication(_) => ErrorCode::UnknownApplication,
        E::ProviderRefused(_) => ErrorCode::ProviderRefused,
        E::AnswerInvalid { .. } | E::NotCacheable(_) => ErrorCode::ProviderAnswerInvalid,
        E::IdTokenInvalid(_) => ErrorCode::IdTokenInvalid,
        E::ClockSkew { .. } => ErrorCode::ClockSkew,
        E::ApiRefused { .. } => ErrorCode::ApiRefused,
        E::ApiMissing => ErrorCode::ApiMissing,
        E::Store(_) | E::NotStored(_) | E::HttpClient(_) | E::Interrupted => ErrorCode::Internal,
    }
}

fn sign_in_detail(error: &SignInError) -> Option<String> {
    use SignInError as E;
    match error {
        E::AuthorityInvalid { problem, .. } => authority_detail(problem),
        E::ScopeInvalid(scope) => Some(scope.clone()),
        E::PortTaken { port } => Some(port.to_string()),
        E::DiscoveryFailed { url, .. } | E::ApiRefused { url, .. } => Some(url.clone()),
        E::Network { host, .. } | E::CertificateNotTrusted { host, .. } | E::AnswerInvalid { host, .. } => {
            Some(host.clone())
        }
        E::CaFileUnusable { path, .. } => Some(path.display().to_string()),
        E::ProviderRefused(refusal) => Some(refusal.description().to_owned()),
        E::ClockSkew { seconds, measured, .. } => {
            Some(measured.map_or(*seconds, i64::unsigned_abs).to_string())
        }
        E::Throttled { cause, .. } => sign_in_detail(cause),
        _ => None,
    }
}

impl From<RedirectRefused> for ErrorView {
    fn from(refused: RedirectRefused) -> Self {
        let code = match refused {
            RedirectRefused::TooLong | RedirectRefused::NoAnswer => ErrorCode::RedirectWithoutAnswer,
            RedirectRefused::OtherSignIn => ErrorCode::RedirectOfOtherSignIn,
            RedirectRefused::Invalid(_) => ErrorCode::RedirectInvalid,
            RedirectRefused::Over => ErrorCode::SignInOver,
        };
        Self::new(code, refused.to_string())
    }
}

impl From<ConnectionError> for ErrorView {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::SignIn(error) => error.into(),
            ConnectionError::Demo(error) => error.into(),
            ConnectionError::Graph(_) => internal(error),
        }
    }
}

impl From<DemoError> for ErrorView {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Port { .. } => Self::new(ErrorCode::LoopbackUnavailable, error.to_string()),
            DemoError::State { ref path, .. } => {
                Self::new(ErrorCode::FileFailed, error.to_string()).about(path.display().to_string())
            }
            _ => internal(error),
        }
    }
}

fn provider_problem(error: &SignInError) -> Option<ProviderProblem> {
    match error {
        SignInError::AuthorityInvalid { problem, .. } => Some(problem.into()),
        SignInError::ClientIdInvalid(problem) => Some(client_id_problem(problem)),
        SignInError::ScopeInvalid(_) => Some(ProviderProblem::ScopeInvalid),
        SignInError::RedirectUriInvalid(_) => Some(ProviderProblem::RedirectUriInvalid),
        _ => None,
    }
}

/// The crate tells its three problems with a client ID apart by their sentences only.
fn client_id_problem(sentence: &str) -> ProviderProblem {
    match sentence {
        "it is empty" => ProviderProblem::ClientIdEmpty,
        "with Microsoft Entra it is a GUID" => ProviderProblem::ClientIdNotGuid,
        _ => ProviderProblem::ClientIdCharacters,
    }
}

/// The host or the kind of provider that the problem is about.
fn authority_detail(problem: &AuthorityProblem) -> Option<String> {
    use AuthorityProblem as P;
    match problem {
        P::NotAnEntraHost(host)
        | P::IsAnEntraHost(host)
        | P::TenantMissing(host)
        | P::HostNotAscii(host)
        | P::Lookalike(host) => Some(host.clone()),
        P::OtherKind(kind) => Some(kind.to_string()),
        _ => None,
    }
}

impl From<&AuthorityProblem> for ProviderProblem {
    fn from(problem: &AuthorityProblem) -> Self {
        use AuthorityProblem as P;
        match problem {
            P::Empty => Self::AuthorityEmpty,
            P::NotAUrl => Self::NotAUrl,
            P::SchemeMissing(_) => Self::SchemeMissing,
            P::NotHttps => Self::NotHttps,
            P::UserInformation => Self::UserInformation,
            P::QueryOrFragment => Self::QueryOrFragment,
            P::NotAnEntraHost(_) => Self::NotAnEntraHost,
            P::IsAnEntraHost(_) => Self::IsAnEntraHost,
            P::TenantMissing(_) => Self::TenantMissing,
            P::TenantMalformed => Self::TenantMalformed,
            P::PortNotExpected => Self::PortNotExpected,
            P::PathNotExpected => Self::PathNotExpected,
            P::OtherKind(_) => Self::OtherKind,
            P::PolicyMissing => Self::PolicyMissing,
            P::HostNotAscii(_) => Self::HostNotAscii,
            P::Lookalike(_) => Self::Lookalike,
            P::DescriptionAddress => Self::DescriptionAddress,
            P::EnvironmentMalformed => Self::EnvironmentMalformed,
        }
    }
}

impl From<StoreError> for ErrorView {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<&StoreError> for ErrorView {
    fn from(error: &StoreError) -> Self {
        let view = Self::new(store_code(error), error.to_string());
        match error {
            // Bare of words, which would be English.
            StoreError::LockHeld { holder: Some(holder), .. } => {
                view.about(format!("{} ({})", holder.program, holder.process_id))
            }
            StoreError::DiskFull { path }
            | StoreError::PermissionDenied { path }
            | StoreError::Io { path, .. }
            | StoreError::NotLasting { path, .. }
            | StoreError::TooLarge { path, .. }
            | StoreError::TooNew { path, .. }
            | StoreError::AlreadyExists { path } => view.about(path.display().to_string()),
            StoreError::PassphraseTooShort { minimum } => view.about(minimum.to_string()),
            StoreError::KeyringFailed { source } => view.about(source.to_string()),
            _ => view,
        }
    }
}

fn store_code(error: &StoreError) -> ErrorCode {
    use StoreError as E;
    match error {
        E::LockHeld { .. } => ErrorCode::LockHeld,
        E::GivenUp => ErrorCode::GivenUp,
        E::KeyringLocked => ErrorCode::KeyringLocked,
        E::KeyringTimedOut { .. } => ErrorCode::KeyringTimedOut,
        E::KeyringRefused => ErrorCode::KeyringRefused,
        E::KeyringAbsent => ErrorCode::KeyringAbsent,
        E::KeyringFailed { .. } => ErrorCode::KeyringFailed,
        E::PassphraseNeeded { .. } => ErrorCode::PassphraseNeeded,
        E::NewPassphraseNeeded { .. } => ErrorCode::NewPassphraseNeeded,
        E::PassphraseWrong { .. } => ErrorCode::PassphraseWrong,
        E::PassphraseTooShort { .. } => ErrorCode::PassphraseTooShort,
        E::DiskFull { .. } => ErrorCode::DiskFull,
        E::PermissionDenied { .. } => ErrorCode::PermissionDenied,
        E::AlreadyExists { .. } => ErrorCode::FileExists,
        E::TooNew { .. } => ErrorCode::FileTooNew,
        E::BackupUnusable { .. } => ErrorCode::BackupUnusable,
        E::Io { .. }
        | E::NotLasting { .. }
        | E::NotFound { .. }
        | E::NotACache { .. }
        | E::SymbolicLink { .. }
        | E::LockLost { .. }
        | E::TooLarge { .. }
        | E::NoDataFolder => ErrorCode::FileFailed,
        _ => ErrorCode::Internal,
    }
}

impl From<SettingsError> for ErrorView {
    fn from(error: SettingsError) -> Self {
        let message = error.to_string();
        match error {
            SettingsError::NoFolder => Self::new(ErrorCode::FileFailed, message),
            SettingsError::LockHeld { path } => {
                Self::new(ErrorCode::LockHeld, message).about(path.display().to_string())
            }
            SettingsError::NotAFile { path }
            | SettingsError::TooLarge { path, .. }
            | SettingsError::ChangeTooLarge { path, .. } => {
                Self::new(ErrorCode::FileFailed, message).about(path.display().to_string())
            }
            SettingsError::Io { path, source, .. } => Self::from(StoreError::io(path, source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use sign_in::{Authority, ClientConfig};

    use super::*;

    fn problem_with(client_id: &str, authority: Authority) -> Option<ProviderProblem> {
        ErrorView::from(ClientConfig::new(client_id, authority).unwrap_err()).problem
    }

    #[test]
    fn each_problem_with_a_client_id_has_a_name() {
        let entra = || Authority::entra("common").unwrap();
        let issuer = Authority::openid("https://id.example").unwrap();
        assert_eq!(problem_with(" ", entra()), Some(ProviderProblem::ClientIdEmpty));
        assert_eq!(problem_with("mine", entra()), Some(ProviderProblem::ClientIdNotGuid));
        assert_eq!(problem_with("caf\u{e9}", issuer), Some(ProviderProblem::ClientIdCharacters));
    }

    #[test]
    fn an_authority_of_another_provider_is_named_with_its_host() {
        let view = ErrorView::from(Authority::entra("https://localhost/common").unwrap_err());
        assert_eq!(view.code, ErrorCode::ProviderInvalid);
        assert_eq!(view.problem, Some(ProviderProblem::NotAnEntraHost));
        assert_eq!(view.detail.as_deref(), Some("localhost"));
    }

    #[test]
    fn a_file_that_waits_for_its_passphrase_is_no_fault() {
        let path = || "/cache".into();
        let code = |error: StoreError| ErrorView::from(error).code;
        assert_eq!(code(StoreError::PassphraseNeeded { path: path() }), ErrorCode::PassphraseNeeded);
        assert_eq!(code(StoreError::NewPassphraseNeeded { path: path() }), ErrorCode::NewPassphraseNeeded);
        assert_eq!(code(StoreError::AlreadyExists { path: path() }), ErrorCode::FileExists);
    }

    #[test]
    fn a_held_lock_names_its_holder() {
        let holder = token_store::LockHolder { process_id: 7, program: "other".into() };
        let error = StoreError::LockHeld {
            path: "/cache.lockfile".into(),
            holder: Some(holder),
            waited: std::time::Duration::from_secs(10),
        };
        let view = ErrorView::from(&error);
        assert_eq!(view.code, ErrorCode::LockHeld);
        assert_eq!(view.detail.as_deref(), Some("other (7)"));
    }

    #[test]
    fn held_settings_are_told_by_their_path() {
        let view = ErrorView::from(SettingsError::LockHeld { path: "/s.json".into() });
        assert_eq!((view.code, view.detail.as_deref()), (ErrorCode::LockHeld, Some("/s.json")));
    }

    #[test]
    fn a_full_disk_under_the_settings_is_told_as_such() {
        let source = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = SettingsError::Io { action: "write", path: "/s.json".into(), source };
        assert_eq!(ErrorView::from(error).code, ErrorCode::DiskFull);
    }
}
