use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::Client;
use crate::aadsts::{Aadsts, Trace};
use crate::device_codes::{DeviceRequest, LIFETIME};
use crate::params::Params;
use crate::provider::Provider;
use crate::scopes::Requested;
use crate::tenants::Audience;

/// The device authorization endpoint (RFC 8628, section 3.1).
pub(super) async fn device_code(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let params = Params::parse(&body);
    match begin(&provider, &tenant, &params) {
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

fn begin(provider: &Provider, tenant: &str, params: &Params) -> Result<Value, Aadsts> {
    let request = parse(tenant, params)?;
    let (interval, now) = (provider.controls.device_code_interval(), provider.clock.now());
    let issued = provider.device_codes.issue(request, interval, now);
    let issued = issued.map_err(|error| Aadsts::transient(&error))?;
    let (page, user_code) = (format!("{}/devicelogin", provider.base), issued.user_code);
    let message = format!(
        "To sign in, use a web browser to open the page {page} and enter the code {user_code} to authenticate."
    );
    let mut answer = json!({
        "user_code": user_code,
        "device_code": issued.device_code,
        "verification_uri": page,
        "expires_in": LIFETIME,
        "interval": interval,
        "message": message,
    });
    if provider.controls.offers_complete_links() {
        answer["verification_uri_complete"] = format!("{page}?user_code={user_code}").into();
    }
    Ok(answer)
}

fn parse(tenant: &str, params: &Params) -> Result<DeviceRequest, Aadsts> {
    let audience = Audience::parse(tenant).ok_or_else(|| Aadsts::unknown_tenant(tenant))?;
    if let Some(name) = params.repeated() {
        return Err(Aadsts::repeated(name));
    }
    let id = required(params, "client_id")?;
    let client = Client::find(id).ok_or_else(|| Aadsts::unknown_client(id))?;
    let requested = Requested::parse(required(params, "scope")?)?;
    Ok(DeviceRequest { client, audience, requested })
}

fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, Aadsts> {
    params.get(name).ok_or_else(|| {
        Aadsts::malformed(format!("The request body must contain the following parameter: '{name}'."))
    })
}
