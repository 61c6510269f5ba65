use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError},
};

use demo_tenant::ENVIRONMENT;
use settings::Provider;
use sign_in::{
    Authority, AuthorityKind, ClientConfig, HttpClient, HttpOptions, InstanceDiscovery,
    PublicClientApplication, SignInError, WhoAmISource,
};
use token_store::TokenStore;
use tokio::sync::Mutex;
use url::Url;

use crate::{ConnectionError, Demo, authority::authority};

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
    transport: StdMutex<Transport>,
    demo: Demo,
    made: Mutex<HashMap<String, Made>>,
}

/// How providers are reached.
#[derive(Default)]
struct Transport {
    ca_file: Option<PathBuf>,
    http: Option<HttpClient>,
}

/// A connection, and what it was made from.
struct Made {
    provider: Provider,
    ca_file: Option<PathBuf>,
    connection: Connection,
}

impl Connections {
    /// None yet; tokens go into `store`.
    pub fn new(store: Arc<dyn TokenStore>, demo: Demo) -> Self {
        Self { store, transport: StdMutex::default(), demo, made: Mutex::default() }
    }

    /// Trusts the certificate authorities in that file besides the system's, or the system's alone, from the next
    /// connection that is asked for.
    pub fn trust(&self, ca_file: Option<PathBuf>) {
        let mut transport = self.transport();
        if transport.ca_file != ca_file {
            *transport = Transport { ca_file, http: None };
        }
    }

    /// The connection of a provider; the one that was made before, unless the provider, or whom to trust, has been
    /// changed since.
    pub async fn of(&self, provider: &Provider) -> Result<Connection, ConnectionError> {
        let mut made = self.made.lock().await;
        let ca_file = self.transport().ca_file.clone();
        match made.get(&provider.id) {
            Some(known) if known.provider == *provider && known.ca_file == ca_file => {
                Ok(known.connection.clone())
            }
            _ => {
                let connection = self.make(provider).await?;
                let kept = Made { provider: provider.clone(), ca_file, connection: connection.clone() };
                made.insert(provider.id.clone(), kept);
                Ok(connection)
            }
        }
    }

    /// The folder that the demo tenant keeps its key and grants in.
    pub fn demo_folder(&self) -> &Path {
        self.demo.folder()
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
        let (authority, who_am_i) = match authority(provider)? {
            None => self.demo_authority(&provider.authority).await?,
            Some(authority) => {
                let who_am_i = who_am_i(&authority)?;
                (authority, who_am_i)
            }
        };
        let config = ClientConfig::new(&provider.client_id, authority)?
            .with_instance_discovery(instance_discovery(provider.instance_discovery));
        let client = PublicClientApplication::new(config, Arc::clone(&self.store), self.http()?);
        Ok(Connection { client, who_am_i })
    }

    /// Made when it is first needed: a computer without certificates still shows what is cached.
    fn http(&self) -> Result<HttpClient, SignInError> {
        let mut transport = self.transport();
        if let Some(http) = &transport.http {
            return Ok(http.clone());
        }
        let options = HttpOptions { ca_file: transport.ca_file.clone(), ..HttpOptions::default() };
        Ok(transport.http.insert(HttpClient::with_options(options)?).clone())
    }

    fn transport(&self) -> MutexGuard<'_, Transport> {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn demo_authority(&self, tenant: &str) -> Result<(Authority, WhoAmISource), ConnectionError> {
        let demo = self.demo.running().await?;
        let tenant = if tenant.is_empty() { "common" } else { tenant };
        let authority = Authority::entra_like(demo.base_url(), tenant, ENVIRONMENT)?;
        Ok((authority, WhoAmISource::Graph(demo.graph_url().clone())))
    }
}

fn instance_discovery(chosen: settings::InstanceDiscovery) -> InstanceDiscovery {
    match chosen {
        settings::InstanceDiscovery::On => InstanceDiscovery::PublicCloud,
        settings::InstanceDiscovery::Off => InstanceDiscovery::Off,
    }
}

/// Graph for who has one, else the provider's own endpoint.
fn who_am_i(authority: &Authority) -> Result<WhoAmISource, ConnectionError> {
    match authority.kind() {
        AuthorityKind::Entra | AuthorityKind::ExternalId => {
            entra_graph(authority.environment()).map(WhoAmISource::Graph)
        }
        _ => Ok(WhoAmISource::UserInfo),
    }
}

fn entra_graph(environment: &str) -> Result<Url, ConnectionError> {
    let graph = GRAPHS.iter().find(|(host, _)| *host == environment).map_or(PUBLIC_GRAPH, |(_, graph)| graph);
    Ok(Url::parse(graph)?)
}

#[cfg(test)]
mod tests {
    use settings::ProviderKind;
    use token_store::MemoryStore;

    use super::*;

    #[tokio::test]
    async fn whom_to_trust_can_be_chosen_anew_and_counts_for_the_next_connection() {
        let connections = Connections::new(Arc::new(MemoryStore::default()), Demo::new("demo".into()));
        let mut provider = Provider::new("p", ProviderKind::Oidc, "P");
        provider.client_id = "app".into();
        provider.authority = "https://id.example".into();
        assert!(connections.of(&provider).await.is_ok());
        connections.trust(Some("/nowhere/ca.pem".into()));
        let refused = connections.of(&provider).await.err();
        assert!(
            matches!(refused, Some(ConnectionError::SignIn(SignInError::CaFileUnusable { .. }))),
            "{refused:?}"
        );
        connections.trust(None);
        assert!(connections.of(&provider).await.is_ok());
    }
}
