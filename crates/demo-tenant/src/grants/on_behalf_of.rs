use std::collections::BTreeSet;

use serde_json::Value;

use super::TokenRequest;
use super::issue::{Issue, issue};
use crate::aadsts::Aadsts;
use crate::people::everybody;
use crate::provider::Provider;
use crate::scopes::Requested;
use crate::tenants;
use crate::tokens::{AccessClaims, Subject};
use crate::{ClientKind, random};

/// Gives an API a token to act for whoever the access token that it was sent is about (RFC 7523, section 2.1;
/// Microsoft docs, "Microsoft identity platform and OAuth 2.0 On-Behalf-Of flow"). The people of the demo tenant
/// consent to that when they consent to the API.
pub(super) async fn redeem(provider: &Provider, request: &TokenRequest<'_>) -> Result<Value, Aadsts> {
    if request.client.kind == ClientKind::Public {
        let message = "Only a confidential client can act on behalf of somebody.";
        return Err(Aadsts::new("unauthorized_client", 700_027, message));
    }
    if request.required("requested_token_use")? != "on_behalf_of" {
        return Err(Aadsts::malformed("The parameter 'requested_token_use' has to be 'on_behalf_of'."));
    }
    let claims = asserted(provider, request)?;
    let requested = Requested::parse(request.required("scope")?)?;
    let subject = subject(request, &claims).ok_or_else(|| not_usable("It is about nobody here."))?;
    let grant = random::uuid().map_err(|error| Aadsts::transient(&error))?;
    let (person, client, scopes) = (subject.person.id, request.client.id, requested.consents());
    // Its refresh token is redeemed only for what was consented to.
    let kept = provider.ledger.change(move |state| state.consent(person, client, scopes)).await;
    kept.map_err(|error| Aadsts::transient(&error))?;
    let consented = BTreeSet::new();
    issue(provider, request, Issue { subject, requested: &requested, consented, nonce: None, grant }).await
}

/// What the assertion says: it has to be an access token for the API that presents it.
fn asserted(provider: &Provider, request: &TokenRequest<'_>) -> Result<AccessClaims, Aadsts> {
    let claims = provider.key.verify(request.required("assertion")?);
    let claims = claims.ok_or_else(|| not_usable("Its signature is not good."))?;
    let claims: AccessClaims = serde_json::from_value(claims).map_err(|_| not_usable("It lacks claims."))?;
    if claims.aud != request.client.id {
        return Err(not_usable("Its audience is another API."));
    }
    if claims.exp <= provider.clock.now() {
        let message = "Assertion is not within its valid time range.";
        return Err(Aadsts::new("invalid_grant", 500_133, message));
    }
    Ok(claims)
}

fn subject(request: &TokenRequest<'_>, claims: &AccessClaims) -> Option<Subject> {
    let person = everybody().find(|person| person.object_id_in(&claims.tid) == Some(&claims.oid))?;
    let session = random::uuid().ok()?;
    Subject::new(person, tenants::tenant(&claims.tid).id, request.client, session)
}

fn not_usable(why: &str) -> Aadsts {
    let message = format!("Assertion failed signature validation, or cannot be used here. {why}");
    Aadsts::new("invalid_grant", 50_013, message)
}
