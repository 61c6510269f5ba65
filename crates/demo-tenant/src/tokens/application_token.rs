use serde_json::json;

use super::pairwise;
use crate::grants::RequestedClaims;
use crate::provider::Provider;
use crate::scopes::Resource;
use crate::{Client, DemoError, ENVIRONMENT, Tenant, random};

/// Makes an access token of an application's own, with the claims that Entra gives it (see "Access token claims
/// reference").
pub(crate) fn application_token(
    provider: &Provider,
    client: &Client,
    tenant: &Tenant,
    resource: &Resource,
    claims: &RequestedClaims,
) -> Result<String, DemoError> {
    let now = provider.clock.now();
    // The object that stands for the application in the tenant.
    let object = pairwise(tenant.id, "service-principal", client.id);
    let mut told = json!({
        "aud": resource.app_id,
        "iss": format!("https://{ENVIRONMENT}/{}/", tenant.id),
        "iat": now,
        "nbf": now,
        "exp": now + provider.controls.lifetime(),
        "app_displayname": client.name,
        "appid": client.id,
        "appidacr": "1",
        "idtyp": "app",
        "oid": object,
        "roles": resource.permissions.iter().map(|permission| permission.name).collect::<Vec<_>>(),
        "sub": object,
        "tenant_region_scope": "DEMO",
        "tid": tenant.id,
        "uti": random::token(16)?,
        "ver": "1.0",
        "demo_generation": provider.controls.generation(),
    });
    if !claims.capabilities.is_empty() {
        told["xms_cc"] = json!(claims.capabilities);
    }
    provider.key.sign(&told)
}
