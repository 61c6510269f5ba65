use std::sync::Arc;

use token_cache::{
    AccountHandling, Added, CacheError, DeadMark, Grant, Secret, Section, Timestamp, Token, TokenCache,
    TokenEvent, TokenResponse,
};
use token_store::{StoreError, TokenStoreExt};

use super::attempts::is_of_others;
use super::candidate::{Candidate, CandidateKind};
use super::dead::is_dead;
use super::renewal::Renewal;
use super::{AcquiredToken, InteractionReason, InteractionRequired, Refresh, SilentOutcome, TokenSource};
use crate::address::host_of;
use crate::id_token::Nonce;
use crate::provider::ProviderConfiguration;
use crate::token::{Heard, TokenFault};
use crate::{AnswerProblem, Refusal, SignInError};

/// How often the store is asked to keep what the provider gave; each time it waits for its lock.
const TRIES_TO_KEEP: usize = 3;

/// What the provider made of a refresh token: an outcome, or why it gave nothing for it.
pub(super) type Redeemed = Result<SilentOutcome, TokenFault>;

impl Renewal {
    /// Redeems one refresh token, and stores what it brings.
    pub(super) async fn redeem(&self, candidate: &Candidate) -> Result<Redeemed, SignInError> {
        let provider = self.client.configuration().await?;
        let validation = self.client.validation(&provider);
        validation.keys.prepare(&validation.source).await?;
        let endpoint = self.client.token_endpoint(&provider, self.request.claims.as_ref()).await?;
        let response = match endpoint.redeem_refresh_token(&candidate.secret, &self.to_send).await {
            Ok(response) => response,
            Err((fault, heard)) => {
                self.note_fault(candidate, &fault, heard).await;
                return Ok(Err(fault));
            }
        };
        let now = self.client.clock.now();
        self.check_owner(&response, &provider, now)?;
        if let Some(token) = &response.id_token
            && let Err(error) = validation.check(token, Nonce::NotExpected).await
        {
            self.save_rotated(candidate, &response, &error, now).await?;
            return Err(error);
        }
        if self.request.refresh == Refresh::Always {
            let home_account_id = &self.request.account.home_account_id;
            self.client.renewals.throttles.forget(&self.client.partition, home_account_id);
        }
        self.store(candidate, response, &provider, now).await.map(Ok)
    }

    /// Remembers a refusal, in this process for a while or in the cache for good. That it cannot be written is no
    /// fault of this acquisition: the next one finds out again.
    async fn note_fault(&self, candidate: &Candidate, fault: &TokenFault, heard: Option<Heard>) {
        let now = self.client.clock.now();
        if let Some(heard) = heard {
            self.client.renewals.throttles.note(&self.asked(candidate), fault, heard, now);
        }
        let TokenFault::Refused(refusal) = fault else { return };
        if is_dead(refusal, self.client.authority.speaks_entra()) {
            self.mark_dead(candidate, refusal, now).await;
        } else if candidate.kind == CandidateKind::Family && is_of_others(refusal) {
            self.note_no_family().await;
        }
    }

    async fn mark_dead(&self, candidate: &Candidate, refusal: &Refusal, now: Timestamp) {
        let (stored_key, dead, code) =
            (candidate.stored_key.clone(), candidate.secret.clone(), refusal.code());
        let marked = self.client.store.change_with(move |cache| {
            cache.mark_refresh_token_dead(&stored_key, &dead, DeadMark { since: now, code: &code })
        });
        drop(marked.await);
    }

    async fn note_no_family(&self) {
        let client_id = self.client.client_id.clone();
        let environment = self.client.authority.environment().to_owned();
        let noted =
            self.client.store.change_with(move |cache| cache.note_no_family(&client_id, &environment));
        drop(noted.await);
    }

    /// The answer has to be about the account whose refresh token was redeemed, as far as it names one.
    fn check_owner(
        &self,
        response: &TokenResponse,
        provider: &ProviderConfiguration,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let realm = self.client.authority.realm(&provider.token_endpoint);
        let event = self.event(response, &realm, Grant::AuthorizationCode, now);
        let named = match TokenCache::default().add(&event) {
            Ok(Added::Stored { account, .. }) => account,
            Ok(Added::SignedOutMeanwhile | Added::NamesNobody) => None,
            Err(error) => return Err(SignInError::NotCacheable(Arc::new(error))),
        };
        match named {
            Some(named) if named.home_account_id != self.request.account.home_account_id => {
                let host = host_of(&provider.token_endpoint);
                Err(SignInError::AnswerInvalid { host, problem: AnswerProblem::OtherAccount })
            }
            _ => Ok(()),
        }
    }

