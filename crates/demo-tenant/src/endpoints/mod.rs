//! One file per endpoint. Paths are those of Entra below `{base}/{tenant}`.

mod authorize;
mod bearer;
mod browser;
mod device_code;
mod device_login;
mod discovery;
mod explain;
mod finish;
mod graph;
mod guard;
mod logout;
mod sign_in;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::product;
use crate::provider::Provider;

/// Requests with more than this are refused.
const BODY_LIMIT: usize = 64 * 1024;

/// All endpoints behind the guard.
pub(crate) fn router(provider: Arc<Provider>) -> Router {
    let endpoints = Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery::configuration))
        .route("/{tenant}/discovery/v2.0/keys", get(discovery::keys))
        .route("/{tenant}/discovery/instance", get(discovery::instance))
        .route("/{tenant}/oauth2/v2.0/authorize", get(authorize::authorize))
        .route("/sign-in/{step}", post(sign_in::step))
        .route("/{tenant}/oauth2/v2.0/token", post(token::token))
        .route("/{tenant}/oauth2/v2.0/devicecode", post(device_code::device_code))
        .route("/devicelogin", get(device_login::ask).post(device_login::take))
        .route("/{tenant}/oauth2/v2.0/logout", get(logout::logout))
        .route("/v1.0/me", get(graph::me))
        .route("/v1.0/me/photo/$value", get(graph::photo))
        .route("/oidc/userinfo", get(graph::user_info).post(graph::user_info))
        .route("/error", get(explain::explain))
        .fallback(explain::not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(Arc::clone(&provider), guard::guard))
        .with_state(Arc::clone(&provider));
    // Outside, because a router has chosen its endpoint before its own layers see a request.
    Router::new().fallback_service(endpoints).layer(middleware::from_fn_with_state(provider, product::lead))
}
