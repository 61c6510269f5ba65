use std::error::Error;
use std::sync::Arc;

use thiserror::Error;

/// What keeps an application with a secret from asking for tokens. No variant holds a secret.
#[derive(Clone, Debug, Error)]
pub enum ConfidentialProblem {
    /// No client secret.
    #[error(
        "the client secret is empty, or has characters that none has, such as a line break; copy its value from the \
         application's registration"
    )]
    SecretMalformed,
    /// No private key.
    #[error("there is no private key; it is between BEGIN PRIVATE KEY and END PRIVATE KEY")]
    KeyMissing,
    /// A private key that is encrypted.
    #[error("the private key is encrypted; decrypt it, or use a PFX file and its password")]
    KeyEncrypted,
    /// A private key of another kind.
    #[error("the private key cannot be used; it has to be an RSA key of 2048 bits or more")]
    KeyUnusable,
    /// No certificate.
    #[error("there is no certificate, or a damaged one; it is between BEGIN CERTIFICATE and END CERTIFICATE")]
    CertificateMissing,
    /// Only certificates of other keys.
    #[error("no certificate there belongs to the private key; take the two that were made together")]
    CertificateOfOtherKey,
    /// A PFX file that the password does not open, or that is none.
    #[error(
        "the PFX file cannot be opened: the password is wrong, or the file is damaged or of a kind that is not known"
    )]
    PfxUnreadable,
    /// The key could not be used, for want of random numbers or memory.
    #[error("the assertion could not be signed; free some memory and try again")]
    CannotSign,
    /// The application's own callback failed.
    #[error("the application's callback gave no client assertion")]
    AssertionUnavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// An application has tokens of its own in one tenant only.
    #[error(
        "the tenant is missing: \"{0}\" is many; name the tenant's ID or domain in the request or the authority"
    )]
    TenantNeeded(String),
    /// The provider has no tenants to choose from.
    #[error("only Microsoft Entra has tenants to choose from; leave the tenant out of the request")]
    TenantNotExpected,
    /// An application's own token is for everything that it was given at one API.
    #[error("the scope \"{0}\" cannot be asked for by an application itself; ask for the API's /.default")]
    DefaultScopeNeeded(String),
    /// An address that no provider sends a web app's answers to.
    #[error(
        "the redirect URI \"{0}\" cannot be used: it has to be https, or http on this computer, and without `#`, as \
         it is registered"
    )]
    RedirectUriInvalid(String),
}
