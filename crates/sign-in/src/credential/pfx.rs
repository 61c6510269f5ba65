use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use p12_keystore::Pkcs12Archive;
use token_cache::Secret;

use super::ClientCertificate;
use crate::{ConfidentialProblem, SignInError};

/// Many times what a key and its chain take: 1 MiB.
const SIZE_LIMIT: usize = 1 << 20;

impl ClientCertificate {
    /// Reads a PFX file (PKCS#12; RFC 7292), as Windows, Azure Key Vault and OpenSSL export it, with the algorithms of
    /// today (PBES2) and those of old (3DES, RC2 with 40 bits). An empty password is one too.
    ///
    /// Fails with [`ConfidentialProblem::PfxUnreadable`], or as [`from_pem`](Self::from_pem) does.
    pub fn from_pfx(pfx: &[u8], password: &Secret) -> Result<Self, SignInError> {
        if pfx.len() > SIZE_LIMIT {
            return Err(ConfidentialProblem::PfxUnreadable.into());
        }
        let archive = Pkcs12Archive::from_pkcs12(pfx, password.expose())
            .map_err(|_| ConfidentialProblem::PfxUnreadable)?;
        let key = archive.keys.first().ok_or(ConfidentialProblem::KeyMissing)?;
        let key = RsaKeyPair::from_pkcs8(key.key.as_der()).map_err(|_| ConfidentialProblem::KeyUnusable)?;
        let chain = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
        Self::new(key, chain)
    }
}
