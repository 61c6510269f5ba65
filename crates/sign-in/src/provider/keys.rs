use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use crate::{HttpClient, SignInError};
use url::Url;

/// A provider's keys (RFC 7517, section 5). Keys of kinds that nobody here knows are passed over.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeySet {
    keys: Vec<SigningKey>,
}

/// A public key that tokens may be signed with.
#[derive(Clone, Debug)]
pub(crate) struct SigningKey {
    key: Jwk,
    issuer: Option<String>,
}

#[derive(Deserialize)]
struct KeySetBody {
    keys: Vec<Value>,
}

impl KeySet {
    /// Asks the provider.
    ///
    /// Fails with [`SignInError::Network`], [`SignInError::ProviderBusy`] or [`SignInError::AnswerInvalid`].
    pub(crate) async fn fetch(url: &Url, http: &HttpClient) -> Result<Self, SignInError> {
        let answer = http.ask(url).await?;
        if answer.status != 200 {
            return Err(answer.invalid(crate::AnswerProblem::Status(answer.status)));
        }
        Ok(Self::from_values(answer.json::<KeySetBody>()?.keys))
    }

    pub(crate) fn from_values(values: Vec<Value>) -> Self {
        Self { keys: values.into_iter().filter_map(SigningKey::from_value).collect() }
    }

    /// The key of that ID; without an ID, the only key that can sign so (OpenID Connect Core 1.0, section 10.1).
    pub(crate) fn find(&self, key_id: Option<&str>, algorithm: Algorithm) -> Option<&SigningKey> {
        let mut fitting = self.keys.iter().filter(|key| key.fits(algorithm));
        if key_id.is_some() {
            return fitting.find(|key| key.key.common.key_id.as_deref() == key_id);
        }
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

impl SigningKey {
    fn from_value(value: Value) -> Option<Self> {
        let issuer = value.get("issuer").and_then(Value::as_str).map(str::to_owned);
        let key = serde_json::from_value(value).ok()?;
        Some(Self { key, issuer })
    }

    /// The issuer that Entra reserves the key for, a template where it is for every tenant.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    pub(crate) fn decoding_key(&self) -> Option<DecodingKey> {
        DecodingKey::from_jwk(&self.key).ok()
    }

    /// Whether the key may verify signatures of that algorithm. A key is never used for an algorithm of
    /// another kind, or else its public half would serve as the secret of an HMAC (RFC 8725, section 3.1).
    fn fits(&self, algorithm: Algorithm) -> bool {
        let common = &self.key.common;
        let for_signatures = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
        let may_verify =
            common.key_operations.as_ref().is_none_or(|list| list.contains(&KeyOperations::Verify));
        let algorithm_fits =
            common.key_algorithm.is_none_or(|it| Algorithm::try_from(it).ok() == Some(algorithm));
        for_signatures && may_verify && algorithm_fits && self.kind_fits(algorithm)
    }

    fn kind_fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
        match &self.key.algorithm {
            AlgorithmParameters::RSA(_) => {
                matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512)
            }
            AlgorithmParameters::EllipticCurve(key) => match key.curve {
                EllipticCurve::P256 => algorithm == ES256,
                EllipticCurve::P384 => algorithm == ES384,
                _ => false,
            },
            AlgorithmParameters::OctetKeyPair(key) => {
                key.curve == EllipticCurve::Ed25519 && algorithm == EdDSA
            }
            _ => false,
        }
    }
}
