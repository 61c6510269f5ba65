use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::browser;
use super::finish::{self, Progress};
use crate::aadsts::{Aadsts, Trace};
use crate::authorization::{Attempt, AuthorizationRequest, Prompt, Rejected};
use crate::browsers::SignedIn;
use crate::pages::{self, Failure, Language};
use crate::params::Params;
use crate::people::people_named;
use crate::provider::Provider;

/// The authorization endpoint (RFC 6749, section 3.1): checks the request, then answers it out of single sign-on or
/// begins a sign-in.
pub(super) async fn authorize(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let trace = Trace::new(params.get("client-request-id"), provider.clock.now());
    let request = match AuthorizationRequest::parse(&tenant, &params) {
        Ok(request) => request,
        Err(rejected) => return reject(&provider, &trace, language, rejected),
    };
    let goal = request.goal.clone();
    begin(&provider, request, &headers, language)
        .await
        .unwrap_or_else(|error| goal.refuse(&error, &trace, &provider.base, language))
}

fn reject(provider: &Provider, trace: &Trace, language: Language, rejected: Rejected) -> Response {
    match rejected {
        Rejected::Answer(answer, error) => answer.refuse(&error, trace, &provider.base, language),
        Rejected::Page(error) => {
            let description = error.description(trace);
            pages::error(language, StatusCode::BAD_REQUEST, &Failure::Request(description))
        }
    }
}

async fn begin(
    provider: &Provider,
    request: AuthorizationRequest,
    headers: &HeaderMap,
    language: Language,
) -> Result<Response, Aadsts> {
    let browser = provider
        .browsers
        .recognize(browser::cookie(provider, headers))
        .map_err(|error| Aadsts::transient(&error))?;
    let single = single_sign_on(&request, &provider.browsers.signed_in(&browser));
    let prompt = request.prompt;
    let attempt = Attempt { browser: browser.clone(), person: None, request };
    let response = match (prompt, single) {
        (Some(Prompt::None), single) => finish::silently(provider, &attempt, single?, language).await?,
        (None | Some(Prompt::Consent), Ok(signed_in)) => {
            let id = start(provider, &attempt)?;
            provider.attempts.pick(&id, signed_in.person);
            let attempt = Attempt { person: Some(signed_in.person), ..attempt };
            finish::go_on(provider, Progress { id: &id, attempt: &attempt, language }, signed_in).await?
        }
        _ => {
            let id = start(provider, &attempt)?;
            finish::first_page(provider, Progress { id: &id, attempt: &attempt, language })
        }
    };
    Ok(browser::remember(provider, &browser, response))
}

fn start(provider: &Provider, attempt: &Attempt) -> Result<String, Aadsts> {
    provider.attempts.begin(attempt.clone(), provider.clock.now()).map_err(|error| Aadsts::transient(&error))
}

/// The one account that is meant among those signed in, by the hint or because there is no other.
fn single_sign_on(request: &AuthorizationRequest, signed_in: &[SignedIn]) -> Result<SignedIn, Aadsts> {
    let admitted =
        signed_in.iter().filter(|signed_in| signed_in.person.tenant_for(request.audience).is_some());
    let mut meant: Vec<&SignedIn> = admitted.collect();
    if let Some(hint) = &request.login_hint {
        let hinted: Vec<_> = people_named(hint).collect();
        meant.retain(|signed_in| hinted.contains(&signed_in.person));
    }
    match meant.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Aadsts::new(
            "login_required",
            50_058,
            "A silent sign-in request was sent but no user is signed in.",
        )),
        _ => Err(Aadsts::new(
            "interaction_required",
            16_000,
            "Several accounts are signed in; one of them has to be picked, or named by login_hint.",
        )),
    }
}
