use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::Certificates;
use crate::Client;
use crate::aadsts::Aadsts;

/// Seconds that two clocks may be apart.
const TOLERANCE: i64 = 300;
/// Seconds that an assertion may live.
const LONGEST: i64 = 24 * 60 * 60;

/// Checks the assertion of a client, which has to be for one of these audiences (RFC 7523, section 3).
pub(crate) fn check(
    certificates: &Certificates,
    client: &Client,
    assertion: &str,
    audiences: &[String],
    now: i64,
) -> Result<(), Aadsts> {
    let (message, signature) = assertion.rsplit_once('.').ok_or_else(malformed)?;
    let (header, claims) = message.split_once('.').ok_or_else(malformed)?;
    let (header, claims) = (json(header)?, json(claims)?);
    let registered = certificates.find(client, |known| {
        header["x5t#S256"] == *known.sha256 || (header["x5t#S256"].is_null() && header["x5t"] == *known.sha1)
    });
    let registered = registered.ok_or_else(unknown_key)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| malformed())?;
    let key = UnparsedPublicKey::new(algorithm(&header)?, &registered.public_key);
    key.verify(message.as_bytes(), &signature).map_err(|_| unknown_key())?;
    check_claims(certificates, client, &claims, audiences, now)
}

fn check_claims(
    certificates: &Certificates,
    client: &Client,
    claims: &Value,
    audiences: &[String],
    now: i64,
) -> Result<(), Aadsts> {
    if claims["iss"] != client.id || claims["sub"] != client.id {
        let message = "The client assertion's issuer and subject are not the application that presents it.";
        return Err(Aadsts::new("invalid_client", 700_021, message));
    }
    if !audiences.iter().any(|audience| claims["aud"] == **audience) {
        let message = "The client assertion's audience is not this token endpoint.";
        return Err(Aadsts::new("invalid_client", 700_023, message));
    }
    let time = |name: &str| claims[name].as_f64();
    #[allow(clippy::cast_precision_loss, reason = "seconds since 1970 are far from the limit")]
    let (now, tolerance, longest) = (now as f64, TOLERANCE as f64, LONGEST as f64);
    let ends = time("exp").is_some_and(|end| end > now - tolerance && end < now + longest);
    let has_begun = time("nbf").is_none_or(|begin| begin <= now + tolerance);
    if !ends || !has_begun {
        let message = "The client assertion is not within its valid time range.";
        return Err(Aadsts::new("invalid_client", 700_024, message));
    }
    match claims["jti"].as_str() {
        Some(id) if certificates.is_new(id) => Ok(()),
        _ => Err(malformed()),
    }
}

fn algorithm(header: &Value) -> Result<&'static RsaParameters, Aadsts> {
    match header["alg"].as_str() {
        Some("PS256") => Ok(&RSA_PSS_2048_8192_SHA256),
        Some("RS256") => Ok(&RSA_PKCS1_2048_8192_SHA256),
        _ => Err(malformed()),
    }
}

fn json(part: &str) -> Result<Value, Aadsts> {
    // MSAL Python pads the thumbprints, but not the parts.
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed())?;
    let mut value: Value = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
    for name in ["x5t", "x5t#S256"] {
        if let Some(text) = value.get(name).and_then(Value::as_str) {
            value[name] = text.trim_end_matches('=').into();
        }
    }
    Ok(value)
}

fn malformed() -> Aadsts {
    Aadsts::new(
        "invalid_client",
        50_027,
        "The client assertion is no JWT that can be used, or was used already.",
    )
}

fn unknown_key() -> Aadsts {
    let message =
        "The certificate with which the client assertion is signed is not registered on the application.";
    Aadsts::new("invalid_client", 700_027, message)
}
