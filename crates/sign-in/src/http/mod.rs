//! How providers are asked: time limits, size limits, proxies, trusted certificates, no redirects.
//!
//! # What goes out
//! `Host`, `Accept`, `User-Agent` (the program and its version), and what the request itself needs: a form's type
//! and length, or a bearer token. There is no telemetry: no correlation ID, nothing about the computer or its user.
//!
//! # What is asked again
//! Requests that only read (descriptions, keys, who somebody is) are asked up to twice more where the connection or
//! the server failed, once more where nobody answered in time, after a pause of random length. Token requests never
//! are: a code or refresh token that was sent counts as spent, and a provider may take its second use for a theft
//! (RFC 6749, section 4.1.2; RFC 9700, section 4.14.2). A device that waits for its code asks at its own pace.

mod answer;
mod ca_file;
mod clock_skew;
mod failure;
mod options;
mod patience;

use std::sync::{Arc, OnceLock};

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Request};
use url::Url;

use crate::address::{host_of, is_loopback};
use crate::{SignInError, Timer};
pub(crate) use answer::HttpAnswer;
pub use ca_file::CaFileProblem;
use clock_skew::ClockSkews;
pub(crate) use failure::unreachable;
pub use options::{HttpOptions, ProxyChoice, TimeLimits};
use patience::Patience;

/// Asks providers, through the system's proxies and trusting the certificates that the system trusts.
///
/// The loopback is asked without a proxy. Redirects are not followed: a token request that is sent on would
/// tell its code or refresh token to somebody else.
#[derive(Clone, Debug)]
pub struct HttpClient {
    remote: Client,
    /// Made when it is first needed, which it seldom is: to read the system's certificates takes time and memory.
    local: Arc<OnceLock<Client>>,
    trusted: Arc<[Certificate]>,
    limits: TimeLimits,
    timer: Timer,
    skews: Arc<ClockSkews>,
}

impl HttpClient {
    /// With the usual options. Fails with [`SignInError::HttpClient`].
    pub fn new() -> Result<Self, SignInError> {
        Self::with_options(HttpOptions::default())
    }

    /// With time limits of the caller's own. Fails with [`SignInError::HttpClient`].
    pub fn with_limits(limits: TimeLimits) -> Result<Self, SignInError> {
        Self::with_options(HttpOptions { limits, ..HttpOptions::default() })
    }

    /// With options of the caller's own.
    ///
    /// Fails with [`SignInError::HttpClient`], [`SignInError::CaFileUnusable`] or [`SignInError::ProxyInvalid`].
    pub fn with_options(options: HttpOptions) -> Result<Self, SignInError> {
        let HttpOptions { limits, ca_file, proxy, timer, clock } = options;
        let trusted: Arc<[_]> = ca_file.as_deref().map(ca_file::read).transpose()?.unwrap_or_default().into();
        let remote = build(proxy.apply(builder(limits, &trusted))?)?;
        let skews = Arc::new(ClockSkews::new(clock));
        Ok(Self { remote, local: Arc::default(), trusted, limits, timer, skews })
    }

    /// Asks for what may be asked for again, and does so where the network or the server failed.
    ///
    /// Fails with [`SignInError::Network`], [`SignInError::CertificateNotTrusted`], [`SignInError::ProviderBusy`]
    /// or [`SignInError::AnswerInvalid`]; for the loopback also with [`SignInError::HttpClient`]. Other statuses are answers.
    pub(crate) async fn ask(&self, url: &Url) -> Result<HttpAnswer, SignInError> {
        self.ask_with(url, |request| request).await
    }

    /// The same with headers besides.
    pub(crate) async fn ask_with(
        &self,
        url: &Url,
        add: impl Fn(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<HttpAnswer, SignInError> {
        let mut patience = Patience::default();
        loop {
            let request =
                add(self.client_for(url)?.get(url.clone()).header(ACCEPT, "application/json")).build();
            let request = request.map_err(|error| unreachable(&host_of(url), error))?;
            let answer = self.send(request).await;
            let failure = match answer {
                Ok(answer) => match answer.busy() {
                    None => return Ok(answer),
                    Some(busy) => busy,
                },
                Err(error) => error,
            };
            let Some(pause) = patience.after(&failure) else { return Err(failure) };
            self.timer.wait(pause).await;
        }
    }

    /// Posts a form, as the endpoints of OAuth want it.
    pub(crate) fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Request, SignInError> {
        let request = self.client_for(url)?.post(url.clone()).header(ACCEPT, "application/json").form(form);
        request.build().map_err(|error| unreachable(&host_of(url), error))
    }

    /// Sends a request once and reads its whole answer, whatever its status.
    pub(crate) async fn send(&self, request: Request) -> Result<HttpAnswer, SignInError> {
        let host = host_of(request.url());
        let sent = self.client_for(request.url())?.execute(request).await;
        let response = sent.map_err(|error| unreachable(&host, error))?;
        self.skews.note(&host, response.headers());
        HttpAnswer::read(response, host).await
    }

    /// How many seconds the clock of a host is ahead of this computer's, as its last answer said.
    pub(crate) fn clock_skew(&self, url: &Url) -> Option<i64> {
        self.skews.of(&host_of(url))
    }

    fn client_for(&self, url: &Url) -> Result<&Client, SignInError> {
        if !is_loopback(url) {
            return Ok(&self.remote);
        }
        if let Some(local) = self.local.get() {
            return Ok(local);
        }
        let local = build(builder(self.limits, &self.trusted).no_proxy())?;
        Ok(self.local.get_or_init(|| local))
    }
}

fn builder(limits: TimeLimits, trusted: &[Certificate]) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("tessera/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(limits.connect)
        .timeout(limits.total)
        .tls_certs_merge(trusted.iter().cloned())
}

fn build(builder: ClientBuilder) -> Result<Client, SignInError> {
    builder.build().map_err(|error| SignInError::HttpClient(Arc::new(error.without_url())))
}
