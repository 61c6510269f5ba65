//! The certificates that confidential clients prove themselves by (RFC 7523, section 2.2; Microsoft docs, "Microsoft
//! identity platform application authentication certificate credentials").

mod assertion;
mod der;

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::{Client, DemoError};

pub(crate) use assertion::check;

/// The certificates that are registered, and the assertions that were seen.
#[derive(Debug, Default)]
pub(crate) struct Certificates {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    registered: Vec<Registered>,
    /// The `jti` of each assertion: none is good twice.
    seen: HashSet<String>,
}

#[derive(Clone, Debug)]
struct Registered {
    client: &'static str,
    /// In base64url.
    sha256: String,
    sha1: String,
    /// `RSAPublicKey` (RFC 8017, appendix A.1.1).
    public_key: Vec<u8>,
}

impl Certificates {
    /// Registers the first certificate of a text in PEM for a client.
    ///
    /// Fails with [`DemoError::Certificate`] where there is none, or none with an RSA key.
    pub(crate) fn register(&self, client: &'static Client, pem: &str) -> Result<(), DemoError> {
        let refuse = |problem: &str| DemoError::Certificate(problem.to_owned());
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes());
        let certificate = certificate.map_err(|_| refuse("it is no certificate in PEM"))?;
        let public_key = der::public_key(&certificate).ok_or_else(|| refuse("it has no RSA key"))?.to_vec();
        let hash = |algorithm| URL_SAFE_NO_PAD.encode(digest::digest(algorithm, &certificate));
        let (sha256, sha1) = (hash(&digest::SHA256), hash(&digest::SHA1_FOR_LEGACY_USE_ONLY));
        self.known().registered.push(Registered { client: client.id, sha256, sha1, public_key });
        Ok(())
    }

    /// Forgets a client's certificates.
    pub(crate) fn forget(&self, client: &Client) {
        self.known().registered.retain(|registered| registered.client != client.id);
    }

    fn find(&self, client: &Client, is_it: impl Fn(&Registered) -> bool) -> Option<Registered> {
        let known = self.known();
        known.registered.iter().find(|known| known.client == client.id && is_it(known)).cloned()
    }

    /// Whether an assertion is seen for the first time.
    fn is_new(&self, id: &str) -> bool {
        self.known().seen.insert(id.to_owned())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
