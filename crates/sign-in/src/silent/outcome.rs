use token_cache::{AccessToken, Secret, Timestamp};

use crate::Refusal;

/// How a silent acquisition ended.
#[derive(Clone, Debug)]
pub enum SilentOutcome {
    /// There is a token.
    Token(AcquiredToken),
    /// Only a person can go on.
    InteractionRequired(InteractionRequired),
}

/// A token, to be sent to an API as a bearer token (RFC 6750).
#[derive(Clone, Debug)]
pub struct AcquiredToken {
    /// Its text.
    pub access_token: Secret,
    /// When it ends.
    pub expires_on: Timestamp,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// Where it came from.
    pub source: TokenSource,
}

/// Where a token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// It was in the cache.
    Cache,
    /// A refresh token brought it just now.
    RefreshToken,
}

/// Why only a person can go on.
#[derive(Clone, Debug)]
pub struct InteractionRequired {
    /// The kind of reason.
    pub reason: InteractionReason,
    refusal: Option<Refusal>,
}

/// Kinds of reasons for which only a person can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionReason {
    /// The account is not in the cache, or belongs to another provider.
    UnknownAccount,
    /// There is nothing to renew with.
    NoRefreshToken,
    /// The provider wants to see the person.
    ProviderRefused,
    /// The account was signed out, or its tokens were cleared, while the provider was asked.
    SignedOutMeanwhile,
}

impl InteractionRequired {
    pub(super) fn because(reason: InteractionReason) -> SilentOutcome {
        SilentOutcome::InteractionRequired(Self { reason, refusal: None })
    }

    pub(super) fn refused(refusal: Refusal) -> SilentOutcome {
        let reason = InteractionReason::ProviderRefused;
        SilentOutcome::InteractionRequired(Self { reason, refusal: Some(refusal) })
    }

    /// What the provider said.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The provider's own code for support, such as `AADSTS50173`.
    pub fn provider_code(&self) -> Option<String> {
        self.refusal.as_ref().map(Refusal::code)
    }

    /// Entra's finer reason, such as `bad_token` or `consent_required`.
    pub fn suberror(&self) -> Option<&str> {
        self.refusal.as_ref()?.suberror()
    }
}

impl AcquiredToken {
    /// None where the entry lacks its text or its end.
    pub(super) fn of(token: &AccessToken<'_>, source: TokenSource) -> Option<Self> {
        Some(Self {
            access_token: token.secret()?,
            expires_on: token.expires_on()?,
            scopes: token.scopes().map(str::to_owned).collect(),
            source,
        })
    }
}
