use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::browser;
use crate::clients::registered_redirect;
use crate::pages::{self, Language};
use crate::params::Params;
use crate::provider::Provider;

/// Ends the browser's sign-in (OpenID Connect RP-Initiated Logout 1.0). It leads on to a registered address only.
pub(super) async fn logout(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Some(browser) = browser::cookie(&provider, &headers) {
        provider.browsers.sign_out(browser);
    }
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let target = params.get("post_logout_redirect_uri").and_then(registered_redirect);
    let Some(mut target) = target else { return pages::signed_out(Language::of(&headers)) };
    if let Some(state) = params.get("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, target.to_string())]).into_response()
}
