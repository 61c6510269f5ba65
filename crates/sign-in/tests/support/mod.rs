//! A demo tenant, an application at it, and a person with a browser that knows nothing but HTTP.
#![allow(dead_code, unused_imports, reason = "no test file uses all of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test's")]

mod browser;
mod proxy;
mod store;
mod stub;
mod waits;
mod walker;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use browser::{Browser, Choice};
use demo_tenant::{DemoOptions, DemoTenant, ENVIRONMENT, Switches};
pub(crate) use proxy::Proxy;
use sign_in::{
    Authority, ClientConfig, Clock, DeviceCodePrompt, HttpClient, InteractiveOutcome, InteractiveRequest,
    InteractiveSignIn, PublicClientApplication, Refresh, SignInError, SilentOutcome, SilentRequest,
    TimeLimits,
};
pub(crate) use store::{TestStore, unsigned_id_token};
pub(crate) use stub::Stub;
use token_cache::{AccountId, Removal, Timestamp, TokenQuery, decode_jwt};
use token_store::TokenStoreExt;
pub(crate) use waits::Waits;
pub(crate) use walker::Walker;

pub(crate) const SCOPE: &str = "User.Read";

/// Everything that a test needs.
pub(crate) struct World {
    pub(crate) tenant: DemoTenant,
    pub(crate) store: Arc<TestStore>,
    pub(crate) application: PublicClientApplication,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_at("organizations").await
    }

    /// Begins at an audience: `common`, `organizations`, `consumers`, or a tenant.
    pub(crate) async fn start_at(audience: &str) -> Self {
        let options =
            DemoOptions { clock: demo_tenant::Clock::fixed(1_800_000_000), ..DemoOptions::default() };
        let tenant = DemoTenant::start(options).await.unwrap();
        let store = Arc::new(TestStore::default());
        let application = application(&tenant, &store, audience);
        Self { tenant, store, application }
    }

    /// Another process with the same store.
    pub(crate) fn another_application(&self) -> PublicClientApplication {
        application(&self.tenant, &self.store, "organizations")
    }

    /// Another of the tenant's applications with the same store.
    pub(crate) fn application_of(&self, name: &str) -> PublicClientApplication {
        let client = self.tenant.clients().iter().find(|client| client.name == name).unwrap();
        application_with(&self.tenant, client.id, &self.store, "organizations", TimeLimits::default())
    }

    /// From now on the application says that it can do that.
    pub(crate) fn tell_capabilities(&mut self, capabilities: &[&str]) {
        let capabilities = capabilities.iter().map(|name| (*name).to_owned()).collect();
        let config = config(&self.tenant, self.tenant.client_id(), "organizations");
        let config = config.with_client_capabilities(capabilities);
        let http = HttpClient::new().unwrap();
        self.application = PublicClientApplication::new(config, Arc::clone(&self.store) as _, http);
    }

    /// From now on the tenant's environment goes by this name.
    pub(crate) fn call_environment(&mut self, environment: &str) {
        let authority = Authority::entra_like(self.tenant.base_url(), "organizations", environment).unwrap();
        let config = ClientConfig::new(self.tenant.client_id(), authority).unwrap();
        let config = config.with_clock(clock(&self.tenant));
        let http = HttpClient::new().unwrap();
        self.application = PublicClientApplication::new(config, Arc::clone(&self.store) as _, http);
    }

    /// From now on an answer is not waited for so long: for requests that will have none.
    pub(crate) fn lose_patience(&mut self) {
        let limits = TimeLimits { total: Duration::from_secs(5), ..TimeLimits::default() };
        let client_id = self.tenant.client_id();
        self.application = application_with(&self.tenant, client_id, &self.store, "organizations", limits);
    }

    /// From now on the application's pauses end when the test says so.
    pub(crate) fn wait_on_demand(&mut self, audience: &str) -> Waits {
        let (waits, timer) = Waits::new();
        let config = config(&self.tenant, self.tenant.client_id(), audience).with_timer(timer);
        let http = HttpClient::new().unwrap();
        self.application = PublicClientApplication::new(config, Arc::clone(&self.store) as _, http);
        waits
    }

    /// Types a code on another device, and goes through the pages to their end.
    pub(crate) async fn decide(&self, prompt: &DeviceCodePrompt, choice: Choice<'_>) {
        let page = Browser::new().type_code(&prompt.verification_uri, &prompt.user_code, choice).await;
        assert!(page.contains("id=\"device-"), "{page}");
    }

    pub(crate) fn switches(&self) -> Switches {
        self.tenant.switches()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.tenant.clock().advance(seconds);
    }

    pub(crate) async fn begin(&self) -> InteractiveSignIn {
        self.application.begin_interactive(request()).await.unwrap()
    }

    /// Signs a person in with a browser of their own.
    pub(crate) async fn sign_in(&self, person: &str) -> AccountId {
        sign_in_to(&self.application, person).await
    }

    /// Goes through a sign-in, and gives its outcome and the page that the browser ended on.
    pub(crate) async fn try_sign_in(
        &self,
        choice: Choice<'_>,
    ) -> (Result<InteractiveOutcome, SignInError>, String) {
        let sign_in = self.begin().await;
        let url = sign_in.authorization_url().clone();
        tokio::join!(sign_in.finish(|_| {}), async { Browser::new().go_through(&url, choice).await })
    }

    pub(crate) async fn silently(&self, account: &AccountId) -> Result<SilentOutcome, SignInError> {
        let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
        self.application.acquire_token_silent(request).await
    }

    pub(crate) async fn renewed(&self, account: &AccountId) -> Result<SilentOutcome, SignInError> {
        let mut request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
        request.refresh = Refresh::Always;
        self.application.acquire_token_silent(request).await
    }

    pub(crate) async fn sign_out(&self, account: &AccountId) {
        let removal = Removal::Account(account.clone());
        self.store.inner.change_with(move |cache| cache.remove(&removal)).await.unwrap();
    }

    /// What the only access token of an account in the store says.
    pub(crate) async fn claim(&self, account: &AccountId, name: &str) -> serde_json::Value {
        let cache = self.store.cache().await;
        let tokens: Vec<_> = cache.access_tokens(&TokenQuery::of_account(account)).collect();
        assert_eq!(tokens.len(), 1);
        decode_jwt(&tokens[0].secret().unwrap()).unwrap().claims.get(name).cloned().unwrap_or_default()
    }

    /// The home account IDs in the store, in their order.
    pub(crate) async fn accounts(&self) -> Vec<String> {
        let cache = self.store.cache().await;
        cache.accounts().iter().map(|account| account.home_account_id().to_owned()).collect()
    }

    /// How often the token endpoint gave tokens for a refresh token.
    pub(crate) fn renewals(&self) -> u64 {
        self.switches().redemptions("refresh_token")
    }

    pub(crate) fn home_account_id(&self, person: &str) -> String {
        self.tenant.people().iter().find(|known| known.id == person).unwrap().home_account_id()
    }
}

