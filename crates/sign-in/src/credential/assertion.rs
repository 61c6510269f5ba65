//! An assertion that an application signs for itself (RFC 7523, section 3; Microsoft docs, "Microsoft identity platform
//! application authentication certificate credentials").

use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use token_cache::Secret;

use super::proof::Prover;
use super::{CertificateChain, ClientCertificate};
use crate::{AuthorityKind, ConfidentialProblem};

/// Seconds.
const LIFETIME: i64 = 10 * 60;

impl ClientCertificate {
    /// Entra wants PS256 and the thumbprint in SHA-256; AD FS knows only RS256 and the one in SHA-1; of others RS256 is
    /// what every one takes (RFC 7518, section 3.1).
    pub(super) fn assert(&self, prover: &Prover<'_>) -> Result<Secret, ConfidentialProblem> {
        let (name, algorithm): (_, &'static dyn RsaEncoding) = match prover.kind {
            AuthorityKind::AdFs | AuthorityKind::OpenId => ("RS256", &RSA_PKCS1_SHA256),
            _ => ("PS256", &RSA_PSS_SHA256),
        };
        let claims = claims(prover).ok_or(ConfidentialProblem::CannotSign)?;
        let header = self.header(name, prover.kind);
        let message = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(algorithm, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|_| ConfidentialProblem::CannotSign)?;
        Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }

    fn header(&self, algorithm: &str, kind: AuthorityKind) -> Value {
        let mut header = json!({ "alg": algorithm, "typ": "JWT" });
        if kind == AuthorityKind::AdFs {
            header["x5t"] = URL_SAFE_NO_PAD.encode(self.sha1).into();
        } else {
            header["x5t#S256"] = URL_SAFE_NO_PAD.encode(self.sha256).into();
        }
        if self.sent == CertificateChain::Sent {
            header["x5c"] = self.chain.iter().map(|certificate| STANDARD.encode(certificate)).collect();
        }
        header
    }
}

fn claims(prover: &Prover<'_>) -> Option<Value> {
    let mut id = [0; 16];
    rand::fill(&mut id).ok()?;
    let now = prover.now;
    Some(json!({
        "aud": prover.token_endpoint.as_str(),
        "iss": prover.client_id,
        "sub": prover.client_id,
        "jti": URL_SAFE_NO_PAD.encode(id),
        "iat": now.as_unix(),
        "nbf": now.as_unix(),
        "exp": now.plus(LIFETIME).as_unix(),
    }))
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use aws_lc_rs::signature::{
        KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
    };
    use token_cache::Timestamp;
    use url::Url;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn certificate() -> ClientCertificate {
        let key = include_str!("../../tests/certificates/key.pem");
        let certificate = include_str!("../../tests/certificates/certificate.pem");
        ClientCertificate::from_pem(format!("{key}\n{certificate}").as_bytes()).unwrap()
    }

    fn assertion(certificate: &ClientCertificate, kind: AuthorityKind) -> String {
        let token_endpoint = Url::parse("https://id.example/token").unwrap();
        let now = Timestamp::from_unix(NOW);
        let prover = Prover { client_id: "app", token_endpoint: &token_endpoint, kind, now };
        certificate.assert(&prover).unwrap().expose().to_owned()
    }

    fn part(assertion: &str, place: usize) -> Value {
        let part = assertion.split('.').nth(place).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn each_kind_of_provider_gets_the_algorithm_and_the_thumbprint_that_it_knows() {
        let certificate = certificate();
        let sha1 = URL_SAFE_NO_PAD.encode(certificate.sha1);
        let sha256 = URL_SAFE_NO_PAD.encode(certificate.sha256);
        let (ps256, rs256): (&RsaParameters, &RsaParameters) =
            (&RSA_PSS_2048_8192_SHA256, &RSA_PKCS1_2048_8192_SHA256);
        for (kind, name, algorithm, thumbprint, value) in [
            (AuthorityKind::Entra, "PS256", ps256, "x5t#S256", &sha256),
            (AuthorityKind::B2c, "PS256", ps256, "x5t#S256", &sha256),
            (AuthorityKind::AdFs, "RS256", rs256, "x5t", &sha1),
            (AuthorityKind::OpenId, "RS256", rs256, "x5t#S256", &sha256),
        ] {
            let assertion = assertion(&certificate, kind);
            let expected = json!({ "alg": name, "typ": "JWT", thumbprint: value });
            assert_eq!(part(&assertion, 0), expected);
            let (message, signature) = assertion.rsplit_once('.').unwrap();
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            let key = UnparsedPublicKey::new(algorithm, certificate.key.public_key().as_ref());
            key.verify(message.as_bytes(), &signature).unwrap();
        }
    }

    #[test]
    fn an_assertion_is_the_applications_for_the_endpoint_for_ten_minutes_and_no_two_are_alike() {
        let certificate = certificate();
        let mut ids = HashSet::new();
        for _ in 0..20 {
            let claims = part(&assertion(&certificate, AuthorityKind::Entra), 1);
            ids.insert(claims["jti"].as_str().unwrap().to_owned());
            assert_eq!((&claims["iss"], &claims["sub"]), (&json!("app"), &json!("app")));
            assert_eq!(claims["aud"], "https://id.example/token");
            assert_eq!([&claims["iat"], &claims["nbf"]], [&json!(NOW), &json!(NOW)]);
            assert_eq!(claims["exp"], NOW + 600);
        }
        assert_eq!(ids.len(), 20);
    }

    #[test]
    fn the_chain_goes_along_where_it_is_wanted_the_own_certificate_first() {
        let sent = certificate().with_chain(CertificateChain::Sent);
        let header = part(&assertion(&sent, AuthorityKind::Entra), 0);
        assert_eq!(header["x5c"], json!([STANDARD.encode(&sent.chain[0])]));
    }
}
