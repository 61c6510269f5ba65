use serde::Deserialize;
use serde_json::json;

use super::Subject;
use crate::grants::RequestedClaims;
use crate::provider::Provider;
use crate::scopes::Resource;
use crate::{DemoError, ENVIRONMENT, random};

/// The claims of an access token that our own Graph reads.
#[derive(Debug, Deserialize)]
pub(crate) struct AccessClaims {
    pub(crate) aud: String,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) oid: String,
    pub(crate) tid: String,
    pub(crate) appid: String,
    #[serde(default)]
    pub(crate) scp: String,
    /// The authentication contexts that it satisfies.
    #[serde(default)]
    pub(crate) acrs: Vec<String>,
    /// See [`crate::Switches::expire_access_tokens`].
    #[serde(default)]
    pub(crate) demo_generation: i64,
}

/// Makes an access token with the claims that Graph's have in Entra (see "Access token claims reference"). Its
/// issuer does not depend on the port, so that it outlives a restart.
pub(crate) fn access_token(
    provider: &Provider,
    subject: &Subject,
    (resource, scopes): (&Resource, &str),
    claims: &RequestedClaims,
) -> Result<String, DemoError> {
    let now = provider.clock.now();
    let person = subject.person;
    let principal = subject.principal_name();
    let mut told = json!({
        "aud": resource.app_id,
        "iss": format!("https://{ENVIRONMENT}/{}/", subject.tenant),
        "iat": now,
        "nbf": now,
        "exp": now + provider.controls.lifetime(),
        "acct": i32::from(subject.is_guest()),
        "acr": "1",
        "amr": ["pwd"],
        "app_displayname": subject.client.name,
        "appid": subject.client.id,
        "appidacr": if subject.client.is_public() { "0" } else { "1" },
        "family_name": person.surname,
        "given_name": person.given_name,
        "idtyp": "user",
        "ipaddr": "127.0.0.1",
        "name": person.name,
        "oid": subject.object_id,
        "scp": scopes,
        "sid": subject.session,
        "sub": subject.pairwise(resource.app_id),
        "tenant_region_scope": "DEMO",
        "tid": subject.tenant,
        "unique_name": principal,
        "upn": principal,
        "uti": random::token(16)?,
        "ver": "1.0",
        "demo_generation": provider.controls.generation(),
    });
    if !claims.contexts.is_empty() {
        told["acrs"] = json!(claims.contexts);
    }
    if !claims.capabilities.is_empty() {
        told["xms_cc"] = json!(claims.capabilities);
    }
    provider.key.sign(&told)
}
