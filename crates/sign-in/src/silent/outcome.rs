use std::ops::Deref;
use std::sync::Arc;

use token_cache::{AccessToken, BearerToken, Timestamp};

use crate::{ClaimsChallenge, Refusal};

/// How a silent acquisition ended.
#[derive(Clone, Debug)]
pub enum SilentOutcome {
    /// There is a token.
    Token(AcquiredToken),
    /// Only a person can go on.
    InteractionRequired(InteractionRequired),
}

/// A token, to be sent to an API. Cheap to clone; its parts are those of a [`BearerToken`].
#[derive(Clone, Debug)]
pub struct AcquiredToken {
    token: Arc<BearerToken>,
    /// Where it came from.
    pub source: TokenSource,
}

impl Deref for AcquiredToken {
    type Target = BearerToken;

    fn deref(&self) -> &BearerToken {
        &self.token
    }
}

/// Where a token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// It was in the cache.
    Cache,
    /// A refresh token brought it just now.
    RefreshToken,
    /// The provider gave it just now for the application's own credential, or for an assertion.
    Provider,
}

/// Why only a person can go on.
#[derive(Clone, Debug)]
pub struct InteractionRequired {
    /// The kind of reason.
    pub reason: InteractionReason,
    refusal: Option<Refusal>,
    dead: Option<(Timestamp, String)>,
    throttled_until: Option<Timestamp>,
}

/// Kinds of reasons for which only a person can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionReason {
    /// The account is not in the cache, or belongs to another provider.
    UnknownAccount,
    /// There is nothing to renew with.
    NoRefreshToken,
    /// The provider has called every refresh token of the account dead, and was not asked again.
    DeadRefreshToken,
    /// The provider wants to see the person.
    ProviderRefused,
    /// The account was signed out, or its tokens were cleared, while the provider was asked.
    SignedOutMeanwhile,
}

impl InteractionRequired {
    pub(super) fn because(reason: InteractionReason) -> SilentOutcome {
        Self::new(reason, None).outcome()
    }

    /// `until` is there where this is what the provider said a moment ago.
    pub(super) fn refused(refusal: Refusal, until: Option<Timestamp>) -> SilentOutcome {
        let refused = Self::new(InteractionReason::ProviderRefused, Some(refusal));
        Self { throttled_until: until, ..refused }.outcome()
    }

    pub(super) fn dead(since: Timestamp, code: String) -> SilentOutcome {
        Self { dead: Some((since, code)), ..Self::new(InteractionReason::DeadRefreshToken, None) }.outcome()
    }

    fn new(reason: InteractionReason, refusal: Option<Refusal>) -> Self {
        Self { reason, refusal, dead: None, throttled_until: None }
    }

    fn outcome(self) -> SilentOutcome {
        SilentOutcome::InteractionRequired(self)
    }

    /// What the provider said.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The provider's own code for support, such as `AADSTS50173`.
    pub fn provider_code(&self) -> Option<String> {
        let noted = || self.dead.as_ref().map(|(_, code)| code.clone()).filter(|code| !code.is_empty());
        self.refusal.as_ref().map(Refusal::code).or_else(noted)
    }

    /// When the provider called the refresh token dead, where it was not asked again.
    pub fn dead_since(&self) -> Option<Timestamp> {
        self.dead.as_ref().map(|(since, _)| *since)
    }

    /// Where the provider said so a moment ago and was not asked again: when it would be.
    pub fn throttled_until(&self) -> Option<Timestamp> {
        self.throttled_until
    }

    /// What the sign-in has to ask for, where the provider said so: to be given to it as it is.
    pub fn claims(&self) -> Option<&ClaimsChallenge> {
        self.refusal.as_ref()?.claims()
    }

    /// Entra's finer reason, such as `bad_token` or `consent_required`.
    pub fn suberror(&self) -> Option<&str> {
        self.refusal.as_ref()?.suberror()
    }
}

impl AcquiredToken {
    /// One of the cache.
    pub(super) const fn cached(token: Arc<BearerToken>) -> Self {
        Self { token, source: TokenSource::Cache }
    }

    /// One that has just been put into the cache; none where the entry lacks its text or its end.
    pub(super) fn issued(token: &AccessToken<'_>, source: TokenSource) -> Option<Self> {
        Some(Self { token: Arc::new(BearerToken::of(token)?), source })
    }
}
