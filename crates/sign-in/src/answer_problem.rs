use thiserror::Error;

/// What is wrong with a provider's answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerProblem {
    /// No JSON, or not of the expected shape.
    #[error("it is not the JSON that was expected")]
    NotJson,
    /// Longer than any real answer.
    #[error("it is longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A status that this request has no use for, such as a redirect.
    #[error("it has the HTTP status {0}")]
    Status(u16),
    /// A token answer that the cache cannot read (RFC 6749, section 5.1).
    #[error("it is no token answer")]
    NotATokenAnswer,
    /// An answer without the codes of a device, or without a page to type one at (RFC 8628, section 3.2).
    #[error("it has no code to sign in with")]
    NotADeviceCode,
    /// A kind of token that cannot be used as a bearer token (RFC 6749, section 7.1).
    #[error("its token is not a bearer token")]
    TokenType,
    /// Neither a code nor an error, or one of them twice (RFC 6749, section 3.1).
    #[error("a parameter of the answer is missing or there twice")]
    Parameters,
    /// The answer names another issuer (RFC 9207, section 2.4).
    #[error("it came from another provider than the one that was asked")]
    Issuer,
    /// No ID token although `openid` was asked for (OpenID Connect Core 1.0, section 3.1.3.3).
    #[error("it has no ID token")]
    IdTokenMissing,
    /// The tokens belong to another account than the one whose refresh token was redeemed.
    #[error("it belongs to another account")]
    OtherAccount,
}
