//! Getting a token by what the application has itself: its own credential (RFC 6749, section 4.4), or besides that the
//! access token of whoever called it (RFC 7523, section 2.1).

use std::sync::Arc;

use token_cache::{
    AccountHandling, BearerToken, CacheError, Grant, Owner, RequestData, Secret, Timestamp, TokenCache,
    TokenEvent, TokenQuery, TokenResponse,
};
use token_store::{RenewalLock, StoreError, TokenStoreExt};

use super::acquisition::MARGIN;
use super::flights::FlightKey;
use super::redemption::acquired;
use super::renewal::LOCK_TIME_LIMIT;
use super::throttle::Asked;
use super::{AcquiredToken, InteractionReason, InteractionRequired, Refresh, SilentOutcome, TokenSource};
use crate::client::Application;
use crate::id_token::Nonce;
use crate::provider::ProviderConfiguration;
use crate::token::TokenFault;
use crate::{ClaimsChallenge, SignInError, scopes};

/// One token that is wanted so.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) client: Arc<Application>,
    pub(crate) grant: ExchangeGrant,
    pub(crate) scopes: Vec<String>,
    pub(crate) refresh: Refresh,
    pub(crate) claims: Option<ClaimsChallenge>,
}

/// What it is given for.
#[derive(Clone)]
pub(crate) enum ExchangeGrant {
    ClientCredentials,
    /// The access token of whoever called.
    OnBehalfOf(Secret),
}

impl Exchange {
    /// See [`ConfidentialClientApplication::acquire_token_for_client`](crate::ConfidentialClientApplication).
    pub(crate) async fn acquire(self) -> Result<SilentOutcome, SignInError> {
        if let Some(token) = self.at_hand() {
            return Ok(SilentOutcome::Token(token));
        }
        if self.takes_cached() {
            let snapshot = self.client.store.load().await?;
            let realm = self.client.realm(&snapshot.cache).await?;
            if let Some(token) = self.find(&snapshot.cache, realm, MARGIN) {
                if self.is_due(&token) {
                    self.clone().renew_ahead_of_time();
                }
                return Ok(SilentOutcome::Token(AcquiredToken::cached(token)));
            }
        }
        let (client, key) = (Arc::clone(&self.client), self.flight_key());
        client.renewals.flights.join(key, || self.run()).await
    }

    /// A token of the cache where there is nothing to do but to answer it.
    fn at_hand(&self) -> Option<AcquiredToken> {
        let snapshot = self.client.store.recent().filter(|_| self.takes_cached())?;
        let realm = self.client.realm_if_known(&snapshot.cache)?;
        let token = self.find(&snapshot.cache, realm, MARGIN)?;
        if self.is_due(&token) { None } else { Some(AcquiredToken::cached(token)) }
    }

    fn renew_ahead_of_time(self) {
        let (client, key) = (Arc::clone(&self.client), self.flight_key());
        let Some(begun) = client.renewals.ahead.begin(key.clone(), client.clock.now()) else { return };
        tokio::spawn(async move {
            let renewal = Self { refresh: Refresh::Always, ..self };
            // Nobody waits for it: the cached token still serves, and another try comes.
            drop(client.renewals.flights.join(key, || renewal.run()).await);
            drop(begun);
        });
    }

    async fn run(self) -> Result<SilentOutcome, SignInError> {
        let turn = self.client.renewals.flights.turn_of(&self.client.partition, "");
        let _turn = turn.lock().await;
        match self.ask_in_turn().await {
            Err(error) if error.is_transient() && self.takes_cached() => self.fall_back(error).await,
            outcome => outcome,
        }
    }

    /// Whoever was at it before may have stored what is wanted: in this process, or in another.
    async fn ask_in_turn(&self) -> Result<SilentOutcome, SignInError> {
        if let Some(token) = self.stored_meanwhile().await? {
            return Ok(SilentOutcome::Token(token));
        }
        let now = self.client.clock.now();
        let throttles = &self.client.renewals.throttles;
        if let Some(held) = throttles.find(&self.asked(), self.refresh, now) {
            return self.refused(held.fault, Some(held.until), now);
        }
        let _lock = self.lock().await?;
        match self.stored_meanwhile().await? {
            Some(token) => Ok(SilentOutcome::Token(token)),
            None => self.ask().await,
        }
    }

    async fn stored_meanwhile(&self) -> Result<Option<AcquiredToken>, SignInError> {
        if !self.takes_cached() {
            return Ok(None);
        }
        let snapshot = self.client.store.load().await?;
        let realm = self.client.realm(&snapshot.cache).await?;
        Ok(self.find(&snapshot.cache, realm, MARGIN).map(AcquiredToken::cached))
    }

