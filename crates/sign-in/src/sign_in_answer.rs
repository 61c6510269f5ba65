//! What every way to sign in does with the tokens that it gets.

use std::sync::Arc;

use token_cache::{
    AccountHandling, AccountId, Added, CacheError, Grant, RequestData, TokenCache, TokenEvent, TokenResponse,
};
use token_store::TokenStoreExt;

use crate::address::host_of;
use crate::client::{Application, Shared};
use crate::id_token::Nonce;
use crate::provider::ProviderConfiguration;
use crate::{AnswerProblem, SignInError};

impl Shared {
    /// Checks the ID token, which a sign-in must bring.
    ///
    /// Fails with [`SignInError::AnswerInvalid`] where there is none, else as
    /// [`Validation::check`](crate::id_token::Validation::check) does.
    pub(crate) async fn check_sign_in(
        &self,
        provider: &ProviderConfiguration,
        response: &TokenResponse,
        nonce: Nonce<'_>,
    ) -> Result<(), SignInError> {
        let token = response.id_token.as_ref().ok_or_else(|| SignInError::AnswerInvalid {
            host: host_of(&provider.token_endpoint),
            problem: AnswerProblem::IdTokenMissing,
        })?;
        self.validation(provider).check(token, nonce).await
    }

    /// Whose the tokens of a sign-in are.
    ///
    /// Fails with [`SignInError::NotCacheable`].
    pub(crate) fn owner(
        &self,
        provider: &ProviderConfiguration,
        scopes: &[String],
        response: &TokenResponse,
    ) -> Result<AccountId, SignInError> {
        let added = TokenCache::default().add(&TokenEvent {
            client_id: &self.client_id,
            environment: self.authority.environment(),
            realm: &self.authority.realm(&provider.token_endpoint),
            requested_scopes: scopes,
            grant: Grant::AuthorizationCode,
            request: RequestData::default(),
            response,
            account: AccountHandling::Create,
            now: self.clock.now(),
        });
        let nobody = CacheError::IdTokenWithoutSubject;
        match added {
            Ok(Added::Stored { account: Some(account), .. }) => Ok(account),
            Ok(_) => Err(SignInError::NotCacheable(Arc::new(nobody))),
            Err(error) => Err(SignInError::NotCacheable(Arc::new(error))),
        }
    }
}

impl Application {
    /// Stores the tokens of a sign-in, and says whose they are.
    ///
    /// Fails with [`SignInError::NotStored`] or [`SignInError::NotCacheable`].
    pub(crate) async fn store_sign_in(
        self: &Arc<Self>,
        provider: &ProviderConfiguration,
        scopes: Vec<String>,
        grant: Grant<'static>,
        response: TokenResponse,
    ) -> Result<AccountId, SignInError> {
        let client = Arc::clone(self);
        let (realm, now) = (self.authority.realm(&provider.token_endpoint), self.clock.now());
        let stored = self.store.change_with(move |cache| {
            let added = cache.add(&TokenEvent {
                client_id: &client.client_id,
                environment: client.authority.environment(),
                realm: &realm,
                requested_scopes: &scopes,
                grant,
                request: RequestData::default(),
                response: &response,
                account: AccountHandling::Create,
                now,
            })?;
            client.note_realm(cache, &realm);
            client.note_requested(cache, &added, &scopes);
            Ok(added)
        });
        match stored.await.map_err(|error| SignInError::NotStored(Arc::new(error)))? {
            Ok(Added::Stored { account: Some(account), .. }) => {
                self.renewals.signed_in(&self.partition, &account);
                Ok(account)
            }
            Ok(_) => Err(SignInError::NotCacheable(Arc::new(CacheError::IdTokenWithoutSubject))),
            Err(error) => Err(SignInError::NotCacheable(Arc::new(error))),
        }
    }
}
