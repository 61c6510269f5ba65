use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::browser;
use super::finish::{self, Progress};
use crate::DemoError;
use crate::aadsts::{Aadsts, Trace};
use crate::authorization::{Attempt, AuthorizationRequest, Goal, Prompt};
use crate::device_codes::{DeviceId, DeviceRequest};
use crate::pages::{self, Failure, Language, TypedCode};
use crate::params::Params;
use crate::provider::Provider;

/// The page that asks for a device's code (RFC 8628, section 3.3). One that a link brings along is filled in, for the
/// person to compare it with what the device shows (section 3.3.1).
pub(super) async fn ask(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let typed = params.get("user_code").map_or(TypedCode::NotYet, TypedCode::FilledIn);
    pages::device_code(Language::of(&headers), typed)
}

/// Takes the code, and begins a sign-in for the device that waits for it. Guesses are not counted: there are 20^9
/// codes, each is good for a quarter of an hour, and whoever asks is on this computer.
pub(super) async fn take(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let language = Language::of(&headers);
    let params = Params::parse(&body);
    let typed = params.get("user_code").unwrap_or_default();
    let now = provider.clock.now();
    let Some((id, request)) = provider.device_codes.find(typed, now) else {
        return pages::device_code(language, TypedCode::Unknown(typed));
    };
    begin(&provider, id, request, &headers, language).unwrap_or_else(|error| {
        let description = Aadsts::transient(&error).description(&Trace::new(None, now));
        pages::error(language, StatusCode::SERVICE_UNAVAILABLE, &Failure::Request(description))
    })
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
