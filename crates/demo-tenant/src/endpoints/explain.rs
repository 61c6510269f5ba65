use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::{self, Failure, Language};
use crate::params::Params;
use crate::provider::Provider;

/// Where `error_uri` leads: a page that names the code.
pub(super) async fn explain(
    State(_): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let code: String =
        params.get("code").unwrap_or_default().chars().filter(char::is_ascii_digit).take(9).collect();
    pages::error(Language::of(&headers), StatusCode::OK, &Failure::Request(format!("AADSTS{code}")))
}

/// No such path.
pub(super) async fn not_found(headers: HeaderMap) -> Response {
    let failure = Failure::Request("404".to_owned());
    pages::error(Language::of(&headers), StatusCode::NOT_FOUND, &failure)
}
