use thiserror::Error;

use super::Refusal;

/// What is wrong with a provider's description of itself.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigurationProblem {
    /// The provider refused, as Entra does where the tenant does not exist.
    #[error("{0}; check the tenant or issuer")]
    Refused(Refusal),
    /// There is nothing at that address.
    #[error("the answer has the HTTP status {0}; check the tenant or issuer")]
    Status(u16),
    /// No JSON, or not of the expected shape.
    #[error("the answer is not an OpenID configuration; check the tenant or issuer")]
    Malformed,
    /// The description is another issuer's (OpenID Connect Discovery 1.0, section 4.3).
    #[error("it belongs to the issuer {found}; if that is the one you want, type it exactly so")]
    OtherIssuer {
        /// The issuer that it names.
        found: String,
    },
    /// An endpoint is missing or not safe.
    #[error("its {0} is missing or does not begin with https://")]
    Endpoint(&'static str),
}
