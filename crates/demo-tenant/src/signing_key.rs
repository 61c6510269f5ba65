use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::DemoError;

/// The RSA key that signs every token (RS256).
pub(crate) struct SigningKey {
    pair: RsaKeyPair,
    modulus: String,
    exponent: String,
    id: String,
}

impl SigningKey {
    /// Makes a new key of 2048 bits.
    pub(crate) fn generate() -> Result<Self, DemoError> {
        RsaKeyPair::generate(KeySize::Rsa2048).map(Self::from_pair).map_err(|_| DemoError::Cryptography)
    }

    /// Reads what [`SigningKey::to_pkcs8`] wrote; `None` if it is no such key.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Option<Self> {
        RsaKeyPair::from_pkcs8(der).map(Self::from_pair).ok()
    }

    fn from_pair(pair: RsaKeyPair) -> Self {
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        // The thumbprint of RFC 7638, section 3: these members in this order.
        let members = format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()));
        Self { pair, modulus, exponent, id }
    }

    /// The private key, to be kept where nobody else reads it.
    pub(crate) fn to_pkcs8(&self) -> Result<Vec<u8>, DemoError> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.pair).map_err(|_| DemoError::Cryptography)?;
        Ok(der.as_ref().to_vec())
    }

    /// The public key as a JWK (RFC 7517), with the issuer that Entra adds to its own.
    pub(crate) fn to_jwk(&self, issuer: &str) -> Value {
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id,
            "n": self.modulus, "e": self.exponent, "issuer": issuer,
        })
    }

    /// Signs the claims as a JWT (RFC 7519).
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, DemoError> {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.id });
        let message = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.signature(message.as_bytes())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a JWT that this key signed; `None` for any other.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        let (message, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // PKCS#1 v1.5 signatures are deterministic, so the signature that we would write is the only good one.
        if self.signature(message.as_bytes()).ok()? != signature {
            return None;
        }
        let claims = URL_SAFE_NO_PAD.decode(message.split_once('.')?.1).ok()?;
        serde_json::from_slice(&claims).ok()
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, DemoError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| DemoError::Cryptography)?;
        Ok(signature)
    }
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_key_being_written_and_read() {
        let key = SigningKey::generate().unwrap();
        let token = key.sign(&json!({ "sub": "ada" })).unwrap();
        let again = SigningKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
        assert_eq!(again.verify(&token), Some(json!({ "sub": "ada" })));
    }

    #[test]
    fn a_token_with_one_letter_changed_is_refused() {
        let key = SigningKey::generate().unwrap();
        let token = key.sign(&json!({ "sub": "ada" })).unwrap();
        let changed = token.replacen('.', ".a", 1);
        assert_eq!(key.verify(&changed), None);
        assert_eq!(key.verify("no token"), None);
    }
}
