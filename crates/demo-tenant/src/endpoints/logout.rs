use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::browser;
use crate::clients::registered_redirect;
use crate::pages::{self, Language};
use crate::params::Params;
use crate::people::people_named;
use crate::provider::Provider;

/// Ends the browser's sign-in (OpenID Connect RP-Initiated Logout 1.0): the hinted person's, else everybody's. It
/// leads on to a registered address only.
pub(super) async fn logout(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    if let Some(browser) = browser::cookie(&provider, &headers) {
        let hint = params.get("logout_hint");
        let is_meant = |person| hint.is_none_or(|hint| people_named(hint).any(|hinted| hinted == person));
        provider.browsers.sign_out(browser, is_meant);
    }
    let target = params.get("post_logout_redirect_uri").and_then(registered_redirect);
    let Some(mut target) = target else { return pages::signed_out(Language::of(&headers)) };
    if let Some(state) = params.get("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, target.to_string())]).into_response()
}
