//! Whom the app is registered with: Microsoft Entra, or the demo tenant that comes along.

use std::{error::Error, sync::Arc};

use demo_tenant::{Client, ClientKind, DemoOptions, DemoTenant, ENVIRONMENT};
use sign_in::{
    Authority, ClientConfig, ClientCredential, ConfidentialClientApplication, HttpClient, SignInError,
};
use token_cache::Secret;
use url::Url;

use crate::{options::Entra, stores::Stores};

/// One application's registration.
#[derive(Clone)]
pub(crate) struct Registration {
    config: ClientConfig,
    credential: ClientCredential,
    /// Where its pages are, as `https://host`.
    pub(crate) origin: String,
}

impl Registration {
    /// The application, with caches of its own under that name.
    pub(crate) fn open(
        &self,
        stores: &Stores,
        name: &str,
    ) -> Result<ConfidentialClientApplication, SignInError> {
        let (config, credential) = (self.config.clone(), self.credential.clone());
        Ok(ConfidentialClientApplication::new(config, credential, stores.of(name), HttpClient::new()?))
    }
}

/// An API of the customer's own, which acts on behalf of whoever calls it.
#[derive(Clone)]
pub(crate) struct ApiRegistration {
    pub(crate) registration: Registration,
    /// The scope to call it with.
    pub(crate) scope: String,
    /// What its tokens are issued to.
    pub(crate) audiences: Vec<String>,
    /// Who issues them; `{tid}` stands for the caller's tenant.
    pub(crate) issuers: Vec<String>,
    /// Where the keys are that they are signed with.
    pub(crate) keys: Url,
}

/// The provider, and what is registered there.
pub(crate) struct Provider {
    pub(crate) website: Registration,
    pub(crate) notebook: Option<ApiRegistration>,
    pub(crate) graph: Url,
    /// The tenant in which the app gets tokens for itself.
    pub(crate) tenant: String,
    /// It ends with the app.
    _demo: Option<Arc<DemoTenant>>,
}

impl Provider {
    /// Entra's, where a registration is given; else the demo tenant is started.
    pub(crate) async fn of(entra: &Entra) -> Result<Self, Box<dyn Error>> {
        match (&entra.tenant, &entra.client_id, &entra.client_secret) {
            (Some(tenant), Some(client_id), Some(secret)) => Self::entra(tenant, client_id, secret),
            _ => match &entra.demo_at {
                Some(url) => Self::demo_at(url),
                None => Self::demo(entra.demo_port).await,
            },
        }
    }

    fn entra(tenant: &str, client_id: &str, secret: &str) -> Result<Self, Box<dyn Error>> {
        let authority = Authority::entra(tenant)?;
        Ok(Self {
            website: registration(client_id, authority, secret)?,
            notebook: None,
            graph: Url::parse("https://graph.microsoft.com")?,
            tenant: tenant.to_owned(),
            _demo: None,
        })
    }

    async fn demo(port: u16) -> Result<Self, Box<dyn Error>> {
        let demo = DemoTenant::start(DemoOptions { port, ..DemoOptions::default() }).await?;
        let provider = Self::demo_at(demo.base_url())?;
        Ok(Self { _demo: Some(Arc::new(demo)), ..provider })
    }

    /// A demo tenant that listens there.
    fn demo_at(url: &Url) -> Result<Self, Box<dyn Error>> {
        let tenant = DemoTenant::TENANTS.first().ok_or("the demo tenant has no tenant")?.id;
        let registered = |name: &str, audience: &str| {
            let (client, secret) = confidential(name).ok_or("the demo tenant lacks an application")?;
            let authority = Authority::entra_like(url, audience, ENVIRONMENT)?;
            Ok::<_, Box<dyn Error>>(registration(client.id, authority, secret)?)
        };
        let api = confidential("Demo Notebook").ok_or("the demo tenant lacks an application")?.0;
        Ok(Self {
            website: registered("Demo Website", "common")?,
            notebook: Some(ApiRegistration {
                registration: registered("Demo Notebook", "organizations")?,
                scope: "api://demo-notebook/Notes.Read".to_owned(),
                audiences: vec![api.id.to_owned(), "api://demo-notebook".to_owned()],
                issuers: vec![format!("https://{ENVIRONMENT}/{{tid}}/")],
                keys: url.join("common/discovery/v2.0/keys")?,
            }),
            graph: url.clone(),
            tenant: tenant.to_owned(),
            _demo: None,
        })
    }
}

fn confidential(name: &str) -> Option<(&'static Client, &'static str)> {
    let client = DemoTenant::CLIENTS.iter().find(|client| client.name == name)?;
    match client.kind {
        ClientKind::Confidential { secret } => Some((client, secret)),
        ClientKind::Public => None,
    }
}

fn registration(client_id: &str, authority: Authority, secret: &str) -> Result<Registration, SignInError> {
    let origin = Url::parse(authority.as_str()).map(|url| url.origin().ascii_serialization());
    Ok(Registration {
        origin: origin.unwrap_or_default(),
        config: ClientConfig::new(client_id, authority)?,
        credential: ClientCredential::secret(Secret::new(secret.to_owned()))?,
    })
}
