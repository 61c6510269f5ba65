use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use token_cache::{Account, AccountId, Removal, Removed, Secret};
use token_store::{PartitionKey, TokenStoreExt, TokenStores};
use url::Url;

use crate::client::{Application, Shared};
use crate::{
    AccountState, Authority, BrowserSignOutRequest, ClientConfig, ClientCredential, Explanation, HttpClient,
    SignInError, SilentOutcome, SilentRequest,
};

/// An application that can keep a secret: a web app, a web API or a daemon (RFC 6749, section 2.1). Cheap to clone;
/// clones share what they know about the provider, and what they are asking it.
///
/// Each user's tokens are in a cache of their own (or one for each [session](Self::in_session)), those that an API got on behalf of somebody in one for each
/// assertion, and the application's own in one for each tenant ([`PartitionKey`]).
#[derive(Clone)]
pub struct ConfidentialClientApplication {
    inner: Arc<Inner>,
    /// What tells the session whose caches it works in, if it works in those of one.
    session: Option<Secret>,
}

struct Inner {
    config: ClientConfig,
    credential: ClientCredential,
    stores: Arc<dyn TokenStores>,
    http: HttpClient,
    /// At the authority itself.
    own: Arc<Shared>,
    /// In the tenants that requests name.
    tenants: Mutex<HashMap<String, Arc<Shared>>>,
}

impl ConfidentialClientApplication {
    /// An application that keeps its tokens in `stores`. Nothing is asked yet.
    pub fn new(
        config: ClientConfig,
        credential: ClientCredential,
        stores: Arc<dyn TokenStores>,
        http: HttpClient,
    ) -> Self {
        let own = Arc::new(Shared::new(config.clone(), Some(credential.clone()), http.clone()));
        let tenants = Mutex::default();
        let inner = Arc::new(Inner { config, credential, stores, http, own, tenants });
        Self { inner, session: None }
    }

    /// The same application with caches for one session only: what a user signs in to there is known in no other session,
    /// and is gone with it. `session` is a random text (RFC 4086) that the app keeps in the session's own record and
    /// nowhere else; it should stay when the session's ID changes.
    ///
    /// The caches of assertions and of the application itself are everybody's as before. When a session ends,
    /// [`sign_out`](Self::sign_out) deletes its cache; if nobody does, it ends by itself a while later.
    #[must_use]
    pub fn in_session(&self, session: Secret) -> Self {
        Self { inner: Arc::clone(&self.inner), session: Some(session) }
    }

    /// The application's ID.
    pub fn client_id(&self) -> &str {
        &self.inner.own.client_id
    }

    /// Who signs people in.
    pub fn authority(&self) -> &Authority {
        &self.inner.own.authority
    }

    /// Asks the provider to describe itself, to see whether the authority can be right.
    ///
    /// Fails as [`PublicClientApplication::discover`](crate::PublicClientApplication::discover) does.
    pub async fn discover(&self) -> Result<(), SignInError> {
        self.inner.own.configuration().await.map(|_| ())
    }

    /// Gets a token of a signed-in user without the person: from the user's cache, else by a refresh token, exactly as
    /// [`PublicClientApplication::acquire_token_silent`](crate::PublicClientApplication::acquire_token_silent) does.
    ///
    /// Whose token that is, the application answers for: the account comes from its own session, never from the
    /// request of a browser.
    pub async fn acquire_token_silent(
        &self,
        request: impl Borrow<SilentRequest>,
    ) -> Result<SilentOutcome, SignInError> {
        let request = request.borrow();
        self.of_account(&request.account.home_account_id).acquire_token_silent(request).await
    }

    /// Explains what [`acquire_token_silent`](Self::acquire_token_silent) would do with the request now, as
    /// [`PublicClientApplication::explain`](crate::PublicClientApplication::explain) does.
    pub async fn explain(&self, request: &SilentRequest) -> Result<Explanation, SignInError> {
        self.of_account(&request.account.home_account_id).explain(request).await
    }

