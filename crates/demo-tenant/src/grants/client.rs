use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::aadsts::Aadsts;
use crate::params::Params;
use crate::{Client, ClientKind};

/// Finds the client and checks what it has to prove (RFC 6749, section 2.3).
pub(crate) fn authenticate(headers: &HeaderMap, params: &Params) -> Result<&'static Client, Aadsts> {
    let basic = basic_credentials(headers);
    let (id, secret) = match &basic {
        Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
        None => (params.get("client_id"), params.get("client_secret")),
    };
    let id = id.ok_or_else(|| {
        Aadsts::malformed("The request body must contain the following parameter: 'client_id'.")
    })?;
    let client = Client::find(id).ok_or_else(|| Aadsts::unknown_client(id))?;
    match (&client.kind, secret) {
        (ClientKind::Public, None) => Ok(client),
        (ClientKind::Public, Some(_)) => Err(Aadsts::new(
            "invalid_client",
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        )),
        (ClientKind::Confidential { .. }, None) => Err(Aadsts::new(
            "invalid_client",
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        )),
        (ClientKind::Confidential { secret }, Some(given)) => {
            verify_slices_are_equal(secret.as_bytes(), given.as_bytes())
                .map(|()| client)
                .map_err(|_| Aadsts::new("invalid_client", 7_000_215, "Invalid client secret provided."))
        }
    }
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
