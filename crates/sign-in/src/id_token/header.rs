use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};

use super::IdTokenProblem;

/// A token's three parts, decoded but not yet believed.
pub(super) struct SplitToken<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    pub(super) claims: Map<String, Value>,
    /// What is signed: header and claims as they came.
    pub(super) message: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> SplitToken<'a> {
    /// Reads a JWS in its compact form (RFC 7515, section 7.1).
    pub(super) fn parse(token: &'a str) -> Result<Self, IdTokenProblem> {
        let (message, signature) = token.rsplit_once('.').ok_or(IdTokenProblem::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(IdTokenProblem::Malformed)?;
        let header = object(header)?;
        // RFC 7515, section 4.1.11: extensions that must be understood are not.
        if header.contains_key("crit") {
            return Err(IdTokenProblem::Malformed);
        }
        let algorithm = algorithm(header.get("alg"))?;
        let key_id = header.get("kid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { algorithm, key_id, claims: object(claims)?, message, signature })
    }
}

/// Only signatures that a published key can check: not `none`, and no HMAC, whose secret a public client
/// does not have (RFC 8725, section 3.1).
fn algorithm(value: Option<&Value>) -> Result<Algorithm, IdTokenProblem> {
    match value.and_then(Value::as_str) {
        Some("RS256") => Ok(Algorithm::RS256),
        Some("RS384") => Ok(Algorithm::RS384),
        Some("RS512") => Ok(Algorithm::RS512),
        Some("PS256") => Ok(Algorithm::PS256),
        Some("PS384") => Ok(Algorithm::PS384),
        Some("PS512") => Ok(Algorithm::PS512),
        Some("ES256") => Ok(Algorithm::ES256),
        Some("ES384") => Ok(Algorithm::ES384),
        Some("EdDSA" | "Ed25519") => Ok(Algorithm::EdDSA),
        _ => Err(IdTokenProblem::Algorithm),
    }
}

fn object(part: &str) -> Result<Map<String, Value>, IdTokenProblem> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| IdTokenProblem::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| IdTokenProblem::Malformed)
}
