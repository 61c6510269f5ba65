use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value};

use crate::{
    Secret,
    json::text_member,
    wipe::{Wiped, wipe_bytes},
};

/// Base64url with or without its padding: some libraries keep it.
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a signed JWT says (RFC 7519), to show it. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedJwt {
    /// The parameters of the header (RFC 7515, section 4), in their order.
    pub header: Map<String, Value>,
    /// The claims, in their order.
    pub claims: Map<String, Value>,
}

/// Decodes `token` without checking its signature; none when it is opaque or encrypted.
pub fn decode_jwt(token: &Secret) -> Option<DecodedJwt> {
    let mut parts = token.expose().split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some(DecodedJwt { header: decode_object(header)?, claims: decode_object(claims)? })
}

/// The JSON object that `encoded` is the base64url of.
pub(crate) fn decode_object(encoded: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(&decode(encoded)?).ok()
}

/// One claim of a token that is a string, without taking apart the others.
pub(crate) fn text_claim(token: &str, name: &str) -> Option<String> {
    let claims = decode(token.split('.').nth(1)?)?;
    text_member(&claims, name)
}

/// The text, which JSON is, that `encoded` stands for.
fn decode(encoded: &str) -> Option<Wiped> {
    let text = String::from_utf8(BASE64_URL.decode(encoded).ok()?);
    text.map(Wiped::new).map_err(|error| wipe_bytes(error.into_bytes())).ok()
}

/// The claims alone: MSAL libraries also store ID tokens whose signature is cut off.
pub(crate) fn decode_claims(token: &str) -> Option<Map<String, Value>> {
    decode_object(token.split('.').nth(1)?)
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::{BASE64_URL, decode_jwt};
    use crate::Secret;

    fn decode(text: &str) -> Option<super::DecodedJwt> {
        decode_jwt(&Secret::new(text.to_owned()))
    }

    #[test]
    fn a_signed_token_decodes_with_and_without_padding() {
        for token in ["eyJhIjoxfQ.eyJiIjoiw6kifQ.c2ln", "eyJhIjoxfQ==.eyJiIjoiw6kifQ==.c2ln"] {
            let decoded = decode(token).unwrap();
            assert_eq!(decoded.header["a"], 1);
            assert_eq!(decoded.claims["b"], "\u{e9}");
        }
    }

    #[test]
    fn a_claim_is_read_without_the_others_whatever_its_escapes() {
        let claim = |claims: &str| super::text_claim(&format!("h.{}.s", BASE64_URL.encode(claims)), "name");
        assert_eq!(claim(r#"{"a": {"name": 1}, "name": "A\u0064a"}"#).as_deref(), Some("Ada"));
        assert_eq!(claim(r#"{"name": "a", "n\u0061me": "b"}"#).as_deref(), Some("b"), "the last counts");
        for none in [
            r#"{"name": 1}"#,
            r#"{"name": "a", "name": null}"#,
            r#"{"name": "a""#,
            "[]",
            r#"{"name": "\ud800"}"#,
        ] {
            assert_eq!(claim(none), None, "{none}");
        }
    }

    #[test]
    fn opaque_and_encrypted_tokens_do_not_decode() {
        for token in
            ["", "opaque", "a.b.c", "eyJhIjoxfQ.eyJhIjoxfQ", "eyJhIjoxfQ.eyJhIjoxfQ.x.y.z", "W10.W10.W10"]
        {
            assert!(decode(token).is_none(), "{token}");
        }
    }
}