    /// None where somebody has it for too long.
    async fn lock(&self) -> Result<Option<RenewalLock>, SignInError> {
        let name = format!("{}\n{}", self.client.client_id, self.client.authority.environment());
        match self.client.store.renewal_lock(&name, LOCK_TIME_LIMIT).await {
            Ok(lock) => Ok(Some(lock)),
            Err(StoreError::LockHeld { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn ask(&self) -> Result<SilentOutcome, SignInError> {
        let provider = self.client.configuration().await?;
        let endpoint = self.client.token_endpoint(&provider, self.claims.as_ref()).await?;
        let to_send = self.to_send()?;
        let answered = match &self.grant {
            ExchangeGrant::ClientCredentials => endpoint.redeem_client_credentials(&to_send).await,
            ExchangeGrant::OnBehalfOf(assertion) => endpoint.redeem_assertion(assertion, &to_send).await,
        };
        let now = self.client.clock.now();
        match answered {
            Ok(response) => self.take(&provider, response, to_send, now).await,
            Err((fault, heard)) => {
                if let Some(heard) = heard {
                    self.client.renewals.throttles.note(&self.asked(), &fault, heard, now);
                }
                self.refused(fault, None, now)
            }
        }
    }

    fn refused(
        &self,
        fault: TokenFault,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<SilentOutcome, SignInError> {
        let error = match (fault, &self.grant) {
            (TokenFault::Failed(error), _) => error,
            (TokenFault::Refused(refusal), ExchangeGrant::OnBehalfOf(_)) if refusal.needs_a_person() => {
                return Ok(InteractionRequired::refused(refusal, until));
            }
            (TokenFault::Refused(refusal), _) => refusal.at_any_endpoint(),
        };
        Err(match until {
            Some(until) => SignInError::throttled(error, until, now),
            None => error,
        })
    }

    async fn take(
        &self,
        provider: &ProviderConfiguration,
        response: TokenResponse,
        to_send: Vec<String>,
        now: Timestamp,
    ) -> Result<SilentOutcome, SignInError> {
        let response = match &self.grant {
            // These tokens are nobody's, whatever else the answer says.
            ExchangeGrant::ClientCredentials => TokenResponse {
                refresh_token: None,
                id_token: None,
                client_info: None,
                foci: None,
                ..response
            },
            ExchangeGrant::OnBehalfOf(_) => response,
        };
        if let Some(token) = &response.id_token {
            self.client.validation(provider).check(token, Nonce::NotExpected).await?;
        }
        let realm = self.client.authority.realm(&provider.token_endpoint);
        let exchange = self.clone();
        let stored = self.client.store.change_with(move |cache| {
            let event = exchange.event(&response, &realm, &to_send, now);
            let added = cache.add(&event)?;
            exchange.client.note_realm(cache, &realm);
            Ok(acquired(cache, &added, TokenSource::Provider))
        });
        let stored = stored.await.map_err(|error| SignInError::NotStored(Arc::new(error)))?;
        let token = stored.map_err(|error: CacheError| SignInError::NotCacheable(Arc::new(error)))?;
        Ok(token.map_or_else(
            || InteractionRequired::because(InteractionReason::UnknownAccount),
            SilentOutcome::Token,
        ))
    }

    fn event<'a>(
        &'a self,
        response: &'a TokenResponse,
        realm: &'a str,
        requested_scopes: &'a [String],
        now: Timestamp,
    ) -> TokenEvent<'a> {
        let (grant, account) = match self.grant {
            ExchangeGrant::ClientCredentials => (Grant::ClientCredentials, AccountHandling::Keep),
            ExchangeGrant::OnBehalfOf(_) => (Grant::Assertion { username: None }, AccountHandling::Create),
        };
        TokenEvent {
            client_id: &self.client.client_id,
            environment: self.client.authority.environment(),
            realm,
            requested_scopes,
            grant,
            request: self.client.request_data(),
            response,
            account,
            now,
        }
    }

    async fn fall_back(&self, error: SignInError) -> Result<SilentOutcome, SignInError> {
        let Ok(snapshot) = self.client.store.load().await else { return Err(error) };
        let Ok(realm) = self.client.realm(&snapshot.cache).await else { return Err(error) };
        let usable = self.find(&snapshot.cache, realm, 1).map(AcquiredToken::cached);
        usable.map(SilentOutcome::Token).ok_or(error)
    }

    /// A token that lasts so many seconds.
    fn find(&self, cache: &TokenCache, realm: &str, margin: i64) -> Option<Arc<BearerToken>> {
        let scopes = scopes::to_find(&self.scopes);
        let owner = match self.grant {
            ExchangeGrant::ClientCredentials => Owner::Application,
            ExchangeGrant::OnBehalfOf(_) => Owner::Anyone,
        };
        let RequestData { user_assertion_hash, .. } = self.client.request_data();
        let query = TokenQuery {
            owner,
            client_id: Some(&self.client.client_id),
            realm: Some(realm),
            scopes: &scopes,
            user_assertion_hash,
            ..TokenQuery::default()
        };
        let last = self.client.clock.now().plus(margin);
        let mut queries = self.client.under_each_name(&query);
        queries.find_map(|query| cache.bearer_token(&query, last))
    }

    fn is_due(&self, token: &BearerToken) -> bool {
        token.refresh_on.is_some()
            && self.client.renewals.ahead.is_due(token, MARGIN, self.client.clock.now())
    }

    /// Nobody is there to be signed in by an application's own request.
    fn to_send(&self) -> Result<Vec<String>, SignInError> {
        match self.grant {
            ExchangeGrant::ClientCredentials => Ok(self.scopes.clone()),
            ExchangeGrant::OnBehalfOf(_) => scopes::to_send(&self.scopes),
        }
    }

    fn takes_cached(&self) -> bool {
        self.refresh == Refresh::WhenExpired && self.claims.is_none()
    }

    fn flight_key(&self) -> FlightKey {
        let mut scopes = self.scopes.clone();
        scopes.sort_unstable();
        FlightKey {
            partition: self.client.partition.clone(),
            home_account_id: String::new(),
            scopes,
            refresh: self.refresh,
            claims: self.claims.clone(),
        }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            partition: &self.client.partition,
            home_account_id: "",
            credential: match &self.grant {
                ExchangeGrant::ClientCredentials => "",
                ExchangeGrant::OnBehalfOf(assertion) => assertion.expose(),
            },
            scopes: &self.scopes,
            claims: self.claims.as_ref(),
        }
    }
}
