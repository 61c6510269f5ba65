use std::path::PathBuf;

use crate::authorization::Attempts;
use crate::browsers::Browsers;
use crate::certificates::Certificates;
use crate::codes::Codes;
use crate::device_codes::DeviceCodes;
use crate::ledger::Ledger;
use crate::signing_key::SigningKey;
use crate::switches::Controls;
use crate::{Clock, DemoError, DemoOptions, Product};

/// What all endpoints share.
pub(crate) struct Provider {
    /// Without a slash at the end.
    pub(crate) base: String,
    pub(crate) port: u16,
    pub(crate) host: Option<String>,
    pub(crate) product: Product,
    pub(crate) clock: Clock,
    pub(crate) key: SigningKey,
    pub(crate) ledger: Ledger,
    pub(crate) set_aside: Option<PathBuf>,
    pub(crate) controls: Controls,
    pub(crate) browsers: Browsers,
    pub(crate) attempts: Attempts,
    pub(crate) certificates: Certificates,
    pub(crate) codes: Codes,
    pub(crate) device_codes: DeviceCodes,
}

impl Provider {
    pub(crate) async fn open(base: String, port: u16, options: &DemoOptions) -> Result<Self, DemoError> {
        let folder = options.state_dir.clone();
        let now = options.clock.now();
        let opened = tokio::task::spawn_blocking(move || Ledger::open(folder.as_deref(), now));
        let opened = opened.await.map_err(|_| DemoError::Cryptography)??;
        Ok(Self {
            base,
            port,
            host: options.host.clone(),
            product: options.product,
            clock: options.clock.clone(),
            key: opened.key,
            ledger: opened.ledger,
            set_aside: opened.set_aside,
            controls: Controls::default(),
            browsers: Browsers::default(),
            attempts: Attempts::default(),
            certificates: Certificates::default(),
            codes: Codes::default(),
            device_codes: DeviceCodes::default(),
        })
    }

    /// The issuer of ID tokens from a tenant, or its template for `{tenantid}`, as the product writes it.
    pub(crate) fn issuer(&self, tenant: &str) -> String {
        match self.product {
            Product::Entra => format!("{}/{tenant}/v2.0", self.base),
            Product::B2c => format!("{}/{tenant}/v2.0/", self.base),
            Product::ExternalId => format!("https://{tenant}.ciamlogin.com/{tenant}/v2.0"),
            Product::Adfs => format!("{}/adfs", self.base),
        }
    }
}
