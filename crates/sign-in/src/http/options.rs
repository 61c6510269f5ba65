use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::{ClientBuilder, Proxy};
use token_cache::Secret;

use crate::{Clock, SignInError, Timer};

/// How providers are reached.
#[derive(Clone, Debug, Default)]
pub struct HttpOptions {
    /// How long a call may take.
    pub limits: TimeLimits,
    /// A file in PEM with certificate authorities to trust besides the system's, as of a proxy that inspects
    /// connections.
    pub ca_file: Option<PathBuf>,
    /// Which proxy is asked.
    pub proxy: ProxyChoice,
    /// What passes the time before something is asked again.
    pub timer: Timer,
    /// What the clocks of providers are compared with.
    pub clock: Clock,
}

/// How long a call may take.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until the whole answer is there.
    pub total: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30) }
    }
}

/// Which proxy is asked; the loopback is always asked without one.
#[derive(Clone, Default)]
pub enum ProxyChoice {
    /// That of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, but for the hosts of `NO_PROXY`), else
    /// that of the system's settings on macOS and Windows. Its address may have a user name and password.
    #[default]
    System,
    /// None.
    Direct,
    /// The one at that address, which may have a user name and password.
    At(Secret),
}

impl ProxyChoice {
    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder, SignInError> {
        match self {
            Self::System => Ok(builder),
            Self::Direct => Ok(builder.no_proxy()),
            // The error repeats the address.
            Self::At(address) => Proxy::all(address.expose())
                .map(|proxy| builder.proxy(proxy))
                .map_err(|_| SignInError::ProxyInvalid),
        }
    }
}

impl fmt::Debug for ProxyChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::System => "System",
            Self::Direct => "Direct",
            Self::At(_) => "At([address])",
        })
    }
}
