use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oauth2::http::{self, HeaderValue};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use token_cache::TokenResponse;

use super::fault::TokenFault;
use crate::http::{HttpAnswer, HttpClient, unreachable};
use crate::{AnswerProblem, Refusal};

/// Carries one request that the OAuth library made, and keeps the whole answer aside.
///
/// Only an answer of success goes back to the library: refusals are read here, because Entra says more in
/// them than the library keeps.
pub(super) struct Transport {
    http: HttpClient,
    host: String,
    seen: Mutex<Option<TokenResponse>>,
    heard: Mutex<Option<Heard>>,
}

/// What an answer was like, whatever it said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// The HTTP status.
    pub(crate) status: u16,
    /// How long it asks to wait.
    pub(crate) retry_after: Option<Duration>,
}

impl Transport {
    pub(super) fn new(http: HttpClient, host: String) -> Self {
        Self { http, host, seen: Mutex::new(None), heard: Mutex::new(None) }
    }

    /// What the answer was like, if there was one.
    pub(super) fn heard(&self) -> Option<Heard> {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer that came, if it was one of success.
    pub(super) fn into_answer(self) -> Option<TokenResponse> {
        self.seen.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TokenFault> {
        let request = reqwest::Request::try_from(request).map_err(|error| unreachable(&self.host, error))?;
        let answer = self.http.send(request).await?;
        let heard = Heard { status: answer.status, retry_after: answer.retry_after };
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
        let response = read(&answer)?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
        let mut given = http::Response::new(answer.body.to_vec());
        given.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(given)
    }
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = TokenFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TokenFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Reads an answer of success, or the refusal.
pub(super) fn read(answer: &HttpAnswer) -> Result<TokenResponse, TokenFault> {
    check(answer)?;
    let response =
        TokenResponse::parse(&answer.body).map_err(|_| answer.invalid(AnswerProblem::NotATokenAnswer))?;
    check_type(&response).map_err(|problem| answer.invalid(problem))?;
    Ok(response)
}

fn check(answer: &HttpAnswer) -> Result<(), TokenFault> {
    if let Some(busy) = answer.busy() {
        return Err(busy.into());
    }
    match answer.status {
        200 if answer.is_json => Ok(()),
        200 => Err(answer.invalid(AnswerProblem::NotJson).into()),
        status => Err(Refusal::from_json(&answer.body).map_or_else(
            || TokenFault::Failed(answer.invalid(AnswerProblem::Status(status))),
            TokenFault::Refused,
        )),
    }
}

/// Only bearer tokens can be used here (RFC 6749, section 7.1); an answer that does not say means one.
fn check_type(response: &TokenResponse) -> Result<(), AnswerProblem> {
    let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
    if response.token_type.as_ref().is_none_or(is_bearer) { Ok(()) } else { Err(AnswerProblem::TokenType) }
}
