use std::sync::Arc;

use token_cache::{
    AccountHandling, Added, CacheError, Grant, RequestData, Secret, Section, Timestamp, Token, TokenCache,
    TokenEvent, TokenResponse,
};
use token_store::TokenStoreExt;

use super::acquisition::Lookup;
use super::candidate::{Candidate, CandidateKind, candidates};
use super::{
    AcquiredToken, InteractionReason, InteractionRequired, Refresh, SilentOutcome, SilentRequest, TokenSource,
};
use crate::address::host_of;
use crate::client::Application;
use crate::id_token::Nonce;
use crate::provider::ProviderConfiguration;
use crate::token::TokenFault;
use crate::{AnswerProblem, Refusal, SignInError};

/// One account hardly ever has more than two refresh tokens that this application may use.
const MOST_ATTEMPTS: usize = 8;

/// Gets a new access token by the account's refresh tokens.
pub(super) struct Renewal {
    pub(super) client: Arc<Application>,
    pub(super) request: SilentRequest,
    pub(super) to_send: Vec<String>,
}

/// What became of one redemption.
enum Redeemed {
    Outcome(SilentOutcome),
    Refused(Refusal),
}

impl Renewal {
    pub(super) async fn run(self) -> Result<SilentOutcome, SignInError> {
        let turn = self.client.flights.turn_of(&self.request.account.home_account_id);
        let _turn = turn.lock().await;
        match self.renew().await {
            Err(error) if self.may_fall_back(&error) => self.fall_back(error).await,
            result => result,
        }
    }

    /// Tries one refresh token after the other. The store is read anew before each: another process may have
    /// renewed meanwhile, and then its token serves, or its refresh token, as the old one may be dead.
    async fn renew(&self) -> Result<SilentOutcome, SignInError> {
        let mut tried: Vec<Secret> = Vec::new();
        let mut refusal = None;
        while tried.len() < MOST_ATTEMPTS {
            let snapshot = self.client.store.load().await?;
            if let Some(token) = self.fresh(&snapshot.cache).await? {
                return Ok(SilentOutcome::Token(token));
            }
            if snapshot.cache.account(&self.request.account).is_none() {
                return Ok(InteractionRequired::because(InteractionReason::UnknownAccount));
            }
            let home_account_id = &self.request.account.home_account_id;
            let left = candidates(&snapshot.cache, &self.client, home_account_id);
            let Some(next) = left.into_iter().find(|next| !tried.contains(&next.secret)) else { break };
            tried.push(next.secret.clone());
            match self.redeem(&next).await? {
                Redeemed::Outcome(outcome) => return Ok(outcome),
                // What a family's token is refused for says less than what one's own is.
                Redeemed::Refused(_) if refusal.is_some() && next.kind == CandidateKind::Family => {}
                Redeemed::Refused(reason) => refusal = Some(reason),
            }
        }
        Ok(refusal.map_or_else(
            || InteractionRequired::because(InteractionReason::NoRefreshToken),
            InteractionRequired::refused,
        ))
    }

    async fn fresh(&self, cache: &TokenCache) -> Result<Option<AcquiredToken>, SignInError> {
        if self.request.refresh == Refresh::Always {
            return Ok(None);
        }
        let realm = self.client.realm().await?;
        Ok(Lookup::new(&self.client, &self.request, &realm).fresh(cache))
    }

    async fn redeem(&self, candidate: &Candidate) -> Result<Redeemed, SignInError> {
        let provider = self.client.configuration().await?;
        let validation = self.client.validation(&provider);
        validation.keys.prepare(&validation.source).await?;
        let endpoint = self.client.token_endpoint(&provider);
        let response = match endpoint.redeem_refresh_token(&candidate.secret, &self.to_send).await {
            Ok(response) => response,
            Err(TokenFault::Failed(error)) => return Err(error),
            Err(TokenFault::Refused(refusal)) => return refused(refusal, candidate.kind),
        };
        let now = self.client.clock.now();
        self.check_owner(&response, &provider, now)?;
        if let Some(token) = &response.id_token
            && let Err(error) = validation.check(token, Nonce::NotExpected).await
        {
            self.save_rotated(candidate, &response, &error, now).await?;
            return Err(error);
        }
        self.store(candidate, response, &provider, now).await.map(Redeemed::Outcome)
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
        let saved = self.client.store.change_with(move |cache| {
            if secret_at(cache, &stored_key).as_ref() == Some(&used) {
                cache.update_refresh_token(&stored_key, &rotated, now);
            }
        });
        saved.await.map_err(|error| SignInError::NotStored(Arc::new(error)))
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
        let (client, request, to_send) =
            (Arc::clone(&self.client), self.request.clone(), self.to_send.clone());
        let renewal = Self { client, request, to_send };
        let stored = self.client.store.change_with(move |cache| {
            let mut response = response.clone();
            if secret_at(cache, &stored_key).is_some_and(|secret| secret != used) {
                // Somebody else has signed in or renewed meanwhile: that refresh token is the newer one.
                response.refresh_token = None;
            }
            let grant = Grant::RefreshToken { stored_key: &stored_key };
            let added = cache.add(&renewal.event(&response, &realm, grant, now))?;
            Ok(acquired(cache, &added))
        });
        let stored: Result<_, CacheError> =
            stored.await.map_err(|error| SignInError::NotStored(Arc::new(error)))?;
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
            request: RequestData::default(),
            response,
            account: AccountHandling::Keep,
            now,
        }
    }

    fn may_fall_back(&self, error: &SignInError) -> bool {
        error.is_transient() && self.request.refresh == Refresh::WhenExpired
    }

    async fn fall_back(&self, error: SignInError) -> Result<SilentOutcome, SignInError> {
        let Ok(snapshot) = self.client.store.load().await else { return Err(error) };
        let Ok(realm) = self.client.realm().await else { return Err(error) };
        let usable = Lookup::new(&self.client, &self.request, &realm).usable(&snapshot.cache);
        usable.map(SilentOutcome::Token).ok_or(error)
    }
}

/// A refusal that another refresh token may not meet, or one that ends the attempt.
fn refused(refusal: Refusal, kind: CandidateKind) -> Result<Redeemed, SignInError> {
    match refusal.clone().at_any_endpoint() {
        busy @ SignInError::ProviderBusy { .. } => Err(busy),
        _ if refusal.needs_a_person() || kind == CandidateKind::Family => Ok(Redeemed::Refused(refusal)),
        error => Err(error),
    }
}

fn secret_at(cache: &TokenCache, stored_key: &str) -> Option<Secret> {
    cache.token_by_key(Section::RefreshToken, stored_key)?.secret()
}

/// The access token that was just added; none where the account was signed out meanwhile.
fn acquired(cache: &TokenCache, added: &Added) -> Option<AcquiredToken> {
    let Added::Stored { access_token: Some(key), .. } = added else { return None };
    match cache.token_by_key(Section::AccessToken, key)? {
        Token::Access(token) => AcquiredToken::of(&token, TokenSource::RefreshToken),
        _ => None,
    }
}
