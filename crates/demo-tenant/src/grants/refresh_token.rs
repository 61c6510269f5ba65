use std::collections::BTreeSet;

use serde_json::Value;

use super::TokenRequest;
use super::issue::{Issue, issue};
use crate::aadsts::Aadsts;
use crate::ledger::{Redeemed, RefreshToken};
use crate::people::{Person, person};
use crate::provider::Provider;
use crate::scopes::Requested;
use crate::tenants::{Audience, TENANTS};
use crate::time::timestamp;
use crate::tokens::Subject;

/// Redeems a refresh token (RFC 6749, section 6), in the tenant of the endpoint, for the scopes asked.
pub(super) async fn redeem(provider: &Provider, request: &TokenRequest<'_>) -> Result<Value, Aadsts> {
    let text = request.required("refresh_token")?.to_owned();
    let now = provider.clock.now();
    let record = good(look_up(provider, text.clone(), now).await)?;
    let person = check_client(request, &record)?;
    let tenant =
        tenant(request.audience, person, &record).ok_or_else(|| Aadsts::not_in_tenant(person.username))?;
    let requested = scopes(request, &record)?;
    let consented = consented(provider, request, person, &requested).await?;

    // Only now is it used: a refused request must not use it up.
    let rule = provider.controls.rule();
    good(provider.ledger.change(move |state| state.use_refresh_token(&text, rule, now)).await)?;
    let subject = Subject::new(person, tenant, request.client, record.session.clone())
        .ok_or_else(|| Aadsts::not_in_tenant(person.username))?;
    issue(
        provider,
        request,
        Issue { subject, requested: &requested, consented, nonce: None, grant: record.grant },
    )
    .await
}

fn good(redeemed: Result<Redeemed, crate::DemoError>) -> Result<RefreshToken, Aadsts> {
    match redeemed.map_err(|error| Aadsts::transient(&error))? {
        Redeemed::Good(record) => Ok(*record),
        Redeemed::Unknown => {
            Err(Aadsts::new("invalid_grant", 9_002_313, "Invalid request. Request is malformed or invalid.")
                .with_suberror("bad_token"))
        }
        Redeemed::Expired(record) => {
            let message = format!(
                "The refresh token has expired due to inactivity. The token was issued on {} and was inactive for \
                 too long.",
                timestamp(record.issued_at)
            );
            Err(Aadsts::new("invalid_grant", 700_082, message).with_suberror("token_expired"))
        }
        Redeemed::Revoked(record) => {
            let message = format!(
                "The provided grant has expired due to it being revoked, a fresh auth token is needed. The grant \
                 was issued on '{}' and revoked on '{}'.",
                timestamp(record.issued_at),
                timestamp(record.revoked_at.unwrap_or_default())
            );
            Err(Aadsts::new("invalid_grant", 50_173, message).with_suberror("bad_token"))
        }
    }
}

/// A refresh token is its client's own, or its family's.
fn check_client(request: &TokenRequest<'_>, record: &RefreshToken) -> Result<&'static Person, Aadsts> {
    let is_own = record.client == request.client.id;
    let is_familys = record.family.is_some() && record.family.as_deref() == request.client.family;
    if !is_own && !is_familys {
        let message = "Provided grant is invalid or malformed: it was issued to another application.";
        return Err(Aadsts::new("invalid_grant", 70_000, message).with_suberror("client_mismatch"));
    }
    person(&record.person).ok_or_else(|| {
        Aadsts::new("invalid_grant", 50_034, "The user account does not exist in the directory.")
    })
}

/// Endpoints that name no tenant mean the one that the token came from.
fn tenant(audience: Audience, person: &Person, record: &RefreshToken) -> Option<&'static str> {
    let admitted = person.tenant_for(audience)?;
    match audience {
        Audience::Common | Audience::Organizations => {
            TENANTS.iter().map(|tenant| tenant.id).find(|id| *id == record.tenant)
        }
        Audience::Consumers | Audience::Tenant(_) => Some(admitted),
    }
}

fn scopes(request: &TokenRequest<'_>, record: &RefreshToken) -> Result<Requested, Aadsts> {
    if let Some(scope) = request.params.get("scope") {
        return Requested::parse(scope);
    }
    let scopes: Vec<&str> = record.scopes.iter().map(String::as_str).collect();
    Requested::parse(&scopes.join(" "))
}

/// What was consented to, which has to cover what is asked.
async fn consented(
    provider: &Provider,
    request: &TokenRequest<'_>,
    person: &'static Person,
    requested: &Requested,
) -> Result<BTreeSet<String>, Aadsts> {
    let client = request.client;
    let consented = provider.ledger.change(move |state| state.consented(person.id, client.id)).await;
    let consented = consented.map_err(|error| Aadsts::transient(&error))?;
    if client.is_preauthorized() || requested.consents().is_subset(&consented) {
        return Ok(consented);
    }
    Err(Aadsts::consent_missing("invalid_grant", client))
}

async fn look_up(provider: &Provider, text: String, now: i64) -> Result<Redeemed, crate::DemoError> {
    provider.ledger.change(move |state| state.look_up(&text, now)).await
}
