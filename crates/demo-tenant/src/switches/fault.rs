/// What an endpoint does instead of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// An HTTP status, 429 or 503 for example, with an error in the endpoint's own form.
    Status {
        /// The status; anything that is no HTTP status becomes 500.
        status: u16,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<u32>,
    },
    /// No answer, ever: the connection stays open until one of the two sides ends it.
    Hang,
    /// The request is done, but its answer never comes, as when either side breaks off just then.
    LoseAnswer,
    /// The connection is closed without an answer.
    Drop,
    /// Status 200 and a body that is cut in the middle.
    MalformedJson,
    /// The token endpoint refuses, for a reason that the request itself would not give.
    Refuse(Refusal),
}

/// A reason for which Entra refuses a token though the request is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// AADSTS50076 with a claims challenge: a second factor is due.
    MultiFactor,
    /// AADSTS53003: a policy of Conditional Access stands in the way.
    ConditionalAccess,
    /// AADSTS50055: the password has expired.
    PasswordExpired,
    /// AADSTS50057: the account is disabled.
    AccountDisabled,
    /// AADSTS65001: consent is missing.
    ConsentMissing,
    /// AADSTS700082: the refresh token was not used for too long.
    RefreshTokenExpired,
    /// `slow_down`: a device asks too often.
    SlowDown,
    /// AADSTS50173: the grant was revoked.
    GrantRevoked,
}
