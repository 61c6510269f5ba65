use std::sync::Arc;
use std::time::Duration;

use token_cache::{Secret, TokenCache, aliases};
use token_store::{RenewalLock, StoreError};

use super::acquisition::Lookup;
use super::attempts::Attempts;
use super::candidate::{Candidate, candidates};
use super::throttle::Asked;
use super::{AcquiredToken, InteractionReason, InteractionRequired, Refresh, SilentOutcome, SilentRequest};
use crate::SignInError;
use crate::client::Application;

/// As long as the three answers that a renewal may need may take. Who has the lock for longer is not waited for.
pub(super) const LOCK_TIME_LIMIT: Duration = Duration::from_secs(90);

/// Gets a new access token by the account's refresh tokens.
#[derive(Clone)]
pub(super) struct Renewal {
    pub(super) client: Arc<Application>,
    pub(super) request: SilentRequest,
    pub(super) to_send: Vec<String>,
    pub(super) purpose: Purpose,
}

/// Whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Somebody waits for the token.
    Answer,
    /// Nobody does: the one in the cache serves for a while.
    AheadOfTime,
}

/// What an acquisition saw when it began.
enum FirstLook {
    NotYet,
    /// The access token that was there.
    Found(Option<Secret>),
}

/// Whether this process is the one to redeem refresh tokens of the account.
enum Right {
    NotAsked,
    /// Nobody else may.
    Sole {
        _lock: RenewalLock,
    },
    /// Somebody else has it for too long.
    Shared,
}

impl Renewal {
    pub(super) async fn run(self) -> Result<SilentOutcome, SignInError> {
        let home_account_id = &self.request.account.home_account_id;
        let turn = self.client.renewals.flights.turn_of(&self.client.partition, home_account_id);
        let _turn = turn.lock().await;
        match self.renew().await {
            Err(error) if self.may_fall_back(&error) => self.fall_back(error).await,
            result => result,
        }
    }

    /// Tries one refresh token after the other. The store is read anew before each: another process may have
    /// renewed meanwhile, and then its token serves, or its refresh token, as the old one may be dead.
    async fn renew(&self) -> Result<SilentOutcome, SignInError> {
        let (mut attempts, mut right, mut first_look) =
            (Attempts::default(), Right::NotAsked, FirstLook::NotYet);
        self.client.learn_names().await?;
        loop {
            let snapshot = self.client.store.load().await?;
            if self.purpose == Purpose::AheadOfTime && !self.is_still_due(&snapshot.cache).await? {
                return Ok(InteractionRequired::because(InteractionReason::SignedOutMeanwhile));
            }
            if let Some(token) = self.served(&snapshot.cache, &mut first_look).await? {
                return Ok(SilentOutcome::Token(token));
            }
            if !self.client.knows_account(&snapshot.cache, &self.request.account) {
                return Ok(InteractionRequired::because(InteractionReason::UnknownAccount));
            }
            let home_account_id = &self.request.account.home_account_id;
            let known = candidates(&snapshot.cache, &self.client, home_account_id);
            let Some(next) = attempts.next(&known) else { return Ok(attempts.outcome(&known)) };
            let now = self.client.clock.now();
            if let Some(held) =
                self.client.renewals.throttles.find(&self.asked(&next), self.request.refresh, now)
            {
                attempts.begin(&next);
                attempts.hear(held.fault, next.kind, Some(held.until), now)?;
                continue;
            }
            if matches!(right, Right::NotAsked) {
                // Whoever had it before may have stored what is wanted here: look again.
                right = self.right().await?;
                continue;
            }
            attempts.begin(&next);
            match self.redeem(&next).await? {
                Ok(outcome) => return Ok(outcome),
                Err(fault) => attempts.hear(fault, next.kind, None, now)?,
            }
        }
    }

    /// A token of the cache that answers the request, as far as one may. Who demands a new one is served by one that
    /// another process has got since the first look.
    async fn served(
        &self,
        cache: &TokenCache,
        first_look: &mut FirstLook,
    ) -> Result<Option<AcquiredToken>, SignInError> {
        if self.request.claims.is_some() || self.purpose == Purpose::AheadOfTime {
            return Ok(None);
        }
        let realm = self.client.realm(cache).await?;
        let found = Lookup::new(&self.client, &self.request, realm).lasting(cache);
        let found = found.map(AcquiredToken::cached);
        if self.request.refresh == Refresh::WhenExpired {
            return Ok(found);
        }
        if let FirstLook::Found(unwanted) = first_look {
            return Ok(found.filter(|token| unwanted.as_ref() != Some(&token.access_token)));
        }
        *first_look = FirstLook::Found(found.map(|token| token.access_token.clone()));
        Ok(None)
    }

    /// Whether the token is still there, and no other process has renewed it.
    async fn is_still_due(&self, cache: &TokenCache) -> Result<bool, SignInError> {
        let realm = self.client.realm(cache).await?;
        let lookup = Lookup::new(&self.client, &self.request, realm);
        Ok(lookup.lasting(cache).is_some_and(|token| lookup.is_wanted_renewed(&token)))
    }

    /// Waits until no other process redeems refresh tokens of the account. A renewal ahead of time does not wait: it
    /// leaves the work to the other.
    ///
    /// Fails as the store does, which then could not keep what the provider would give.
    async fn right(&self) -> Result<Right, SignInError> {
        let time_limit = match self.purpose {
            Purpose::Answer => LOCK_TIME_LIMIT,
            Purpose::AheadOfTime => Duration::ZERO,
        };
        match self.client.store.renewal_lock(&self.lock_name(), time_limit).await {
            Ok(lock) => Ok(Right::Sole { _lock: lock }),
            Err(StoreError::LockHeld { .. }) if self.purpose == Purpose::Answer => Ok(Right::Shared),
            Err(error) => Err(error.into()),
        }
    }

    /// The account, under whatever name its environment is known here: applications of a family share its refresh
    /// tokens.
    fn lock_name(&self) -> String {
        let environment = self.client.authority.environment();
        let name = aliases(environment).first().copied().unwrap_or(environment);
        format!("{}\n{}", self.request.account.home_account_id, name.to_ascii_lowercase())
    }

    pub(super) fn asked<'a>(&'a self, candidate: &'a Candidate) -> Asked<'a> {
        Asked {
            partition: &self.client.partition,
            home_account_id: &self.request.account.home_account_id,
            credential: candidate.secret.expose(),
            scopes: &self.to_send,
            claims: self.request.claims.as_ref(),
        }
    }

    fn may_fall_back(&self, error: &SignInError) -> bool {
        error.is_transient() && self.request.takes_cached()
    }

    async fn fall_back(&self, error: SignInError) -> Result<SilentOutcome, SignInError> {
        let Ok(snapshot) = self.client.store.load().await else { return Err(error) };
        let Ok(realm) = self.client.realm(&snapshot.cache).await else { return Err(error) };
        let lookup = Lookup::new(&self.client, &self.request, realm);
        lookup.usable(&snapshot.cache).map(SilentOutcome::Token).ok_or(error)
    }
}