    /// Whether the account can be used without the person. Asks nobody but the user's store.
    ///
    /// Fails with [`SignInError::Store`].
    pub async fn account_state(&self, account: &AccountId) -> Result<AccountState, SignInError> {
        self.of_account(&account.home_account_id).account_state(account).await
    }

    /// What the user's cache knows about an account; none where it is signed out.
    ///
    /// Fails with [`SignInError::Store`].
    pub async fn account(&self, account: &AccountId) -> Result<Option<Account>, SignInError> {
        let snapshot = self.of_account(&account.home_account_id).store.load().await?;
        Ok(snapshot.cache.account(account))
    }

    /// Removes an account and its tokens from the user's cache, and says what went. The provider's own session in the
    /// browser stays: see [`browser_sign_out`](Self::browser_sign_out), whose address is to be made before.
    ///
    /// Fails with [`SignInError::Store`]; nothing is removed then.
    pub async fn sign_out(&self, account: &AccountId) -> Result<Removed, SignInError> {
        let removal = Removal::Account(account.clone());
        let store = self.of_account(&account.home_account_id).store.clone();
        Ok(store.change_with(move |cache| cache.remove(&removal)).await?)
    }

    /// The address that signs the account out in the browser that opens it, as
    /// [`PublicClientApplication::browser_sign_out`](crate::PublicClientApplication::browser_sign_out) makes it.
    pub async fn browser_sign_out(&self, request: BrowserSignOutRequest) -> Result<Option<Url>, SignInError> {
        self.of_account(&request.account.home_account_id).browser_sign_out(request).await
    }

    /// Waits until the renewals that were begun ahead of time have ended, as
    /// [`PublicClientApplication::finish_renewals`](crate::PublicClientApplication::finish_renewals) does.
    pub async fn finish_renewals(&self) {
        let tenants: Vec<_> = self.inner.tenants().values().cloned().collect();
        for shared in std::iter::once(&self.inner.own).chain(&tenants) {
            shared.renewals.finish().await;
        }
    }

    pub(super) fn own(&self) -> &Shared {
        &self.inner.own
    }

    /// At work in the cache of a signed-in user.
    pub(super) fn of_account(&self, home_account_id: &str) -> Arc<Application> {
        let key = match &self.session {
            Some(session) => PartitionKey::session(home_account_id, session),
            None => PartitionKey::account(home_account_id),
        };
        self.at(Arc::clone(&self.inner.own), key)
    }

    pub(super) fn at(&self, shared: Arc<Shared>, partition: PartitionKey) -> Arc<Application> {
        let store = self.inner.stores.partition(&partition);
        Arc::new(Application::new(shared, partition, store))
    }

    /// The application in a tenant, else at its authority.
    ///
    /// Fails with [`SignInError::AuthorityInvalid`] or [`ConfidentialProblem`](crate::ConfidentialProblem).
    pub(super) fn shared_in(&self, tenant: Option<&str>) -> Result<Arc<Shared>, SignInError> {
        let Some(tenant) = tenant else { return Ok(Arc::clone(&self.inner.own)) };
        if let Some(known) = self.inner.tenants().get(tenant) {
            return Ok(Arc::clone(known));
        }
        let config = self.inner.config.at(self.authority().in_tenant(tenant)?);
        let (credential, http) = (self.inner.credential.clone(), self.inner.http.clone());
        let shared = Arc::new(Shared::new(config, Some(credential), http));
        Ok(Arc::clone(self.inner.tenants().entry(tenant.to_owned()).or_insert(shared)))
    }
}

impl Inner {
    fn tenants(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Shared>>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ConfidentialClientApplication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConfidentialClientApplication")
            .field("client_id", &self.client_id())
            .field("authority", self.authority())
            .field("credential", &self.inner.credential)
            .finish_non_exhaustive()
    }
}
