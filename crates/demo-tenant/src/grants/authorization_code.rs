use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::TokenRequest;
use super::issue::{Issue, issue};
use crate::aadsts::Aadsts;
use crate::codes::{Code, Redemption};
use crate::provider::Provider;
use crate::scopes::Requested;
use crate::tokens::Subject;

/// Redeems an authorization code, once (RFC 6749, section 4.1.3; RFC 7636, section 4.6).
pub(super) async fn redeem(provider: &Provider, request: &TokenRequest<'_>) -> Result<Value, Aadsts> {
    let text = request.required("code")?;
    let asked = request.params.get("scope").map(Requested::parse).transpose()?;
    let now = provider.clock.now();
    let code = match provider.codes.redeem(text, now, |code| check(request, code, asked.as_ref())) {
        Redemption::Good(code) => code,
        Redemption::Refused(error) => return Err(error),
        Redemption::Replayed(grant) => return Err(replayed(provider, grant, now).await),
        Redemption::Expired => return Err(expired()),
        Redemption::Unknown => {
            return Err(Aadsts::new(
                "invalid_grant",
                9_002_313,
                "Invalid request. Request is malformed or invalid.",
            ));
        }
    };
    let requested = match asked {
        Some(asked) => asked.within(&code.requested)?,
        None => code.requested,
    };
    let subject = Subject::new(code.person, code.tenant, code.client, code.session)
        .ok_or_else(|| Aadsts::not_in_tenant(code.person.username))?;
    let (person, client) = (code.person.id, code.client.id);
    let consented = provider.ledger.change(move |state| state.consented(person, client)).await;
    let consented = consented.map_err(|error| Aadsts::transient(&error))?;
    let grant =
        Issue { subject, requested: &requested, consented, nonce: code.nonce.as_deref(), grant: code.grant };
    issue(provider, request, grant).await
}

fn check(request: &TokenRequest<'_>, code: &Code, asked: Option<&Requested>) -> Result<(), Aadsts> {
    if code.client != request.client {
        let message = "The code was issued to another application than the one that redeems it.";
        return Err(Aadsts::new("invalid_grant", 700_005, message));
    }
    if request.required("redirect_uri")? != code.redirect {
        let message = "The reply address does not match the reply address provided when requesting the \
                       authorization code.";
        return Err(Aadsts::new("invalid_client", 500_112, message));
    }
    if let Some(asked) = asked {
        asked.clone().within(&code.requested)?;
    }
    match (&code.challenge, request.params.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) => verify(challenge, verifier),
        (Some(_), None) => {
            Err(Aadsts::malformed("The request body must contain the following parameter: 'code_verifier'."))
        }
        (None, Some(_)) => Err(mismatch()),
    }
}

fn verify(challenge: &str, verifier: &str) -> Result<(), Aadsts> {
    let is_well_formed = (43..=128).contains(&verifier.len())
        && verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    if !is_well_formed {
        let message = "code_verifier has to be 43 to 128 letters, digits and -._~ (RFC 7636, section 4.1).";
        return Err(Aadsts::new("invalid_grant", 501_491, message));
    }
    let computed = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    verify_slices_are_equal(computed.as_bytes(), challenge.as_bytes()).map_err(|_| mismatch())
}

fn mismatch() -> Aadsts {
    let message =
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
    Aadsts::new("invalid_grant", 501_481, message)
}

fn expired() -> Aadsts {
    Aadsts::new(
        "invalid_grant",
        70_008,
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive \
         authorization request for this user and resource.",
    )
}

/// Whoever replays a code may have stolen it, so everything that came from it is revoked (RFC 6749, section 4.1.2).
async fn replayed(provider: &Provider, grant: String, now: i64) -> Aadsts {
    match provider.ledger.change(move |state| state.revoke_grant(&grant, now)).await {
        Ok(_) => Aadsts::new(
            "invalid_grant",
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing \
             refresh token.",
        ),
        Err(error) => Aadsts::transient(&error),
    }
}
