use std::fmt;

use thiserror::Error;

/// Which check an ID token failed (OpenID Connect Core 1.0, section 3.1.3.7).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdTokenProblem {
    /// No signed JWT (RFC 7519, section 7.2), or its claims have the wrong types.
    #[error("it is no signed JWT")]
    Malformed,
    /// `none`, an HMAC, or something unknown (RFC 8725, sections 3.1 and 3.2).
    #[error("its signature algorithm is not one that a provider's key can make")]
    Algorithm,
    /// The provider publishes no such key, even after asking again.
    #[error("it is signed with a key that the provider does not publish")]
    UnknownKey,
    /// The signature does not fit.
    #[error("its signature is wrong")]
    Signature,
    /// Another issuer, or another tenant than it says.
    #[error("its issuer is not the provider that was asked")]
    Issuer,
    /// Issued to another application.
    #[error("it was issued to another application")]
    Audience,
    /// Not for this sign-in.
    #[error("its nonce is not the one of this sign-in")]
    Nonce,
    /// It names nobody.
    #[error("it has no subject")]
    SubjectMissing,
    /// A time that has to be there is missing.
    #[error("its {0} is missing")]
    TimeMissing(TokenTime),
}

/// The times of an ID token (RFC 7519, section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenTime {
    /// `exp`: when it ends.
    Expiry,
    /// `nbf`: from when on it counts.
    NotBefore,
    /// `iat`: when it was issued.
    IssuedAt,
}

impl fmt::Display for TokenTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Expiry => "expiry (exp)",
            Self::NotBefore => "beginning (nbf)",
            Self::IssuedAt => "time of issue (iat)",
        })
    }
}
