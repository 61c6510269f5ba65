use std::borrow::Borrow;
use std::sync::Arc;

use token_cache::{AccountId, Secret, TokenCache};
use token_store::PartitionKey;

use super::ConfidentialClientApplication;
use crate::client::Application;
use crate::silent::{Exchange, ExchangeGrant};
use crate::{ClaimsChallenge, Refresh, SignInError, SilentOutcome, SilentRequest, scopes};

/// What an API wants to do for whoever called it.
#[derive(Clone, Debug)]
pub struct OnBehalfOfRequest {
    /// The access token that the API was called with. The API has to have checked it: that it is for the API itself,
    /// first of all.
    pub assertion: Secret,
    /// The scopes of the API to be called next; `openid`, `profile` and `offline_access` are added.
    pub scopes: Vec<String>,
    /// The tenant of whoever called, where the authority does not name it.
    pub tenant: Option<String>,
    /// Whether a cached token will do.
    pub refresh: Refresh,
    /// What the next API wants the token to say, which the one that it was sent did not.
    pub claims: Option<ClaimsChallenge>,
}

impl OnBehalfOfRequest {
    /// A token from the cache, or a new one where that has ended, in the tenant of the authority.
    pub fn new(assertion: Secret, scopes: Vec<String>) -> Self {
        Self { assertion, scopes, tenant: None, refresh: Refresh::WhenExpired, claims: None }
    }
}

impl ConfidentialClientApplication {
    /// Gets a token to act for whoever called with this access token (RFC 7523, section 2.1; Microsoft docs, "Microsoft
    /// identity platform and OAuth 2.0 On-Behalf-Of flow"): from the cache of that very assertion, else by the refresh
    /// token that came with it, else by the assertion itself.
    ///
    /// Where the provider wants the person, the API cannot ask: it has to refuse the call and pass on what is wanted
    /// ([`InteractionRequired::claims`](crate::InteractionRequired::claims)).
    ///
    /// Fails as [`acquire_token_for_client`](Self::acquire_token_for_client) does.
    pub async fn acquire_token_on_behalf_of(
        &self,
        request: impl Borrow<OnBehalfOfRequest>,
    ) -> Result<SilentOutcome, SignInError> {
        let request = request.borrow();
        scopes::check_scopes(&request.scopes)?;
        let shared = self.shared_in(request.tenant.as_deref())?;
        let client = self.at(shared, PartitionKey::assertion(&request.assertion));
        let client = Arc::new(client.of_assertion());
        if let Some(account) = known_account(&client).await? {
            let silent = SilentRequest {
                account,
                scopes: request.scopes.clone(),
                refresh: request.refresh,
                claims: request.claims.clone(),
            };
            if let SilentOutcome::Token(token) = client.acquire_token_silent(&silent).await? {
                return Ok(SilentOutcome::Token(token));
            }
        }
        let exchange = Exchange {
            client,
            grant: ExchangeGrant::OnBehalfOf(request.assertion.clone()),
            scopes: request.scopes.clone(),
            refresh: request.refresh,
            claims: request.claims.clone(),
        };
        exchange.acquire().await
    }
}

/// Whom the assertion is about, if tokens were got by it before.
async fn known_account(client: &Application) -> Result<Option<AccountId>, SignInError> {
    let of = |cache: &TokenCache| {
        let mut accounts = cache.accounts().into_iter().map(|account| account.id());
        accounts.find(|id| client.is_own_environment(&id.environment))
    };
    if let Some(account) = client.store.recent().and_then(|snapshot| of(&snapshot.cache)) {
        return Ok(Some(account));
    }
    Ok(of(&client.store.load().await?.cache))
}
