use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};
use thiserror::Error;

use super::header;

/// Longer challenges are refused: real ones have some hundred bytes.
const LONGEST: usize = 16 * 1024;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// What an API or a provider wants a token to say, which the one that it was sent did not.
///
/// It names policies and points in time, no secrets.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimsChallenge {
    /// JSON: one object.
    json: String,
}

/// Why a text is no claims challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClaimsProblem {
    /// No JSON, or no object.
    #[error("the claims are not an object in JSON; copy them as the API sent them")]
    NotAnObject,
    /// Longer than any real challenge.
    #[error("the claims are longer than {LONGEST} bytes; copy only what the API sent as claims")]
    TooLong,
}

impl ClaimsChallenge {
    /// Reads the JSON of a challenge, as it is or in base64, in which APIs send it.
    pub fn parse(text: &str) -> Result<Self, ClaimsProblem> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(ClaimsProblem::TooLong);
        }
        let decoded;
        let json = if text.starts_with('{') {
            text
        } else {
            decoded = decode(text).ok_or(ClaimsProblem::NotAnObject)?;
            &decoded
        };
        let object: Map<String, Value> =
            serde_json::from_str(json).map_err(|_| ClaimsProblem::NotAnObject)?;
        Ok(Self { json: Value::Object(object).to_string() })
    }

    /// Reads the `WWW-Authenticate` header of an API that refused a token with `error="insufficient_claims"`
    /// (RFC 9110, section 11.6.1; RFC 6750, section 3); none where it asks for no claims.
    pub fn from_www_authenticate(header: &str) -> Option<Self> {
        header::challenges(header).into_iter().find_map(|challenge| {
            let wants_claims = challenge.scheme.eq_ignore_ascii_case("bearer")
                && challenge.parameter("error") == Some("insufficient_claims");
            let claims = challenge.parameter("claims").filter(|_| wants_claims)?;
            Self::parse(claims).ok()
        })
    }

    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.json
    }

    pub(super) fn object(&self) -> Map<String, Value> {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

fn decode(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()?;
    String::from_utf8(bytes).ok()
}

impl fmt::Debug for ClaimsChallenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ClaimsChallenge").field(&self.json).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

    #[test]
    fn claims_are_read_as_they_are_and_in_either_base64_with_and_without_padding() {
        let standard = base64::engine::general_purpose::STANDARD.encode(JSON);
        let url_safe = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(JSON);
        for text in [JSON, &format!(" {JSON}\n"), &standard, standard.trim_end_matches('='), &url_safe] {
            assert_eq!(ClaimsChallenge::parse(text).unwrap().as_str(), JSON, "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "[]", "null", "{", "W10=", "not base64!", "{}{}", "\u{e9}"] {
            assert_eq!(ClaimsChallenge::parse(text), Err(ClaimsProblem::NotAnObject), "{text}");
        }
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST));
        assert_eq!(ClaimsChallenge::parse(&long), Err(ClaimsProblem::TooLong));
        assert_eq!(ClaimsChallenge::parse(&"{\"a\":".repeat(2000)), Err(ClaimsProblem::NotAnObject));
    }

    #[test]
    fn the_header_of_an_api_that_wants_claims_is_understood() {
        let claims = base64::engine::general_purpose::STANDARD.encode(JSON);
        let header = format!(
            "Bearer realm=\"\", authorization_uri=\"https://login.example/common/oauth2/authorize\", \
             client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", claims=\"{claims}\""
        );
        assert_eq!(ClaimsChallenge::from_www_authenticate(&header).unwrap().as_str(), JSON);
        let among_others = format!("Negotiate abc==, DPoP algs=\"ES256\",{header} , Basic realm=\"x, y\"");
        assert_eq!(ClaimsChallenge::from_www_authenticate(&among_others).unwrap().as_str(), JSON);
    }

    #[test]
    fn a_header_that_wants_something_else_is_none() {
        for header in [
            "",
            "Bearer",
            "Bearer error=\"invalid_token\", claims=\"e30=\"",
            "Bearer error=\"insufficient_claims\"",
            "Bearer error=\"insufficient_claims\", claims=\"W10=\"",
            "Basic error=\"insufficient_claims\", claims=\"e30=\"",
            "Bearer error=\"insufficient_claims\", Basic claims=\"e30=\"",
            "Bearer error=\"insufficient_claims\", error=\"x\", claims=\"e30=\"",
            "Bearer x=\"error=insufficient_claims, claims=e30=\"",
            "Bearer error=\"insufficient_claims, claims=\"e30=",
        ] {
            assert_eq!(ClaimsChallenge::from_www_authenticate(header), None, "{header}");
        }
    }
}
