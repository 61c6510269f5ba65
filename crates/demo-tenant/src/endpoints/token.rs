use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::Value;

use crate::aadsts::{Aadsts, Trace};
use crate::grants::{self, TokenRequest};
use crate::params::Params;
use crate::product::Addressed;
use crate::provider::Provider;
use crate::tenants::Audience;

/// The token endpoint (RFC 6749, section 3.2).
pub(super) async fn token(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    addressed: Option<Extension<Addressed>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let params = Params::parse(&body);
    let policy = addressed.and_then(|Extension(addressed)| addressed.policy);
    match redeem(&provider, (&tenant, policy), &headers, &params).await {
        Ok(answer) => {
            ([(header::CACHE_CONTROL, "no-store, no-cache"), (header::PRAGMA, "no-cache")], Json(answer))
                .into_response()
        }
        Err(error) => {
            let header = headers.get("client-request-id").and_then(|id| id.to_str().ok());
            let trace = Trace::new(params.get("client-request-id").or(header), provider.clock.now());
            error.respond(&trace, &provider.base)
        }
    }
}

async fn redeem(
    provider: &Provider,
    (tenant, policy): (&str, Option<String>),
    headers: &HeaderMap,
    params: &Params,
) -> Result<Value, Aadsts> {
    let audience = Audience::parse(tenant).ok_or_else(|| Aadsts::unknown_tenant(tenant))?;
    if let Some(name) = params.repeated() {
        return Err(Aadsts::repeated(name));
    }
    let client = grants::authenticate(provider, audience, headers, params)?;
    grants::redeem(provider, &TokenRequest { audience, policy, client, params }).await
}