    /// A wrong clock, or keys that cannot be fetched, are no reason to lose a rotated refresh token: the next
    /// attempt needs it.
    async fn save_rotated(
        &self,
        candidate: &Candidate,
        response: &TokenResponse,
        error: &SignInError,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let passes = error.is_transient() || matches!(error, SignInError::ClockSkew { .. });
        let Some(rotated) = response.refresh_token.clone().filter(|_| passes) else { return Ok(()) };
        let (stored_key, used) = (candidate.stored_key.clone(), candidate.secret.clone());
        self.keep(move |cache| {
            if secret_at(cache, &stored_key).as_ref() == Some(&used) {
                cache.update_refresh_token(&stored_key, &rotated, now);
            }
        })
        .await
    }

    /// Changes the store by what the provider gave. Where somebody has the lock for too long, once is not enough:
    /// the refresh token that was redeemed may be no good any more.
    async fn keep<T, F>(&self, change: F) -> Result<T, SignInError>
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Clone + Send + 'static,
    {
        let mut tries = 1;
        loop {
            match self.client.store.change_with(change.clone()).await {
                Err(StoreError::LockHeld { .. }) if tries < TRIES_TO_KEEP => tries += 1,
                kept => return kept.map_err(|error| SignInError::NotStored(Arc::new(error))),
            }
        }
    }

    async fn store(
        &self,
        candidate: &Candidate,
        response: TokenResponse,
        provider: &ProviderConfiguration,
        now: Timestamp,
    ) -> Result<SilentOutcome, SignInError> {
        let realm = self.client.authority.realm(&provider.token_endpoint);
        let (stored_key, used) = (candidate.stored_key.clone(), candidate.secret.clone());
        let renewal = self.clone();
        let stored: Result<_, CacheError> = self
            .keep(move |cache| {
                if !renewal.client.knows_account(cache, &renewal.request.account) {
                    // Another library signs out without taking every refresh token along.
                    return Ok(None);
                }
                let mut response = response.clone();
                if secret_at(cache, &stored_key).is_some_and(|secret| secret != used) {
                    // Somebody else has signed in or renewed meanwhile: that refresh token is the newer one.
                    response.refresh_token = None;
                }
                let grant = Grant::RefreshToken { stored_key: &stored_key };
                let added = cache.add(&renewal.event(&response, &realm, grant, now))?;
                renewal.client.note_realm(cache, &realm);
                renewal.client.note_requested(cache, &added, &renewal.to_send);
                Ok(acquired(cache, &added, TokenSource::RefreshToken))
            })
            .await?;
        let outcome = stored.map_err(|error| SignInError::NotCacheable(Arc::new(error)))?;
        Ok(outcome.map_or_else(
            || InteractionRequired::because(InteractionReason::SignedOutMeanwhile),
            SilentOutcome::Token,
        ))
    }

    fn event<'a>(
        &'a self,
        response: &'a TokenResponse,
        realm: &'a str,
        grant: Grant<'a>,
        now: Timestamp,
    ) -> TokenEvent<'a> {
        TokenEvent {
            client_id: &self.client.client_id,
            environment: self.client.authority.environment(),
            realm,
            requested_scopes: &self.to_send,
            grant,
            request: self.client.request_data(),
            response,
            account: AccountHandling::Keep,
            now,
        }
    }
}

fn secret_at(cache: &TokenCache, stored_key: &str) -> Option<Secret> {
    cache.token_by_key(Section::RefreshToken, stored_key)?.secret()
}

/// The access token that was just added; none where the account was signed out meanwhile.
pub(super) fn acquired(cache: &TokenCache, added: &Added, source: TokenSource) -> Option<AcquiredToken> {
    let Added::Stored { access_token: Some(key), .. } = added else { return None };
    match cache.token_by_key(Section::AccessToken, key)? {
        Token::Access(token) => AcquiredToken::issued(&token, source),
        _ => None,
    }
}
