use std::fmt::{self, Write};

use aws_lc_rs::digest::{self, Algorithm};
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::KeyPair;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::{ConfidentialProblem, SignInError};

/// Bytes of a modulus: what is shorter is refused by Entra, and by the library that signs.
const SHORTEST_MODULUS: usize = 2048 / 8;

/// A certificate that is registered for an application, and its private key, which is in no log and is wiped.
pub struct ClientCertificate {
    pub(super) key: RsaKeyPair,
    /// The certificate of the key, and those that vouch for it.
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) sha256: [u8; 32],
    pub(super) sha1: [u8; 20],
    pub(super) sent: CertificateChain,
}

/// Whether assertions bring the certificate along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertificateChain {
    /// They name it by its thumbprint: it is registered itself.
    #[default]
    NotSent,
    /// They have it and those that vouch for it (`x5c`): only its subject and issuer are registered, so that it may be
    /// renewed without registering it anew.
    Sent,
}

impl ClientCertificate {
    /// Reads a text in PEM with the private key (PKCS#8 or PKCS#1, not encrypted) and the certificate, and perhaps
    /// those that vouch for it, in any order; two files may be put behind each other.
    ///
    /// Fails with [`ConfidentialProblem::KeyMissing`], [`ConfidentialProblem::KeyEncrypted`],
    /// [`ConfidentialProblem::KeyUnusable`], [`ConfidentialProblem::CertificateMissing`] or
    /// [`ConfidentialProblem::CertificateOfOtherKey`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, SignInError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let chain = chain.map_err(|_| ConfidentialProblem::CertificateMissing)?;
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| without_key(pem))?;
        let key = Zeroizing::new(key);
        let pair = match &*key {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(ConfidentialProblem::KeyUnusable.into()),
        };
        let pair = pair.map_err(|_| ConfidentialProblem::KeyUnusable)?;
        Self::new(pair, chain.iter().map(|certificate| certificate.to_vec()).collect())
    }

    /// The certificate of the key is found among the others by the key, whatever the order.
    pub(super) fn new(key: RsaKeyPair, mut chain: Vec<Vec<u8>>) -> Result<Self, SignInError> {
        if key.public_modulus_len() < SHORTEST_MODULUS {
            return Err(ConfidentialProblem::KeyUnusable.into());
        }
        let modulus = key.public_key().modulus().big_endian_without_leading_zero().to_vec();
        let is_of_key =
            |certificate: &Vec<u8>| certificate.windows(modulus.len()).any(|part| part == modulus);
        let place = match chain.iter().position(is_of_key) {
            Some(place) => place,
            None if chain.is_empty() => return Err(ConfidentialProblem::CertificateMissing.into()),
            None => return Err(ConfidentialProblem::CertificateOfOtherKey.into()),
        };
        let own = chain.remove(place);
        let (sha256, sha1) = (hash(&digest::SHA256, &own), hash(&digest::SHA1_FOR_LEGACY_USE_ONLY, &own));
        chain.insert(0, own);
        Ok(Self { key, chain, sha256, sha1, sent: CertificateChain::default() })
    }

    /// Sends the certificate along, or not, as from the start.
    #[must_use]
    pub fn with_chain(self, sent: CertificateChain) -> Self {
        Self { sent, ..self }
    }

    /// The SHA-256 thumbprint, in hexadecimal, to compare it with the registration.
    pub fn thumbprint(&self) -> String {
        let mut text = String::with_capacity(2 * self.sha256.len());
        for byte in self.sha256 {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02X}");
        }
        text
    }
}

fn without_key(pem: &[u8]) -> ConfidentialProblem {
    let label = b"BEGIN ENCRYPTED PRIVATE KEY";
    let is_encrypted = pem.windows(label.len()).any(|part| part == label);
    if is_encrypted { ConfidentialProblem::KeyEncrypted } else { ConfidentialProblem::KeyMissing }
}

fn hash<const N: usize>(algorithm: &'static Algorithm, certificate: &[u8]) -> [u8; N] {
    let digest = digest::digest(algorithm, certificate);
    let mut bytes = [0; N];
    bytes.iter_mut().zip(digest.as_ref()).for_each(|(byte, value)| *byte = *value);
    bytes
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientCertificate")
            .field("thumbprint", &self.thumbprint())
            .finish_non_exhaustive()
    }
}
