use std::borrow::Borrow;
use std::sync::Arc;

use token_cache::{BearerToken, Timestamp, TokenCache, TokenQuery};

use super::flights::FlightKey;
use super::renewal::{Purpose, Renewal};
use super::{AcquiredToken, InteractionReason, InteractionRequired, SilentOutcome, SilentRequest};
use crate::client::Application;
use crate::{PublicClientApplication, SignInError, scopes};

/// A token that ends sooner, in seconds, counts as ended: it has to last for the call it is wanted for.
pub(super) const MARGIN: i64 = 300;

impl PublicClientApplication {
    /// Gets a token without a person: from the cache, else by a refresh token. Where the network or the
    /// provider fails, a cached token that has not quite ended still does, and nothing is removed.
    ///
    /// A cached token that the provider wants renewed (`refresh_in`) is answered at once, and renewed in a task of
    /// its own, whose failure is nobody's error; see [`PublicClientApplication::finish_renewals`].
    ///
    /// Of several that need the same token at once, in this process or in others with the same store, one asks the
    /// provider. What it has refused within the last minute it is not asked again: [`SignInError::Throttled`],
    /// [`InteractionRequired::throttled_until`]. A refresh token that it has called dead is never tried again.
    ///
    /// Fails with [`SignInError::Network`] or [`SignInError::ProviderBusy`] (try later), with
    /// [`SignInError::NotStored`], or where the provider or its answer is at fault as signing in does.
    pub async fn acquire_token_silent(
        &self,
        request: impl Borrow<SilentRequest>,
    ) -> Result<SilentOutcome, SignInError> {
        self.client.acquire_token_silent(request.borrow()).await
    }

    /// Waits until the renewals that were begun ahead of time have ended. A program that is about to end does so:
    /// what a renewal cut short was given would be lost, and the provider may take its refresh token back.
    pub async fn finish_renewals(&self) {
        self.client.renewals.finish().await;
    }
}

impl Application {
    /// See [`PublicClientApplication::acquire_token_silent`].
    pub(crate) async fn acquire_token_silent(
        self: &Arc<Self>,
        request: &SilentRequest,
    ) -> Result<SilentOutcome, SignInError> {
        match self.at_hand(request) {
            Some(token) => Ok(SilentOutcome::Token(token)),
            None => self.acquire(request.clone()).await,
        }
    }

    async fn acquire(self: &Arc<Self>, request: SilentRequest) -> Result<SilentOutcome, SignInError> {
        let to_send = scopes::to_send(&request.scopes)?;
        if !self.is_found_to_be_own(&request.account.environment).await? {
            // The refresh token of one provider is never sent to another.
            return Ok(InteractionRequired::because(InteractionReason::UnknownAccount));
        }
        if request.takes_cached() {
            let snapshot = self.store.load().await?;
            let realm = self.realm(&snapshot.cache).await?;
            let lookup = Lookup::new(self, &request, realm);
            if let Some(token) = lookup.lasting(&snapshot.cache) {
                if lookup.is_due(&token) {
                    self.renew_ahead_of_time(request, to_send);
                }
                return Ok(SilentOutcome::Token(AcquiredToken::cached(token)));
            }
        }
        let key = self.flight_key(&request);
        let renewal = Renewal { client: Arc::clone(self), request, to_send, purpose: Purpose::Answer };
        self.renewals.flights.join(key, || renewal.run()).await
    }

    fn renew_ahead_of_time(self: &Arc<Self>, request: SilentRequest, to_send: Vec<String>) {
        let Some(begun) = self.renewals.ahead.begin(self.flight_key(&request), self.clock.now()) else {
            return;
        };
        let renewal = Renewal { client: Arc::clone(self), request, to_send, purpose: Purpose::AheadOfTime };
        tokio::spawn(async move {
            // Nobody waits for it: the cached token still serves, and another try comes.
            drop(renewal.run().await);
            drop(begun);
        });
    }

    fn flight_key(&self, request: &SilentRequest) -> FlightKey {
        let mut scopes = request.scopes.clone();
        scopes.sort_unstable();
        FlightKey {
            partition: self.partition.clone(),
            home_account_id: request.account.home_account_id.clone(),
            scopes,
            refresh: request.refresh,
            claims: request.claims.clone(),
        }
    }

    /// A token of the cache as the store knows it without a look at what others have done a moment ago, if there is
    /// nothing to do but to answer it. Most calls end here: in less than a microsecond.
    fn at_hand(&self, request: &SilentRequest) -> Option<AcquiredToken> {
        let is_ours = self.is_own_environment(&request.account.environment);
        if !is_ours || !request.takes_cached() {
            return None;
        }
        let snapshot = self.store.recent()?;
        let realm = self.realm_if_known(&snapshot.cache)?;
        let lookup = Lookup::new(self, request, realm);
        let token = lookup.lasting(&snapshot.cache)?;
        if lookup.is_due(&token) { None } else { Some(AcquiredToken::cached(token)) }
    }
}

/// Looks for an access token in a cache, at the moment at which it is made.
pub(super) struct Lookup<'a> {
    client: &'a Application,
    request: &'a SilentRequest,
    realm: &'a str,
    now: Timestamp,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(client: &'a Application, request: &'a SilentRequest, realm: &'a str) -> Self {
        Self { client, request, realm, now: client.clock.now() }
    }

    /// A token that lasts.
    pub(super) fn lasting(&self, cache: &TokenCache) -> Option<Arc<BearerToken>> {
        self.find(cache, MARGIN)
    }

    /// A token that has not ended, however soon it will.
    pub(super) fn usable(&self, cache: &TokenCache) -> Option<AcquiredToken> {
        self.find(cache, 1).map(AcquiredToken::cached)
    }

    /// Whether this process is to renew it ahead of its end.
    pub(super) fn is_due(&self, token: &BearerToken) -> bool {
        token.refresh_on.is_some() && self.client.renewals.ahead.is_due(token, MARGIN, self.now)
    }

    /// Whether the provider wants it renewed ahead of its end, by whatever process.
    pub(super) fn is_wanted_renewed(&self, token: &BearerToken) -> bool {
        token.refresh_on.is_some_and(|wanted| wanted <= self.now)
    }

    fn find(&self, cache: &TokenCache, margin: i64) -> Option<Arc<BearerToken>> {
        let scopes = scopes::to_find(&self.request.scopes);
        let query = TokenQuery {
            home_account_id: Some(&self.request.account.home_account_id),
            client_id: Some(&self.client.client_id),
            realm: Some(self.realm),
            scopes: &scopes,
            user_assertion_hash: self.client.request_data().user_assertion_hash,
            ..TokenQuery::default()
        };
        let mut queries = self.client.under_each_name(&query);
        queries.find_map(|query| cache.bearer_token(&query, self.now.plus(margin)))
    }
}
