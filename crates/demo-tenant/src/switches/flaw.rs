/// What is wrong with an ID token, so that a client has to refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdTokenFlaw {
    /// A nonce that the client did not send.
    Nonce,
    /// Issued to another client.
    Audience,
    /// Issued by somebody else.
    Issuer,
    /// The issuer of another tenant than `tid` names.
    Tenant,
    /// A signature that is not that of the keys.
    Signature,
    /// Signed by a key that is not published.
    UnknownKey,
    /// `alg: none` and no signature.
    Unsigned,
    /// Expired an hour ago.
    Expired,
    /// Valid only from an hour ahead.
    NotYetValid,
    /// Not in the answer at all.
    Missing,
}

/// What becomes of a refresh token once it was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshTokenRule {
    /// Entra's way: a new one comes with every answer and the old one goes on working until it expires.
    #[default]
    OldKeepsWorking,
    /// The old one dies with its first use, and using it again revokes the whole grant (RFC 9700, section 4.14.2).
    OldDies,
}
