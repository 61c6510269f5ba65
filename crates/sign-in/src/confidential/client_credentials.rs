use std::borrow::Borrow;

use token_store::PartitionKey;

use super::ConfidentialClientApplication;
use crate::client::Shared;
use crate::silent::{Exchange, ExchangeGrant};
use crate::{
    AcquiredToken, ClaimsChallenge, ConfidentialProblem, Refresh, SignInError, SilentOutcome, scopes,
};

/// What an application wants a token of its own for.
#[derive(Clone, Debug)]
pub struct ClientCredentialsRequest {
    /// The scopes: of Entra one API's `/.default`, such as `https://graph.microsoft.com/.default`.
    pub scopes: Vec<String>,
    /// The tenant in which the application acts, where the authority does not name it.
    pub tenant: Option<String>,
    /// Whether a cached token will do.
    pub refresh: Refresh,
    /// What an API wants the token to say, which the one that it was sent did not. No cached token will do then.
    pub claims: Option<ClaimsChallenge>,
}

impl ClientCredentialsRequest {
    /// A token from the cache, or a new one where that has ended, in the tenant of the authority.
    pub fn new(scopes: Vec<String>) -> Self {
        Self { scopes, tenant: None, refresh: Refresh::WhenExpired, claims: None }
    }
}

impl ConfidentialClientApplication {
    /// Gets a token of the application's own (RFC 6749, section 4.4): from the cache of its tenant, else from the
    /// provider. As in silence, a token that the provider wants renewed is answered at once and renewed meanwhile, of
    /// several equal requests one asks the provider, and one that failed a moment ago is not asked again.
    ///
    /// Fails with [`SignInError::Confidential`], [`SignInError::ScopeInvalid`], [`SignInError::ProviderRefused`]
    /// (a wrong secret, for example, of which [`Advice`](crate::Advice) tells what to do), or as silence does.
    pub async fn acquire_token_for_client(
        &self,
        request: impl Borrow<ClientCredentialsRequest>,
    ) -> Result<AcquiredToken, SignInError> {
        let request = request.borrow();
        let shared = self.shared_in(request.tenant.as_deref())?;
        check(&shared, request)?;
        let partition = PartitionKey::application(&shared.client_id, shared.authority.tenant_as_written());
        let exchange = Exchange {
            client: self.at(shared, partition),
            grant: ExchangeGrant::ClientCredentials,
            scopes: request.scopes.clone(),
            refresh: request.refresh,
            claims: request.claims.clone(),
        };
        match exchange.acquire().await? {
            SilentOutcome::Token(token) => Ok(token),
            // There is no person to ask.
            SilentOutcome::InteractionRequired(_) => Err(SignInError::Interrupted),
        }
    }
}

fn check(shared: &Shared, request: &ClientCredentialsRequest) -> Result<(), SignInError> {
    scopes::check_scopes(&request.scopes)?;
    if !shared.authority.speaks_entra() {
        return Ok(());
    }
    if let Some(word) = shared.authority.word_for_many_tenants() {
        return Err(ConfidentialProblem::TenantNeeded(word.to_owned()).into());
    }
    match request.scopes.iter().find(|scope| !scope.ends_with("/.default")) {
        Some(scope) => Err(ConfidentialProblem::DefaultScopeNeeded(scope.clone()).into()),
        None if request.scopes.is_empty() => {
            Err(ConfidentialProblem::DefaultScopeNeeded(String::new()).into())
        }
        None => Ok(()),
    }
}
