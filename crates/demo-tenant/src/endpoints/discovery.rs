use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};
use url::Url;

use crate::aadsts::{Aadsts, Trace};
use crate::grants::{DEVICE_CODE, JWT_BEARER};
use crate::params::Params;
use crate::product::Addressed;
use crate::provider::Provider;
use crate::tenants::Audience;
use crate::{ENVIRONMENT, Product};

/// The provider's configuration (OpenID Connect Discovery 1.0, section 4), in the shape of Entra's.
pub(super) async fn configuration(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    addressed: Option<Extension<Addressed>>,
) -> Response {
    match Audience::parse(&tenant) {
        Some(audience) if provider.product == Product::Adfs => {
            Json(document_of_adfs(&provider, audience)).into_response()
        }
        Some(audience) => {
            let prefix = addressed.map(|Extension(addressed)| addressed.prefix);
            Json(document(&provider, audience, prefix)).into_response()
        }
        None => unknown(&provider, &tenant),
    }
}

/// The public keys (RFC 7517), the same for all tenants.
pub(super) async fn keys(State(provider): State<Arc<Provider>>, Path(tenant): Path<String>) -> Response {
    let Some(audience) = Audience::parse(&tenant) else { return unknown(&provider, &tenant) };
    let issuer = provider.issuer(audience.issuer_tenant());
    Json(json!({ "keys": [provider.key.to_jwk(&issuer)] })).into_response()
}

/// Instance discovery, which Entra does not document but all its libraries ask: which names mean this cloud, and
/// where the configuration of the asked authority is.
pub(super) async fn instance(State(provider): State<Arc<Provider>>, RawQuery(query): RawQuery) -> Response {
    let tenant = authority_tenant(&provider, query.as_deref());
    let Some(audience) = tenant.as_deref().and_then(Audience::parse) else {
        let error = Aadsts::new(
            "invalid_instance",
            50_049,
            "Unknown or invalid instance: the demo tenant vouches for its own authorities alone.",
        );
        return error.respond(&Trace::new(None, provider.clock.now()), &provider.base);
    };
    let configuration =
        format!("{}/{}/v2.0/.well-known/openid-configuration", provider.base, audience.segment());
    let metadata = cloud(&provider);
    let answer = json!({
        "tenant_discovery_endpoint": configuration, "api-version": "1.1", "metadata": [metadata],
    });
    Json(answer).into_response()
}

/// The names of this cloud.
fn cloud(provider: &Provider) -> Value {
    if let Some(host) = &provider.host {
        // As `sts.windows.net` is another name of `login.microsoftonline.com`.
        let sts = format!("sts.{}", host.split_once('.').map_or(host.as_str(), |(_, domain)| domain));
        return json!({"preferred_network": host, "preferred_cache": sts, "aliases": [host, sts]});
    }
    let port = provider.port;
    let [local, numbers] = ["localhost", "127.0.0.1"].map(|host| format!("{host}:{port}"));
    json!({
        "preferred_network": local,
        "preferred_cache": ENVIRONMENT,
        "aliases": [ENVIRONMENT, "localhost", local, "127.0.0.1", numbers],
    })
}

/// The tenant of the asked `authorization_endpoint`, if that is ours. MSAL Python leaves the port out.
fn authority_tenant(provider: &Provider, query: Option<&str>) -> Option<String> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let endpoint = Url::parse(params.get("authorization_endpoint")?).ok()?;
    let host = endpoint.host_str()?;
    let is_ours = (matches!(host, "localhost" | "127.0.0.1" | ENVIRONMENT)
        || provider.host.as_deref() == Some(host))
        && endpoint.port().is_none_or(|port| port == provider.port);
    if !is_ours {
        return None;
    }
    endpoint.path_segments()?.next().map(str::to_owned)
}

fn unknown(provider: &Provider, tenant: &str) -> Response {
    Aadsts::unknown_tenant(tenant).respond(&Trace::new(None, provider.clock.now()), &provider.base)
}

fn document(provider: &Provider, audience: Audience, prefix: Option<String>) -> Value {
    let base = &provider.base;
    let prefix = prefix.unwrap_or_else(|| format!("/{}", audience.segment()));
    let authority = format!("{base}{prefix}");
    let mut document = json!({
        "token_endpoint": format!("{authority}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic", "none"],
        "jwks_uri": format!("{authority}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", JWT_BEARER, DEVICE_CODE],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": provider.issuer(audience.issuer_tenant()),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{base}/oidc/userinfo"),
        "authorization_endpoint": format!("{authority}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{authority}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": false,
        "end_session_endpoint": format!("{authority}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "preferred_username", "name", "oid", "tid", "sid",
            "uti", "ver", "email",
        ],
        "tenant_region_scope": "DEMO",
        "cloud_instance_name": ENVIRONMENT,
        "msgraph_host": format!("localhost:{}", provider.port),
    });
    if provider.product == Product::B2c {
        // User flows have no such endpoint.
        document.as_object_mut().and_then(|document| document.remove("userinfo_endpoint"));
    }
    document
}

/// As AD FS describes itself (Microsoft docs, "AD FS OpenID Connect/OAuth concepts").
fn document_of_adfs(provider: &Provider, audience: Audience) -> Value {
    let authority = format!("{}/adfs", provider.base);
    json!({
        "issuer": provider.issuer(audience.issuer_tenant()),
        "authorization_endpoint": format!("{authority}/oauth2/authorize/"),
        "token_endpoint": format!("{authority}/oauth2/token/"),
        "jwks_uri": format!("{authority}/discovery/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", JWT_BEARER, DEVICE_CODE],
        "subject_types_supported": ["pairwise"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "access_token_issuer": format!("{authority}/services/trust"),
        "claims_supported": ["aud", "iss", "iat", "exp", "nonce", "sub", "upn", "unique_name", "sid"],
        "userinfo_endpoint": format!("{authority}/userinfo"),
        "end_session_endpoint": format!("{authority}/oauth2/logout"),
        "device_authorization_endpoint": format!("{authority}/oauth2/devicecode"),
    })
}
