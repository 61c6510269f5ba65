use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use demo_tenant::ENVIRONMENT;
use settings::{Provider, ProviderKind};
use sign_in::{Authority, ClientConfig, HttpClient, PublicClientApplication, SignInError, WhoAmISource};
use token_store::TokenStore;
use tokio::sync::Mutex;
use url::Url;

use crate::{ConnectionError, Demo};

/// The clouds' Graphs; see "Microsoft Graph national cloud deployments".
const GRAPHS: [(&str, &str); 4] = [
    ("login.microsoftonline.us", "https://graph.microsoft.us"),
    ("login.usgovcloudapi.net", "https://graph.microsoft.us"),
    ("login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
    ("login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
];
const PUBLIC_GRAPH: &str = "https://graph.microsoft.com";

/// A provider's client, and what to ask who somebody is.
#[derive(Clone)]
pub struct Connection {
    /// The application at the provider, with the store for its tokens.
    pub client: PublicClientApplication,
    /// What to ask who somebody is.
    pub who_am_i: WhoAmISource,
}

/// The connections that were made, so that what they learned about a provider is asked for once.
pub struct Connections {
    store: Arc<dyn TokenStore>,
    http: OnceLock<HttpClient>,
    demo: Demo,
    made: Mutex<HashMap<String, (Provider, Connection)>>,
}

impl Connections {
    /// None yet; tokens go into `store`.
    pub fn new(store: Arc<dyn TokenStore>, demo: Demo) -> Self {
        Self { store, http: OnceLock::new(), demo, made: Mutex::default() }
    }

    /// The connection of a provider; the one that was made before, unless the provider has been changed since.
    pub async fn of(&self, provider: &Provider) -> Result<Connection, ConnectionError> {
        let mut made = self.made.lock().await;
        match made.get(&provider.id) {
            Some((known, connection)) if known == provider => Ok(connection.clone()),
            _ => {
                let connection = self.make(provider).await?;
                made.insert(provider.id.clone(), (provider.clone(), connection.clone()));
                Ok(connection)
            }
        }
    }

    /// The client ID that the demo tenant has for Tessera. Starts the demo tenant.
    pub async fn demo_client_id(&self) -> Result<&'static str, ConnectionError> {
        Ok(self.demo.running().await?.client_id())
    }

    /// Fails where the provider cannot be right or cannot be reached.
    pub async fn check(&self, provider: &Provider) -> Result<(), ConnectionError> {
        self.make(provider).await?.client.discover().await?;
        Ok(())
    }

    async fn make(&self, provider: &Provider) -> Result<Connection, ConnectionError> {
        let (authority, who_am_i) = match provider.kind {
            ProviderKind::Demo => self.demo_authority(&provider.authority).await?,
            ProviderKind::Entra => {
                let authority = Authority::entra(&provider.authority)?;
                let graph = entra_graph(authority.environment())?;
                (authority, WhoAmISource::Graph(graph))
            }
            ProviderKind::Oidc => (Authority::openid(&provider.authority)?, WhoAmISource::UserInfo),
        };
        let config = ClientConfig::new(&provider.client_id, authority)?;
        let client = PublicClientApplication::new(config, Arc::clone(&self.store), self.http()?);
        Ok(Connection { client, who_am_i })
    }

    /// Made when it is first needed: a computer without certificates still shows what is cached.
    fn http(&self) -> Result<HttpClient, SignInError> {
        match self.http.get() {
            Some(http) => Ok(http.clone()),
            None => HttpClient::new().map(|http| self.http.get_or_init(|| http).clone()),
        }
    }

    async fn demo_authority(&self, tenant: &str) -> Result<(Authority, WhoAmISource), ConnectionError> {
        let demo = self.demo.running().await?;
        let tenant = if tenant.is_empty() { "common" } else { tenant };
        let authority = Authority::entra_like(demo.base_url(), tenant, ENVIRONMENT)?;
        Ok((authority, WhoAmISource::Graph(demo.graph_url().clone())))
    }
}

fn entra_graph(environment: &str) -> Result<Url, ConnectionError> {
    let graph = GRAPHS.iter().find(|(host, _)| *host == environment).map_or(PUBLIC_GRAPH, |(_, graph)| graph);
    Ok(Url::parse(graph)?)
}
