use serde_json::{Map, Value};

use super::{RequestedClaims, TokenRequest};
use crate::ClientKind;
use crate::aadsts::Aadsts;
use crate::provider::Provider;
use crate::scopes::Resource;
use crate::tenants::Audience;
use crate::tokens::application_token;

/// Gives an application a token of its own in one tenant (RFC 6749, section 4.4; Microsoft docs, "OAuth 2.0 client
/// credentials flow").
pub(super) fn redeem(provider: &Provider, request: &TokenRequest<'_>) -> Result<Value, Aadsts> {
    if request.client.kind == ClientKind::Public {
        let message = "The client application must be confidential to get tokens of its own.";
        return Err(Aadsts::new("unauthorized_client", 700_027, message));
    }
    let Audience::Tenant(tenant) = request.audience else {
        let message = "No tenant-identifying information was found in the request: name the tenant.";
        return Err(Aadsts::new("invalid_request", 50_059, message));
    };
    let resource = resource(request.required("scope")?)?;
    let claims = RequestedClaims::of(request)?;
    let token = application_token(provider, request.client, tenant, resource, &claims);
    let lifetime = provider.controls.lifetime();
    let mut answer = Map::new();
    answer.insert("token_type".into(), "Bearer".into());
    answer.insert("expires_in".into(), lifetime.into());
    answer.insert("ext_expires_in".into(), lifetime.into());
    if let Some(seconds) = provider.controls.refresh_in() {
        answer.insert("refresh_in".into(), seconds.into());
    }
    answer.insert("access_token".into(), token.map_err(|error| Aadsts::transient(&error))?.into());
    Ok(answer.into())
}

/// The API whose `.default` is asked for: all that the application was given there, as nobody is there to consent.
fn resource(scope: &str) -> Result<&'static Resource, Aadsts> {
    if let Some((resource, ".default")) = Resource::split(scope) {
        return Ok(resource);
    }
    let scope: String = scope.chars().take(100).collect();
    let message = format!(
        "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with \
         /.default suffixed to the resource identifier."
    );
    Err(Aadsts::new("invalid_scope", 1_002_012, message))
}
