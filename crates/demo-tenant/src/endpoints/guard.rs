use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::aadsts::{Aadsts, Trace};
use crate::listener::Disconnect;
use crate::provider::Provider;
use crate::time::http_date;
use crate::{Endpoint, Fault};

/// How long a request may take, its body included.
const PATIENCE: Duration = Duration::from_secs(30);

/// Stands before every endpoint: refuses other hosts' names, counts, lets faults strike, limits time, and sets the
/// headers that every answer bears.
pub(super) async fn guard(State(provider): State<Arc<Provider>>, request: Request, next: Next) -> Response {
    let mut response = if is_ours(&provider, request.headers()) {
        answer(&provider, request, next).await
    } else {
        // A page that rebinds its own name to the loopback must not be able to talk to us.
        (StatusCode::MISDIRECTED_REQUEST, "The demo tenant answers to localhost alone.").into_response()
    };
    let headers = response.headers_mut();
    if let Ok(date) = HeaderValue::from_str(&http_date(provider.clock.now())) {
        headers.insert(header::DATE, date);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn is_ours(provider: &Provider, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if provider.host.as_deref() == Some(host) {
        return true;
    }
    ["localhost", "127.0.0.1", "[::1]"].into_iter().any(|name| {
        host.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')).and_then(|rest| rest.parse().ok())
            == Some(provider.port)
    })
}

async fn answer(provider: &Provider, request: Request, next: Next) -> Response {
    let endpoint = Endpoint::of(request.uri().path());
    match provider.controls.meet(endpoint) {
        Some(Fault::LoseAnswer) => {
            drop(next.run(request).await);
            std::future::pending().await
        }
        Some(fault) => {
            let disconnect = request.extensions().get::<Disconnect>().cloned();
            drop(request);
            strike(provider, endpoint, fault, disconnect).await
        }
        None => match tokio::time::timeout(PATIENCE, next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
        },
    }
}

async fn strike(
    provider: &Provider,
    endpoint: Endpoint,
    fault: Fault,
    disconnect: Option<Disconnect>,
) -> Response {
    match fault {
        Fault::Status { status, retry_after } => failure(provider, endpoint, status, retry_after),
        Fault::MalformedJson => {
            ([(header::CONTENT_TYPE, "application/json")], r#"{"token_type":"Bearer","access_to"#)
                .into_response()
        }
        Fault::Refuse(refusal) => {
            let trace = Trace::new(None, provider.clock.now());
            Aadsts::of(refusal).respond(&trace, &provider.base)
        }
        Fault::Drop => {
            if let Some(Disconnect(connection)) = disconnect {
                connection.notify_one();
            }
            std::future::pending().await
        }
        Fault::Hang | Fault::LoseAnswer => std::future::pending().await,
    }
}

fn failure(provider: &Provider, endpoint: Endpoint, status: u16, retry_after: Option<u32>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = match endpoint {
        Endpoint::Me | Endpoint::Photo | Endpoint::UserInfo => json!({
            "error": { "code": status.canonical_reason().unwrap_or("Error").replace(' ', ""), "message": "Try again later." },
        }),
        _ => Aadsts::new("temporarily_unavailable", 90_033, "A transient error has occurred. Try again.")
            .to_json(&Trace::new(None, provider.clock.now()), &provider.base),
    };
    let mut response = (status, Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(HeaderName::from_static("retry-after"), HeaderValue::from(seconds));
    }
    response
}
