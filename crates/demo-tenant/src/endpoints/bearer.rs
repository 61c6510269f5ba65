use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::people::{Person, everybody};
use crate::provider::Provider;
use crate::random;
use crate::scopes::Resource;
use crate::tenants::{self, Tenant};
use crate::time::date_time;
use crate::tokens::AccessClaims;

/// Who presents a good access token for Graph.
pub(super) struct Caller {
    pub(super) person: &'static Person,
    pub(super) tenant: &'static Tenant,
    pub(super) claims: AccessClaims,
}

impl Caller {
    /// Reads the bearer token (RFC 6750, section 2.1).
    pub(super) fn identify(provider: &Provider, headers: &HeaderMap) -> Result<Self, Refused> {
        let value =
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or(Refused::Token("Access token is empty."))?;
        let caller = check(provider, token.trim()).map_err(Refused::Token)?;
        match provider.controls.context() {
            Some(context) if !caller.claims.acrs.contains(&context) => Err(Refused::Context(context)),
            _ => Ok(caller),
        }
    }

    /// Refuses unless the token has one of these scopes.
    pub(super) fn require(&self, scopes: &[&str]) -> Result<(), Refused> {
        let allows = self.claims.scp.split(' ').any(|scope| scopes.contains(&scope));
        if allows { Ok(()) } else { Err(Refused::Scope) }
    }
}

fn check(provider: &Provider, token: &str) -> Result<Caller, &'static str> {
    let claims =
        provider.key.verify(token).ok_or("CompactToken parsing failed, or the signature is not good.")?;
    let claims: AccessClaims = serde_json::from_value(claims).map_err(|_| "Access token lacks claims.")?;
    let now = provider.clock.now();
    if claims.aud != Resource::graph().app_id {
        return Err("Access token validation failure. Invalid audience.");
    }
    if claims.exp <= now || claims.demo_generation < provider.controls.generation() {
        return Err("Lifetime validation failed, the token is expired.");
    }
    if claims.nbf > now + 300 {
        return Err("Lifetime validation failed, the token is not yet valid.");
    }
    let person = everybody().find(|person| person.object_id_in(&claims.tid) == Some(&claims.oid));
    let person = person.ok_or("The user of the access token does not exist.")?;
    Ok(Caller { person, tenant: tenants::tenant(&claims.tid), claims })
}

/// Why Graph refuses.
#[derive(Clone, Debug)]
pub(super) enum Refused {
    /// The access token is not good.
    Token(&'static str),
    /// It does not say that it satisfies this authentication context.
    Context(String),
    /// It does not allow this.
    Scope,
    /// There is no picture.
    NoPicture,
}

/// Graph's own form of an error, see "Microsoft Graph error responses and resource types".
pub(super) fn refuse(provider: &Provider, refused: &Refused) -> Response {
    let (status, code, message) = match refused {
        Refused::Token(message) => (StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", *message),
        Refused::Context(_) => (
            StatusCode::UNAUTHORIZED,
            "InvalidAuthenticationToken",
            "The access token does not satisfy the authentication context that this needs.",
        ),
        Refused::Scope => (
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ),
        Refused::NoPicture => (StatusCode::NOT_FOUND, "ImageNotFound", "The person has no picture."),
    };
    let request_id = random::uuid().unwrap_or_default();
    let inner = json!({
        "date": date_time(provider.clock.now()), "request-id": request_id, "client-request-id": request_id,
    });
    let body = Json(json!({ "error": { "code": code, "message": message, "innerError": inner } }));
    let mut response = (status, body).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = format!(
            "Bearer realm=\"\", authorization_uri=\"{}/common/oauth2/v2.0/authorize\", client_id=\"{}\"{}",
            provider.base,
            Resource::graph().app_id,
            wanted_claims(refused)
        );
        if let Ok(challenge) = HeaderValue::from_str(&challenge) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
    }
    response
}

/// The parameters of a claims challenge; see "Claims challenges, claims requests, and client capabilities".
fn wanted_claims(refused: &Refused) -> String {
    let Refused::Context(context) = refused else { return String::new() };
    let claims = json!({ "access_token": { "acrs": { "essential": true, "value": context } } });
    format!(", error=\"insufficient_claims\", claims=\"{}\"", STANDARD.encode(claims.to_string()))
}
