use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::browser;
use super::finish::{self, Progress};
use crate::DemoError;
use crate::authorization::{Attempt, AuthorizationRequest, Goal, Prompt};
use crate::device_codes::{DeviceId, DeviceRequest};
use crate::pages::{self, Language, TypedCode};
use crate::params::Params;
use crate::provider::Provider;

/// The page that asks for a device's code (RFC 8628, section 3.3).
pub(super) async fn ask(headers: HeaderMap) -> Response {
    pages::device_code(Language::of(&headers), TypedCode::NotYet)
}

/// Takes the code, and begins a sign-in for the device that waits for it. A code is one of 500 milliards and good
/// for a quarter of an hour, on this computer alone: guesses are not counted.
pub(super) async fn take(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let language = Language::of(&headers);
    let params = Params::parse(&body);
    let typed = params.get("user_code").unwrap_or_default();
    match provider.device_codes.find(typed, provider.clock.now()) {
        None => pages::device_code(language, TypedCode::Unknown(typed)),
        Some((id, request)) => begin(&provider, id, request, &headers, language).unwrap_or_else(|error| {
            tracing::error!(%error, "the demo tenant could not begin a sign-in");
            pages::device_code(language, TypedCode::NotYet)
        }),
    }
}

fn begin(
    provider: &Provider,
    id: DeviceId,
    device: DeviceRequest,
    headers: &HeaderMap,
    language: Language,
) -> Result<Response, DemoError> {
    let browser = provider.browsers.recognize(browser::cookie(provider, headers))?;
    let request = AuthorizationRequest {
        audience: device.audience,
        client: device.client,
        requested: device.requested,
        // Always asked: whoever was sent somebody else's code has to see what they let in (section 5.4).
        prompt: Some(Prompt::Consent),
        login_hint: None,
        goal: Goal::Device(id),
    };
    let attempt = Attempt { browser: browser.clone(), person: None, request };
    let id = provider.attempts.begin(attempt.clone(), provider.clock.now())?;
    let page = finish::first_page(provider, Progress { id: &id, attempt: &attempt, language });
    Ok(browser::remember(provider, &browser, page))
}
