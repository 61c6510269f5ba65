use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::aadsts::Aadsts;
use crate::certificates;
use crate::params::Params;
use crate::provider::Provider;
use crate::tenants::Audience;
use crate::{Client, ClientKind};

/// RFC 7523, section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client presents.
enum Proof<'a> {
    Nothing,
    Secret(&'a str),
    Assertion(&'a str),
}

/// Finds the client and checks what it has to prove (RFC 6749, section 2.3).
pub(crate) fn authenticate(
    provider: &Provider,
    audience: Audience,
    headers: &HeaderMap,
    params: &Params,
) -> Result<&'static Client, Aadsts> {
    let basic = basic_credentials(headers);
    let (id, secret) = match &basic {
        Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
        None => (params.get("client_id"), params.get("client_secret")),
    };
    let id = id.ok_or_else(|| {
        Aadsts::malformed("The request body must contain the following parameter: 'client_id'.")
    })?;
    let client = Client::find(id).ok_or_else(|| Aadsts::unknown_client(id))?;
    match (&client.kind, proof(secret, params)?) {
        (ClientKind::Public, Proof::Nothing) => Ok(client),
        (ClientKind::Public, _) => Err(Aadsts::new(
            "invalid_client",
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        )),
        (ClientKind::Confidential { .. }, Proof::Nothing) => Err(Aadsts::new(
            "invalid_client",
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        )),
        (ClientKind::Confidential { secret }, Proof::Secret(given)) => {
            check_secret(provider, secret, given).map(|()| client)
        }
        (ClientKind::Confidential { .. }, Proof::Assertion(assertion)) => {
            let (known, now) = (&provider.certificates, provider.clock.now());
            certificates::check(known, client, assertion, &audiences(provider, audience), now)
                .map(|()| client)
        }
    }
}

fn proof<'a>(secret: Option<&'a str>, params: &'a Params) -> Result<Proof<'a>, Aadsts> {
    let given = params.get("client_assertion").zip(params.get("client_assertion_type"));
    match (secret, given) {
        (None, None) => Ok(Proof::Nothing),
        (Some(secret), None) => Ok(Proof::Secret(secret)),
        (None, Some((assertion, JWT_BEARER))) => Ok(Proof::Assertion(assertion)),
        _ => Err(Aadsts::malformed("A client proves itself in one way, and an assertion has to be a JWT.")),
    }
}

fn check_secret(provider: &Provider, secret: &str, given: &str) -> Result<(), Aadsts> {
    verify_slices_are_equal(secret.as_bytes(), given.as_bytes())
        .map_err(|_| Aadsts::new("invalid_client", 7_000_215, "Invalid client secret provided."))?;
    if provider.controls.secrets_have_expired() {
        let message = "The provided client secret keys are expired. Create new keys for your app.";
        return Err(Aadsts::new("invalid_client", 7_000_222, message));
    }
    Ok(())
}

/// Whom an assertion may be for: the token endpoint, under whichever name of the tenant, or the issuer.
fn audiences(provider: &Provider, audience: Audience) -> Vec<String> {
    let segment = audience.segment();
    let authority = format!("{}/{segment}", provider.base);
    vec![
        format!("{authority}/oauth2/v2.0/token"),
        format!("{}/adfs/oauth2/token/", provider.base),
        provider.issuer(segment),
    ]
}

fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let decoded = String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ")?).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((decode(id), decode(secret)))
}

/// Both halves are form-encoded.
fn decode(text: &str) -> String {
    let pair = format!("x={text}");
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
