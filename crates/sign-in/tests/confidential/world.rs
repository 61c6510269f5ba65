use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use demo_tenant::{Client, ClientKind, DemoOptions, DemoTenant, ENVIRONMENT, Switches};
use sign_in::{
    AcquiredToken, Authority, ClientConfig, ClientCredential, ClientCredentialsRequest, Clock,
    ConfidentialClientApplication, HttpClient, InteractionRequired, SignInError, SilentOutcome,
    SilentRequest, WebSignInRequest,
};
use token_cache::{AccountId, Secret, Timestamp, TokenCache};
use token_store::{MemoryStore, PartitionKey, TokenStore, TokenStores};

use crate::support::{Browser, Choice, SCOPE};

pub(crate) const LUMENWORKS: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
pub(crate) const REDIRECT: &str = "http://localhost:5000/signed-in";
pub(crate) const GRAPH: &str = "https://graph.microsoft.com/.default";
pub(crate) const NOTES: &str = "api://demo-notebook/Notes.Read";
pub(crate) const WEBSITE: &str = "Demo Website";
pub(crate) const NOTEBOOK: &str = "Demo Notebook";

/// Many caches in memory.
#[derive(Default)]
pub(crate) struct Stores(Mutex<BTreeMap<PartitionKey, Arc<MemoryStore>>>);

impl TokenStores for Stores {
    fn partition(&self, key: &PartitionKey) -> Arc<dyn TokenStore> {
        Arc::clone(self.0.lock().unwrap().entry(key.clone()).or_default()) as _
    }
}

impl Stores {
    pub(crate) async fn cache(&self, key: &PartitionKey) -> Arc<TokenCache> {
        self.partition(key).load().await.unwrap().cache
    }

    /// The names of those in which something is.
    pub(crate) async fn names(&self) -> Vec<String> {
        let all: Vec<_> = self.0.lock().unwrap().clone().into_iter().collect();
        let mut names = Vec::new();
        for (key, store) in all {
            if store.version().await.unwrap().is_some() {
                names.push(key.as_str().to_owned());
            }
        }
        names
    }
}

/// A demo tenant, and the caches of an application there.
pub(crate) struct World {
    pub(crate) tenant: DemoTenant,
    pub(crate) stores: Arc<Stores>,
}

impl World {
    pub(crate) async fn start() -> Self {
        let options =
            DemoOptions { clock: demo_tenant::Clock::fixed(1_800_000_000), ..DemoOptions::default() };
        Self { tenant: DemoTenant::start(options).await.unwrap(), stores: Arc::default() }
    }

    pub(crate) fn switches(&self) -> Switches {
        self.tenant.switches()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.tenant.clock().advance(seconds);
    }

    pub(crate) fn client(&self, name: &str) -> &'static Client {
        let clients: &'static [Client] = self.tenant.clients();
        clients.iter().find(|client| client.name == name).unwrap()
    }

    /// The secret that is registered for a client.
    pub(crate) fn secret(&self, name: &str) -> ClientCredential {
        let ClientKind::Confidential { secret } = self.client(name).kind else {
            panic!("{name} has no secret")
        };
        ClientCredential::secret(Secret::new(secret.to_owned())).unwrap()
    }

    pub(crate) fn application(
        &self,
        name: &str,
        credential: ClientCredential,
        audience: &str,
    ) -> ConfidentialClientApplication {
        let authority = Authority::entra_like(self.tenant.base_url(), audience, ENVIRONMENT).unwrap();
        let clock = self.tenant.clock().clone();
        let clock = Clock::new(move || Timestamp::from_unix(clock.now()));
        let config = ClientConfig::new(self.client(name).id, authority).unwrap().with_clock(clock);
        let stores = Arc::clone(&self.stores) as _;
        ConfidentialClientApplication::new(config, credential, stores, HttpClient::new().unwrap())
    }

    /// The website, which knows its secret.
    pub(crate) fn website(&self, audience: &str) -> ConfidentialClientApplication {
        self.application(WEBSITE, self.secret(WEBSITE), audience)
    }

    pub(crate) fn home_account_id(&self, person: &str) -> String {
        self.tenant.people().iter().find(|known| known.id == person).unwrap().home_account_id()
    }
}

/// Signs a person in to a web app with a browser of their own.
pub(crate) async fn sign_in(
    application: &ConfidentialClientApplication,
    person: &str,
    scope: &str,
) -> AccountId {
    let request = WebSignInRequest::new(vec![scope.to_owned()], REDIRECT);
    let begun = application.begin_web_sign_in(&request).await.unwrap();
    let answer = Browser::new().answer(&begun.authorization_url, Choice::Accept(person)).await;
    assert!(answer.as_str().starts_with(REDIRECT), "{answer}");
    application.finish_web_sign_in(begun.saved, answer.query().unwrap()).await.unwrap()
}

pub(crate) async fn silently(
    application: &ConfidentialClientApplication,
    account: &AccountId,
) -> Result<SilentOutcome, SignInError> {
    application.acquire_token_silent(SilentRequest::new(account.clone(), vec![SCOPE.to_owned()])).await
}

pub(crate) fn for_graph() -> ClientCredentialsRequest {
    ClientCredentialsRequest::new(vec![GRAPH.to_owned()])
}

pub(crate) fn token(outcome: Result<SilentOutcome, SignInError>) -> AcquiredToken {
    match outcome {
        Ok(SilentOutcome::Token(token)) => token,
        other => panic!("expected a token, got {other:?}"),
    }
}

pub(crate) fn interaction(outcome: Result<SilentOutcome, SignInError>) -> InteractionRequired {
    match outcome {
        Ok(SilentOutcome::InteractionRequired(interaction)) => interaction,
        other => panic!("expected that a person is needed, got {other:?}"),
    }
}

/// What a token of the demo tenant says.
pub(crate) fn claim(token: &Secret, name: &str) -> String {
    let claims = token_cache::decode_jwt(token).unwrap().claims;
    claims.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}
