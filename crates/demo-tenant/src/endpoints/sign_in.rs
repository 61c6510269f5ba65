use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::browser;
use super::finish::{self, Progress};
use crate::aadsts::{Aadsts, Trace};
use crate::authorization::Goal;
use crate::pages::{self, Complaint, DeviceEnding, Failure, Language};
use crate::params::Params;
use crate::people::{Person, people_named, person};
use crate::provider::Provider;

/// The forms of the sign-in pages. Each names the sign-in that it belongs to and has to come from its browser.
pub(super) async fn step(
    State(provider): State<Arc<Provider>>,
    Path(step): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let language = Language::of(&headers);
    let params = Params::parse(&body);
    let expired = || pages::error(language, StatusCode::BAD_REQUEST, &Failure::Expired);
    let (Some(id), Some(browser)) = (params.get("attempt"), browser::cookie(&provider, &headers)) else {
        return expired();
    };
    let Some(attempt) = provider.attempts.find(id, browser, provider.clock.now()) else { return expired() };

    let progress = Progress { id, attempt: &attempt, language };
    let taken = match step.as_str() {
        "person" => pick(&provider, progress, &params).await,
        "username" => type_address(&provider, progress, params.get("username").unwrap_or_default()).await,
        "other" => Ok(finish::address(progress, "", None)),
        "picker" => Ok(finish::everybody(&provider, progress)),
        "accept" => accept(&provider, progress).await,
        "cancel" => cancel(&provider, progress),
        _ => return expired(),
    };
    taken.unwrap_or_else(|error| {
        let trace = Trace::new(None, provider.clock.now());
        attempt.request.goal.refuse(&error, &trace, &provider.base, language)
    })
}

async fn pick(provider: &Provider, progress: Progress<'_>, params: &Params) -> Result<Response, Aadsts> {
    match params.get("person").and_then(person) {
        Some(person) => enter(provider, progress, person).await,
        None => Ok(finish::everybody(provider, progress)),
    }
}

async fn type_address(provider: &Provider, progress: Progress<'_>, typed: &str) -> Result<Response, Aadsts> {
    let audience = progress.attempt.request.audience;
    let named: Vec<_> = people_named(typed).collect();
    let admitted: Vec<_> =
        named.iter().copied().filter(|person| person.tenant_for(audience).is_some()).collect();
    match admitted.as_slice() {
        [] if named.is_empty() => Ok(finish::address(progress, typed, Some(Complaint::NotFound))),
        [] => Ok(finish::address(progress, typed, Some(Complaint::NotHere))),
        [one] => enter(provider, progress, one).await,
        [first, second, ..] => {
            let (personal, work) = if first.is_personal() { (first, second) } else { (second, first) };
            let goal = &progress.attempt.request.goal;
            Ok(pages::which_account(progress.language, progress.id, work.id, personal.id, goal))
        }
    }
}

async fn enter(
    provider: &Provider,
    progress: Progress<'_>,
    person: &'static Person,
) -> Result<Response, Aadsts> {
    if person.tenant_for(progress.attempt.request.audience).is_none() {
        return Ok(finish::address(progress, person.username, Some(Complaint::NotHere)));
    }
    let signed_in = provider.browsers.sign_in(&progress.attempt.browser, person);
    let signed_in = signed_in.map_err(|error| Aadsts::transient(&error))?;
    provider.attempts.pick(progress.id, person);
    finish::go_on(provider, progress, signed_in).await
}

/// Remembers the consent, then answers.
async fn accept(provider: &Provider, progress: Progress<'_>) -> Result<Response, Aadsts> {
    let attempt = progress.attempt;
    let signed_in = provider.browsers.signed_in(&attempt.browser);
    let signed_in = signed_in.into_iter().find(|signed_in| Some(signed_in.person) == attempt.person);
    // Signed out in another tab meanwhile, or nobody was picked.
    let Some(signed_in) = signed_in else { return Ok(finish::everybody(provider, progress)) };
    let (person, client, scopes) =
        (signed_in.person, attempt.request.client, attempt.request.requested.consents());
    let kept = provider.ledger.change(move |state| state.consent(person.id, client.id, scopes)).await;
    kept.map_err(|error| Aadsts::transient(&error))?;
    provider.attempts.end(progress.id);
    finish::answer(provider, attempt, signed_in, progress.language)
}

fn cancel(provider: &Provider, progress: Progress<'_>) -> Result<Response, Aadsts> {
    provider.attempts.end(progress.id);
    match &progress.attempt.request.goal {
        Goal::Code(_) => {
            Err(Aadsts::new("access_denied", 65_004, "User declined to consent to access the app."))
        }
        Goal::Device(device) => {
            provider.device_codes.decline(device, provider.clock.now());
            Ok(pages::device_ended(progress.language, DeviceEnding::Declined))
        }
    }
}
