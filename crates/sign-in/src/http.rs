//! How providers are asked: time limits, size limits, no redirects.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Request, Response};
use serde::de::DeserializeOwned;
use url::Url;
use zeroize::Zeroizing;

use crate::address::{host_of, is_loopback};
use crate::{AnswerProblem, NetworkFailure, SignInError};

/// Longer answers are refused: the largest real ones, Entra's keys, have some 20 kB.
const LONGEST_ANSWER: usize = 1024 * 1024;

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

/// Asks providers, through the system's proxies and trusting the certificates that the system trusts.
///
/// The loopback is asked without a proxy. Redirects are not followed: a token request that is sent on would
/// tell its code or refresh token to somebody else.
#[derive(Clone, Debug)]
pub struct HttpClient {
    remote: Client,
    local: Client,
}

/// An answer, of bounded size, that leaves no copy behind.
pub(crate) struct HttpAnswer {
    pub(crate) host: String,
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) is_json: bool,
    /// Which challenges it has (RFC 9110, section 11.6.1).
    pub(crate) www_authenticate: Option<String>,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl HttpClient {
    /// With the usual time limits. Fails with [`SignInError::HttpClient`].
    pub fn new() -> Result<Self, SignInError> {
        Self::with_limits(TimeLimits::default())
    }

    /// With time limits of the caller's own. Fails with [`SignInError::HttpClient`].
    pub fn with_limits(limits: TimeLimits) -> Result<Self, SignInError> {
        let build = |builder: ClientBuilder| {
            builder.build().map_err(|error| SignInError::HttpClient(Arc::new(error.without_url())))
        };
        Ok(Self { remote: build(builder(limits))?, local: build(builder(limits).no_proxy())? })
    }

    pub(crate) fn get(&self, url: &Url) -> reqwest::RequestBuilder {
        self.client_for(url).get(url.clone()).header(ACCEPT, "application/json")
    }

    /// Posts a form, as the endpoints of OAuth want it.
    pub(crate) fn post(&self, url: &Url, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
        self.client_for(url).post(url.clone()).header(ACCEPT, "application/json").form(form)
    }

    /// Sends a request and reads its whole answer, whatever its status.
    pub(crate) async fn send(&self, request: Request) -> Result<HttpAnswer, SignInError> {
        let host = host_of(request.url());
        let sent = self.client_for(request.url()).execute(request).await;
        let response = sent.map_err(|error| unreachable(&host, error))?;
        let mut answer = HttpAnswer {
            status: response.status().as_u16(),
            retry_after: seconds(&response),
            is_json: is_json(&response),
            www_authenticate: text(&response, &WWW_AUTHENTICATE),
            body: Zeroizing::default(),
            host,
        };
        answer.body = read(response, &answer.host).await?;
        Ok(answer)
    }

    fn client_for(&self, url: &Url) -> &Client {
        if is_loopback(url) { &self.local } else { &self.remote }
    }
}

impl HttpAnswer {
    /// The error of a provider that is overloaded or broken (RFC 9110, section 15.6; RFC 6585, section 4).
    pub(crate) fn busy(&self) -> Option<SignInError> {
        (self.status == 429 || self.status >= 500).then(|| SignInError::ProviderBusy {
            status: Some(self.status),
            retry_after: self.retry_after,
            refusal: crate::Refusal::from_json(&self.body),
        })
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, SignInError> {
        serde_json::from_slice(&self.body).map_err(|_| self.invalid(AnswerProblem::NotJson))
    }

    pub(crate) fn invalid(&self, problem: AnswerProblem) -> SignInError {
        SignInError::AnswerInvalid { host: self.host.clone(), problem }
    }
}

fn builder(limits: TimeLimits) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("tessera/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(limits.connect)
        .timeout(limits.total)
}

async fn read(mut response: Response, host: &str) -> Result<Zeroizing<Vec<u8>>, SignInError> {
    let mut body = Zeroizing::new(Vec::with_capacity(16 * 1024));
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(host, error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            let problem = AnswerProblem::TooLong { limit: LONGEST_ANSWER };
            return Err(SignInError::AnswerInvalid { host: host.to_owned(), problem });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The header, put together where it is there several times (RFC 9110, section 5.3).
fn text(response: &Response, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> =
        response.headers().get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn is_json(response: &Response) -> bool {
    let header = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.is_none_or(|value| value.trim_start().to_ascii_lowercase().starts_with("application/json"))
}

/// `Retry-After` in seconds; a date is left out, as it would need the server's clock.
fn seconds(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

pub(crate) fn unreachable(host: &str, error: reqwest::Error) -> SignInError {
    let failure = if error.is_timeout() {
        NetworkFailure::TimedOut
    } else if error.is_connect() {
        NetworkFailure::Connect
    } else {
        NetworkFailure::Broken
    };
    SignInError::Network { host: host.to_owned(), failure, source: Some(Arc::new(error.without_url())) }
}
