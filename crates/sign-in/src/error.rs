use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use token_cache::Timestamp;
use token_store::StoreError;

use crate::{
    AnswerProblem, AuthorityProblem, CaFileProblem, ClaimsChallenge, ConfidentialProblem,
    ConfigurationProblem, IdTokenProblem, Refusal, TokenTime,
};

/// Why signing in, or getting a token, failed. No variant holds a secret.
///
/// Errors are cloned because one acquisition may answer several callers.
#[derive(Clone, Debug, Error)]
pub enum SignInError {
    /// The authority or issuer cannot be right.
    #[error("the authority \"{input}\" cannot be used: {problem}")]
    AuthorityInvalid {
        /// What was typed; nothing of it where it might hold a password.
        input: String,
        /// What is wrong, and what to type instead.
        problem: AuthorityProblem,
    },
    /// The client ID cannot be right.
    #[error("the client ID cannot be used: {0}; copy it from the application's registration")]
    ClientIdInvalid(&'static str),
    /// A scope cannot be right.
    #[error(
        "the scope \"{0}\" cannot be used: a scope has no spaces, quotes or backslashes; name each by itself"
    )]
    ScopeInvalid(String),
    /// The authority or issuer has no valid OpenID configuration.
    #[error("{url} does not describe a provider: {problem}")]
    DiscoveryFailed {
        /// The address that was asked.
        url: String,
        /// What is wrong with its answer.
        problem: ConfigurationProblem,
    },
    /// No port on the loopback could be opened.
    #[error("no port on this computer could be opened for the browser to come back to; try again: {0}")]
    LoopbackUnavailable(#[source] Arc<io::Error>),
    /// The port that the redirect URI names is another program's.
    #[error(
        "the port {port}, which the redirect URI names, is taken by another program; end that program, or another sign-in, and try again"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The redirect URI is none that this computer receives answers at.
    #[error(
        "the redirect URI \"{0}\" cannot be used: it has to be http on this computer, such as http://localhost:8400, \
         or of a scheme of the application's own, such as com.example.app:/signed-in"
    )]
    RedirectUriInvalid(String),
    /// A parameter that the sign-in sends by itself, or claims that are no JSON object.
    #[error("the parameter \"{0}\" cannot be sent: the sign-in sets it by itself, or its value is malformed")]
    ParameterInvalid(String),
    /// Nobody came back from the browser within the time limit.
    #[error("nobody came back from the browser within {} seconds; sign in again", limit.as_secs())]
    TimedOut {
        /// The time limit.
        limit: Duration,
    },
    /// The provider has no endpoint for device codes (RFC 8628, section 4).
    #[error("the provider offers no sign-in by a code; sign in with the browser of this computer")]
    DeviceCodeNotOffered,
    /// Nobody signed in with the code in time.
    #[error("nobody signed in with the code within {} seconds; sign in again for a new one", limit.as_secs())]
    DeviceCodeExpired {
        /// How long it was good.
        limit: Duration,
    },
    /// The person refused the consent, or turned back at the provider's page.
    #[error("the consent was refused ({0}); sign in again and accept, or ask for fewer scopes")]
    ConsentRefused(Refusal),
    /// An administrator has to consent first.
    #[error("the application needs consent, which an administrator may have to give ({0})")]
    AdminConsentNeeded(Refusal),
    /// No answer came within the time limit but one that does not belong to this sign-in.
    #[error("the browser came back only with an answer that does not belong to this sign-in; sign in again")]
    StateMismatch,
    /// The code was used, too old, or revoked.
    #[error("the provider no longer takes the code of this sign-in ({0}); sign in again")]
    CodeExpired(Refusal),
    /// The provider cannot be reached.
    #[error("{host} cannot be reached ({failure}); check the network and try again")]
    Network {
        /// The host that was asked.
        host: String,
        /// What failed, without the address.
        failure: NetworkFailure,
        /// The error of the HTTP library, without the address.
        #[source]
        source: Option<Arc<reqwest::Error>>,
    },
    /// Somebody answers for the provider whose certificate this computer does not trust.
    #[error(
        "the certificate of {host} is not trusted; where a proxy inspects connections, name the file of its \
         certificate authority"
    )]
    CertificateNotTrusted {
        /// The host that was asked.
        host: String,
        /// The error of the HTTP library, without the address.
        #[source]
        source: Option<Arc<reqwest::Error>>,
    },
    /// The provider answers 429 or 5xx, or says that it is busy.
    #[error("the provider is busy{}; wait a little and try again", status.map(|status| format!(" (HTTP {status})")).unwrap_or_default())]
    ProviderBusy {
        /// The HTTP status.
        status: Option<u16>,
        /// How long the provider asks to wait.
        retry_after: Option<Duration>,
        /// What it said.
        refusal: Option<Refusal>,
    },
    /// The provider said so a moment ago, and is left alone for a while.
    #[error("{cause}; that was a moment ago, and the provider is asked again in {} seconds", after.as_secs())]
    Throttled {
        /// What it said.
        cause: Arc<SignInError>,
        /// In how long it is asked again.
        after: Duration,
    },
    /// The application is not known to the provider.
    #[error("the provider does not know the application ({0}); check the client ID and the tenant")]
    UnknownApplication(Refusal),
    /// The provider refused for another reason.
    #[error("the provider refused: {0}")]
    ProviderRefused(Refusal),
    /// The provider's answer is malformed.
    #[error("the answer of {host} cannot be used: {problem}")]
    AnswerInvalid {
        /// The host that answered.
        host: String,
        /// What is wrong with it.
        problem: AnswerProblem,
    },
    /// The ID token failed its checks.
    #[error("the ID token was refused: {0}; nothing was stored")]
    IdTokenInvalid(IdTokenProblem),
    /// The ID token's times do not fit this computer's clock.
    #[error(
        "the ID token's {claim} is {seconds} seconds away from this computer's clock{}; set the clock",
        measured.map(by_the_servers_clock).unwrap_or_default()
    )]
    ClockSkew {
        /// Which of its times.
        claim: TokenTime,
        /// How far, beyond no tolerance.
        seconds: u64,
        /// How many seconds the provider's clock is ahead of this computer's, as its answer said.
        measured: Option<i64>,
    },
    /// The API refused the token.
    #[error("{url} refused the token (HTTP {status}); get a new token, or one with other scopes")]
    ApiRefused {
        /// The address that was asked.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The API's own code.
        code: Option<String>,
        /// What it wants the token to say, where it refused the token for want of that: a new one can be had with
        /// it, without a person perhaps ([`SilentRequest::claims`](crate::SilentRequest::claims)).
        claims: Option<ClaimsChallenge>,
    },
    /// The provider offers nothing to ask who one is.
    #[error("the provider offers no address to ask who is signed in")]
    ApiMissing,
    /// The cache could not be read.
    #[error("the token cache cannot be used: {0}")]
    Store(#[source] Arc<StoreError>),
    /// Signed in, or renewed, but the cache could not be written: the tokens are lost when the program ends.
    #[error(
        "the provider gave new tokens, but they could not be stored: {0}; put that right and sign in again"
    )]
    NotStored(#[source] Arc<StoreError>),
    /// The provider gave new tokens that the cache's schema cannot hold.
    #[error("the provider gave new tokens, but the cache cannot hold them: {0}")]
    NotCacheable(#[source] Arc<token_cache::CacheError>),
    /// The file of certificate authorities cannot be used.
    #[error("the certificates in {} cannot be used: {problem}", path.display())]
    CaFileUnusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: CaFileProblem,
    },
    /// The address of the proxy is none.
    #[error("the address of the proxy cannot be used; it looks like http://proxy.example:8080")]
    ProxyInvalid,
    /// The HTTP client could not be made, most likely for want of the system's certificates.
    #[error("no secure connection can be made on this computer; check its certificates: {0}")]
    HttpClient(#[source] Arc<reqwest::Error>),
    /// An application with a secret cannot ask.
    #[error(transparent)]
    Confidential(#[from] ConfidentialProblem),
    /// The task that got the token ended without an answer.
    #[error("getting the token was cut off; try again")]
    Interrupted,
}

/// What failed in reaching a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NetworkFailure {
    /// No connection, name resolution and TLS included.
    #[error("no connection")]
    Connect,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
}

impl SignInError {
    /// The provider's own code for support, such as `AADSTS65004`, where it gave one.
    pub fn provider_code(&self) -> Option<String> {
        match self {
            Self::ConsentRefused(refusal)
            | Self::AdminConsentNeeded(refusal)
            | Self::CodeExpired(refusal)
            | Self::UnknownApplication(refusal)
            | Self::ProviderRefused(refusal)
            | Self::DiscoveryFailed { problem: ConfigurationProblem::Refused(refusal), .. } => {
                Some(refusal.code())
            }
            Self::ProviderBusy { refusal, .. } => refusal.as_ref().map(Refusal::code),
            Self::Throttled { cause, .. } => cause.provider_code(),
            Self::ApiRefused { code, .. } => code.clone(),
            _ => None,
        }
    }

    /// What the provider wrote for developers, where it did.
    pub fn provider_description(&self) -> Option<&str> {
        match self {
            Self::ConsentRefused(refusal)
            | Self::AdminConsentNeeded(refusal)
            | Self::CodeExpired(refusal)
            | Self::UnknownApplication(refusal)
            | Self::ProviderRefused(refusal)
            | Self::ProviderBusy { refusal: Some(refusal), .. } => Some(refusal.description()),
            Self::Throttled { cause, .. } => cause.provider_description(),
            _ => None,
        }
    }

    /// Whether the network or the provider's servers are at fault, which passes and signs nobody out.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { cause, .. } => cause.is_transient(),
            error => matches!(
                error,
                Self::Network { .. } | Self::CertificateNotTrusted { .. } | Self::ProviderBusy { .. }
            ),
        }
    }

    pub(crate) fn throttled(cause: Self, until: Timestamp, now: Timestamp) -> Self {
        let left = until.as_unix().saturating_sub(now.as_unix());
        let after = Duration::from_secs(u64::try_from(left).unwrap_or_default());
        Self::Throttled { cause: Arc::new(cause), after }
    }
}

fn by_the_servers_clock(ahead: i64) -> String {
    let direction = if ahead < 0 { "ahead of" } else { "behind" };
    format!(", which is {} seconds {direction} the provider's", ahead.unsigned_abs())
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}
