use serde_json::Value;

use super::TokenRequest;
use super::issue::{Issue, issue};
use crate::aadsts::Aadsts;
use crate::device_codes::{Approval, DeviceRequest, Polled};
use crate::provider::Provider;
use crate::tokens::Subject;

/// Answers a device that asks for its tokens (RFC 8628, sections 3.4 and 3.5). The errors are Entra's, see
/// "Microsoft identity platform and the OAuth 2.0 device authorization grant flow".
pub(super) async fn redeem(provider: &Provider, request: &TokenRequest<'_>) -> Result<Value, Aadsts> {
    let text = request.required("device_code")?;
    match provider.device_codes.poll(text, request.client, provider.clock.now()) {
        Polled::Approved(approved) => let_in(provider, request, *approved).await,
        Polled::Pending => Err(pending()),
        Polled::TooOften => Err(Aadsts::slow_down()),
        Polled::Declined => Err(declined()),
        Polled::Expired => Err(expired()),
        Polled::Unknown => Err(unknown()),
    }
}

async fn let_in(
    provider: &Provider,
    request: &TokenRequest<'_>,
    (device, approval): (DeviceRequest, Approval),
) -> Result<Value, Aadsts> {
    let Approval { grant, person, tenant, session } = approval;
    let subject = Subject::new(person, tenant, device.client, session)
        .ok_or_else(|| Aadsts::not_in_tenant(person.username))?;
    let client = device.client.id;
    let consented = provider.ledger.change(move |state| state.consented(person.id, client)).await;
    let consented = consented.map_err(|error| Aadsts::transient(&error))?;
    let grant = Issue { subject, requested: &device.requested, consented, nonce: None, grant };
    issue(provider, request, grant).await
}

fn pending() -> Aadsts {
    let message = "The request has not been authorized by the user yet, who has to type the code.";
    Aadsts::new("authorization_pending", 70_016, message)
}

/// Entra documents no number of its own for this; it is the one for somebody who refuses the consent.
fn declined() -> Aadsts {
    Aadsts::new("authorization_declined", 65_004, "The user declined to let the device in.")
}

fn expired() -> Aadsts {
    let message = "The value of 'device_code' is not valid: this device code has expired.";
    Aadsts::new("expired_token", 70_020, message)
}

fn unknown() -> Aadsts {
    Aadsts::new(
        "bad_verification_code",
        70_018,
        "The value of 'device_code' is not known, or was used already.",
    )
}
