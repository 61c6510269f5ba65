use std::sync::Arc;

use token_cache::{TokenCache, TokenQuery, is_same_environment};

use super::flights::FlightKey;
use super::renewal::Renewal;
use super::{
    AcquiredToken, InteractionReason, InteractionRequired, Refresh, SilentOutcome, SilentRequest, TokenSource,
};
use crate::client::Application;
use crate::{PublicClientApplication, SignInError, scopes};

/// A token that ends sooner, in seconds, counts as ended: it has to last for the call it is wanted for.
const MARGIN: i64 = 300;

impl PublicClientApplication {
    /// Gets a token without a person: from the cache, else by a refresh token. Where the network or the
    /// provider fails, a cached token that has not quite ended still does, and nothing is removed.
    ///
    /// Fails with [`SignInError::Network`] or [`SignInError::ProviderBusy`] (try later), with
    /// [`SignInError::NotStored`], or where the provider or its answer is at fault as signing in does.
    pub async fn acquire_token_silent(&self, request: SilentRequest) -> Result<SilentOutcome, SignInError> {
        let client = &self.client;
        let to_send = scopes::to_send(&request.scopes)?;
        if !is_same_environment(&request.account.environment, client.authority.environment()) {
            // The refresh token of one provider is never sent to another.
            return Ok(InteractionRequired::because(InteractionReason::UnknownAccount));
        }
        if request.refresh == Refresh::WhenExpired {
            let snapshot = client.store.load().await?;
            let realm = client.realm().await?;
            if let Some(token) = Lookup::new(client, &request, &realm).fresh(&snapshot.cache) {
                return Ok(SilentOutcome::Token(token));
            }
        }
        let key = flight_key(&request);
        let renewal = Renewal { client: Arc::clone(client), request, to_send };
        client.flights.join(key, || renewal.run()).await
    }
}

impl Application {
    /// The realm to look tokens up by; asked of the provider only where the authority does not tell.
    pub(super) async fn realm(&self) -> Result<String, SignInError> {
        if let Some(realm) = self.authority.known_realm() {
            return Ok(realm.to_owned());
        }
        let configuration = self.configuration().await?;
        Ok(self.authority.realm(&configuration.token_endpoint))
    }
}

fn flight_key(request: &SilentRequest) -> FlightKey {
    let mut scopes = request.scopes.clone();
    scopes.sort_unstable();
    let home_account_id = request.account.home_account_id.clone();
    FlightKey { home_account_id, scopes, refresh: request.refresh }
}

/// Looks for an access token in a cache.
pub(super) struct Lookup<'a> {
    client: &'a Application,
    request: &'a SilentRequest,
    realm: &'a str,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(client: &'a Application, request: &'a SilentRequest, realm: &'a str) -> Self {
        Self { client, request, realm }
    }

    /// A token that lasts, and that the provider does not want renewed yet (`refresh_in`).
    pub(super) fn fresh(&self, cache: &TokenCache) -> Option<AcquiredToken> {
        self.find(cache, MARGIN, |due| !due)
    }

    /// A token that has not ended, however soon it will.
    pub(super) fn usable(&self, cache: &TokenCache) -> Option<AcquiredToken> {
        self.find(cache, 1, |_| true)
    }

    fn find(&self, cache: &TokenCache, margin: i64, accept: impl Fn(bool) -> bool) -> Option<AcquiredToken> {
        let now = self.client.clock.now();
        let scopes = scopes::to_find(&self.request.scopes);
        let query = TokenQuery {
            home_account_id: Some(&self.request.account.home_account_id),
            environment: Some(self.client.authority.environment()),
            client_id: Some(&self.client.client_id),
            realm: Some(self.realm),
            scopes: &scopes,
            ..TokenQuery::default()
        };
        let token = cache.find_access_token(&query, now.plus(margin))?;
        let is_due = token.refresh_on().is_some_and(|due| due <= now);
        AcquiredToken::of(&token, TokenSource::Cache).filter(|_| accept(is_due))
    }
}
