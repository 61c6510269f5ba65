use std::path::Path;
use std::sync::Arc;

use url::Url;

use crate::clients::CLIENTS;
use crate::listener::{Serving, Sockets};
use crate::people::PEOPLE;
use crate::provider::Provider;
use crate::tenants::TENANTS;
use crate::{Client, Clock, DemoError, DemoOptions, Person, Switches, Tenant, Tls, endpoints, tls};

/// A running identity provider with its Graph. Dropping it ends all connections at once.
pub struct DemoTenant {
    provider: Arc<Provider>,
    serving: Serving,
    certificate_pem: Option<String>,
    base_url: Url,
}

impl DemoTenant {
    /// Starts a demo tenant on the loopback; it answers when this returns.
    ///
    /// Fails with [`DemoError::Port`] when the port is taken, with [`DemoError::State`] or
    /// [`DemoError::StateTooNew`] when the folder cannot be used, and with [`DemoError::Cryptography`] or
    /// [`DemoError::Certificate`] when a key or certificate cannot be made.
    pub async fn start(options: DemoOptions) -> Result<Self, DemoError> {
        let identity = match options.tls {
            Tls::Off => None,
            Tls::SelfSigned => Some(tls::make_identity(options.host.as_deref())?),
        };
        let sockets = Sockets::bind(options.port).await?;
        let scheme = if identity.is_some() { "https" } else { "http" };
        let base = format!("{scheme}://localhost:{}", sockets.port);
        let base_url = Url::parse(&base)
            .map_err(|error| DemoError::Port { port: sockets.port, source: std::io::Error::other(error) })?;

        let base = options.host.as_ref().map_or(base, |host| format!("https://{host}"));
        let provider = Arc::new(Provider::open(base, sockets.port, &options).await?);
        let router = endpoints::router(Arc::clone(&provider));
        let serving = sockets.serve(&router, identity.as_ref().map(|identity| &identity.acceptor));
        let certificate_pem = identity.map(|identity| identity.authority_pem);
        Ok(Self { provider, serving, certificate_pem, base_url })
    }

    /// `http://localhost:{port}/`, or `https` with [`Tls::SelfSigned`]. Authorities are below it:
    /// `{base}/{tenant}/v2.0`, where the tenant is `common`, `organizations`, `consumers`, a tenant ID or a domain.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Where Graph answers: `/v1.0/me` below it.
    pub fn graph_url(&self) -> &Url {
        &self.base_url
    }

    /// The ID of the public client that is registered for Tessera.
    pub fn client_id(&self) -> &'static str {
        CLIENTS[0].id
    }

    /// As [`clients`](Self::clients), of any demo tenant.
    pub const CLIENTS: &'static [Client] = &CLIENTS;

    /// As [`tenants`](Self::tenants), of any demo tenant.
    pub const TENANTS: &'static [Tenant] = &TENANTS;

    /// All registered clients: Tessera, two of one family, a website and an API.
    pub fn clients(&self) -> &'static [Client] {
        &CLIENTS
    }

    /// Those whom the pages list. Besides them there is a crowd of a hundred, `crowd-1` to `crowd-100`, for tests of many.
    pub fn people(&self) -> &'static [Person] {
        &PEOPLE
    }

    /// The tenants: two organizations and that of personal accounts.
    pub fn tenants(&self) -> &'static [Tenant] {
        &TENANTS
    }

    /// Ways to make the tenant misbehave.
    pub fn switches(&self) -> Switches {
        Switches::new(Arc::clone(&self.provider))
    }

    /// The clock that the tenant goes by.
    pub fn clock(&self) -> &Clock {
        &self.provider.clock
    }

    /// With [`Tls::SelfSigned`], the certificate that a client has to trust, in PEM.
    pub fn certificate_pem(&self) -> Option<&str> {
        self.certificate_pem.as_deref()
    }

    /// Where a state file was moved to at the start because it could not be read.
    pub fn set_aside(&self) -> Option<&Path> {
        self.provider.set_aside.as_deref()
    }

    /// Takes no more requests and waits up to two seconds for the answers under way.
    pub async fn stop(self) {
        self.serving.stop().await;
    }
}
