use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::clock_skew::header_time;
use super::unreachable;
use crate::{AnswerProblem, Refusal, SignInError};

/// Longer answers are refused: the largest real ones, Entra's keys, have some 20 kB.
const LONGEST_ANSWER: usize = 1024 * 1024;

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

impl HttpAnswer {
    pub(super) async fn read(response: Response, host: String) -> Result<Self, SignInError> {
        let status = response.status().as_u16();
        let (retry_after, is_json) = (retry_after(response.headers()), is_json(response.headers()));
        let www_authenticate = text(response.headers(), &WWW_AUTHENTICATE);
        let body = read_body(response, &host).await?;
        Ok(Self { host, status, retry_after, is_json, www_authenticate, body })
    }

    /// The error of a provider that is overloaded or broken (RFC 9110, section 15.6; RFC 6585, section 4).
    pub(crate) fn busy(&self) -> Option<SignInError> {
        (self.status == 429 || self.status >= 500).then(|| SignInError::ProviderBusy {
            status: Some(self.status),
            retry_after: self.retry_after,
            refusal: Refusal::from_json(&self.body),
        })
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, SignInError> {
        serde_json::from_slice(&self.body).map_err(|_| self.invalid(AnswerProblem::NotJson))
    }

    pub(crate) fn invalid(&self, problem: AnswerProblem) -> SignInError {
        SignInError::AnswerInvalid { host: self.host.clone(), problem }
    }
}

async fn read_body(mut response: Response, host: &str) -> Result<Zeroizing<Vec<u8>>, SignInError> {
    let mut body = Zeroizing::new(Vec::with_capacity(16 * 1024));
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(host, error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            let problem = AnswerProblem::TooLong { limit: LONGEST_ANSWER };
            return Err(SignInError::AnswerInvalid { host: host.to_owned(), problem });
        }
        if body.len() + chunk.len() > body.capacity() {
            // Growing in place would leave what was read so far behind, unwiped.
            let mut larger =
                Zeroizing::new(Vec::with_capacity((body.capacity() * 2).max(body.len() + chunk.len())));
            larger.extend_from_slice(&body);
            body = larger;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The header, put together where it is there several times (RFC 9110, section 5.3).
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn is_json(headers: &HeaderMap) -> bool {
    let header = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.is_none_or(|value| value.trim_start().to_ascii_lowercase().starts_with("application/json"))
}

/// `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date, which is counted from the server's own.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let seconds = header_time(headers, &RETRY_AFTER)?.saturating_sub(header_time(headers, &DATE)?);
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn told(retry_after: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        super::retry_after(&headers).map(|after| after.as_secs())
    }

    #[test]
    fn a_pause_may_be_told_in_seconds_or_as_a_date_by_the_servers_clock() {
        let date = Some("Fri, 31 Dec 1999 23:59:30 GMT");
        assert_eq!(told("120", date), Some(120));
        assert_eq!(told("Fri, 31 Dec 1999 23:59:59 GMT", date), Some(29));
        assert_eq!(told("Friday, 31-Dec-99 23:59:59 GMT", date), Some(29));
        assert_eq!(told("Fri, 31 Dec 1999 23:00:00 GMT", date), Some(0));
    }

    #[test]
    fn what_is_no_pause_is_left_out() {
        assert_eq!(told("Fri, 31 Dec 1999 23:59:59 GMT", None), None);
        assert_eq!(told("soon", Some("Fri, 31 Dec 1999 23:59:30 GMT")), None);
        assert_eq!(told("-1", None), None);
        assert_eq!(told("99999999999999999999", None), None);
    }
}
