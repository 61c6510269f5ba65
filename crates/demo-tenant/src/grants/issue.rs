use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{RequestedClaims, TokenRequest};
use crate::aadsts::Aadsts;
use crate::ledger::RefreshToken;
use crate::provider::Provider;
use crate::scopes::{OidcScope, Requested};
use crate::tokens::{Occasion, Subject, access_token, client_info, id_token};
use crate::{DemoError, Product, random};

/// How long a refresh token may lie unused, in seconds: 90 days, see "Refresh tokens in the Microsoft identity
/// platform".
const REFRESH_TOKEN_LIFETIME: i64 = 90 * 86_400;

/// What tokens are made from.
pub(super) struct Issue<'a> {
    pub(super) subject: Subject,
    pub(super) requested: &'a Requested,
    pub(super) consented: BTreeSet<String>,
    pub(super) nonce: Option<&'a str>,
    /// All tokens of one sign-in share this.
    pub(super) grant: String,
}

/// Makes the token answer in Entra's order (RFC 6749, section 5.1).
pub(super) async fn issue(
    provider: &Provider,
    request: &TokenRequest<'_>,
    issue: Issue<'_>,
) -> Result<Value, Aadsts> {
    RequestedClaims::of(request)?;
    let refresh_token = refresh_token(provider, &issue).await.map_err(|error| Aadsts::transient(&error))?;
    build(provider, request, &issue, refresh_token).map_err(|error| Aadsts::transient(&error))
}

async fn refresh_token(provider: &Provider, issue: &Issue<'_>) -> Result<Option<String>, DemoError> {
    if !issue.requested.asks(OidcScope::OfflineAccess) {
        return Ok(None);
    }
    let text = format!("1.{}", random::token(96)?);
    let now = provider.clock.now();
    let record = RefreshToken {
        grant: issue.grant.clone(),
        person: issue.subject.person.id.to_owned(),
        client: issue.subject.client.id.to_owned(),
        family: issue.subject.client.family.map(str::to_owned),
        tenant: issue.subject.tenant.to_owned(),
        session: issue.subject.session.clone(),
        scopes: issue.requested.written(),
        issued_at: now,
        expires_at: now + REFRESH_TOKEN_LIFETIME,
        used: false,
        revoked_at: None,
    };
    let token = text.clone();
    provider.ledger.change(move |state| state.add_refresh_token(&token, record)).await?;
    Ok(Some(text))
}

fn build(
    provider: &Provider,
    request: &TokenRequest<'_>,
    issue: &Issue<'_>,
    refresh_token: Option<String>,
) -> Result<Value, DemoError> {
    let Issue { subject, requested, .. } = issue;
    let claims = RequestedClaims::of(request).unwrap_or_default();
    let granted = requested.granted(&issue.consented);
    let oidc =
        requested.oidc.iter().filter(|scope| **scope != OidcScope::OfflineAccess).map(|scope| scope.name());
    let scp: Vec<&str> = granted.iter().map(|permission| permission.name).chain(oidc).collect();
    let lifetime = provider.controls.lifetime();

    let mut answer = Map::new();
    answer.insert("token_type".into(), "Bearer".into());
    answer.insert("scope".into(), requested.answer(&granted).into());
    answer.insert("expires_in".into(), lifetime.into());
    answer.insert("ext_expires_in".into(), lifetime.into());
    if let Some(seconds) = provider.controls.refresh_in() {
        answer.insert("refresh_in".into(), seconds.into());
    }
    answer.insert(
        "access_token".into(),
        access_token(provider, subject, (requested.resource, &scp.join(" ")), &claims)?.into(),
    );
    if let Some(token) = refresh_token {
        answer.insert("refresh_token".into(), token.into());
    }
    if let Some(family) = subject.client.family {
        answer.insert("foci".into(), family.into());
    }
    if requested.asks(OidcScope::OpenId)
        && let Some(token) = id_token(
            provider,
            subject,
            requested,
            &Occasion { nonce: issue.nonce, policy: request.policy.as_deref() },
        )?
    {
        answer.insert("id_token".into(), token.into());
    }
    let is_asked = request.params.get("client_info") == Some("1");
    if (is_asked || provider.controls.sends_client_info_unasked()) && provider.product != Product::Adfs {
        answer.insert("client_info".into(), client_info(subject.person, request.policy.as_deref()).into());
    }
    Ok(answer.into())
}