/// Signs a person in to an application with a browser of their own.
pub(crate) async fn sign_in_to(application: &PublicClientApplication, person: &str) -> AccountId {
    let sign_in = application.begin_interactive(request()).await.unwrap();
    let url = sign_in.authorization_url().clone();
    let browser = async { Browser::new().go_through(&url, Choice::Accept(person)).await };
    match tokio::join!(sign_in.finish(|_| {}), browser).0 {
        Ok(InteractiveOutcome::SignedIn(account)) => account,
        other => panic!("{person} is not signed in: {other:?}"),
    }
}

pub(crate) fn request() -> InteractiveRequest {
    InteractiveRequest::new(vec![SCOPE.to_owned()])
}

fn application(tenant: &DemoTenant, store: &Arc<TestStore>, audience: &str) -> PublicClientApplication {
    application_with(tenant, tenant.client_id(), store, audience, TimeLimits::default())
}

fn application_with(
    tenant: &DemoTenant,
    client_id: &str,
    store: &Arc<TestStore>,
    audience: &str,
    limits: TimeLimits,
) -> PublicClientApplication {
    let http = HttpClient::with_limits(limits).unwrap();
    PublicClientApplication::new(config(tenant, client_id, audience), Arc::clone(store) as _, http)
}

fn config(tenant: &DemoTenant, client_id: &str, audience: &str) -> ClientConfig {
    let authority = Authority::entra_like(tenant.base_url(), audience, ENVIRONMENT).unwrap();
    ClientConfig::new(client_id, authority).unwrap().with_clock(clock(tenant))
}

fn clock(tenant: &DemoTenant) -> Clock {
    let clock = tenant.clock().clone();
    Clock::new(move || Timestamp::from_unix(clock.now()))
}
