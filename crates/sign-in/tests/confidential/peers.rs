//! The caches of MSAL Python's confidential client and ours are each other's: under Entra's own name, which a proxy leads
//! to the demo tenant, with a secret and with a certificate.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use demo_tenant::{DemoOptions, DemoTenant, Tls};
use serde_json::{Value, json};
use sign_in::{
    Authority, ClientCertificate, ClientConfig, ClientCredential, ClientCredentialsRequest,
    ConfidentialClientApplication, HttpClient, HttpOptions, ProxyChoice, SilentRequest, TokenSource,
    WebSignInRequest,
};
use tempfile::TempDir;
use token_cache::{AccountId, Secret, TokenCache};
use token_store::{PartitionKey, TokenStoreExt, TokenStores};

use crate::support::{Browser, Choice, Proxy, SCOPE};
use crate::world::{GRAPH, LUMENWORKS, REDIRECT, Stores, WEBSITE, token};

pub(crate) const HOST: &str = "login.microsoftonline.com";
const USERNAME: &str = "ada@lumenworks.example";
const KEY: &str = include_str!("../certificates/key.pem");
const CERTIFICATE: &str = include_str!("../certificates/certificate.pem");

/// How an application proves itself, in both libraries' words.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    Secret,
    Certificate,
}

pub(crate) struct Desk {
    pub(crate) tenant: DemoTenant,
    proxy: Proxy,
    folder: TempDir,
    stores: Arc<Stores>,
    by: By,
}

impl Desk {
    pub(crate) async fn new(by: By) -> Self {
        let options =
            DemoOptions { host: Some(HOST.to_owned()), tls: Tls::SelfSigned, ..DemoOptions::default() };
        let tenant = DemoTenant::start(options).await.unwrap();
        let proxy = Proxy::start(tenant.base_url().port().unwrap(), None).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), tenant.certificate_pem().unwrap()).unwrap();
        let desk = Self { tenant, proxy, folder, stores: Arc::default(), by };
        desk.tenant.switches().register_certificate(desk.client_id(), CERTIFICATE).unwrap();
        desk
    }

    pub(crate) fn client_id(&self) -> &'static str {
        self.tenant.clients().iter().find(|client| client.name == WEBSITE).unwrap().id
    }

    pub(crate) fn proxy_address(&self) -> String {
        format!("http://127.0.0.1:{}", self.proxy.port)
    }

    /// Where the certificate is that the demo tenant can be known by.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn application(&self) -> ConfidentialClientApplication {
        self.application_on(Arc::clone(&self.stores) as _, LUMENWORKS)
    }

    /// The application in a tenant, with its caches there.
    pub(crate) fn application_on(
        &self,
        stores: Arc<dyn TokenStores>,
        tenant: &str,
    ) -> ConfidentialClientApplication {
        let http = HttpClient::with_options(HttpOptions {
            ca_file: Some(self.certificate()),
            proxy: ProxyChoice::At(Secret::new(self.proxy_address())),
            ..HttpOptions::default()
        });
        let credential = match self.by {
            By::Secret => ClientCredential::secret(Secret::new("the-secret-of-the-demo-website".to_owned())),
            By::Certificate => ClientCertificate::from_pem(format!("{KEY}\n{CERTIFICATE}").as_bytes())
                .map(ClientCredential::certificate),
        };
        let config = ClientConfig::new(self.client_id(), Authority::parse(tenant).unwrap()).unwrap();
        ConfidentialClientApplication::new(config, credential.unwrap(), stores, http.unwrap())
    }

    fn credential_of_msal(&self) -> Value {
        match self.by {
            By::Secret => "the-secret-of-the-demo-website".into(),
            By::Certificate => json!({ "private_key": KEY, "public_certificate": CERTIFICATE }),
        }
    }

    fn cache_file(&self) -> PathBuf {
        self.folder.path().join("cache.json")
    }

    /// Where MSAL Python had its token from.
    async fn msal(&self, step: &str, whose: &str, scope: &str) -> String {
        let root = root();
        let certificate = self.certificate();
        let credential = self.folder.path().join("credential.json");
        std::fs::write(&credential, self.credential_of_msal().to_string()).unwrap();
        let mut command = Command::new(python());
        command
            .arg(root.join("tests/peers/msal_python_confidential.py"))
            .args([step, whose, &format!("https://{HOST}/{LUMENWORKS}"), self.client_id()])
            .args([certificate.as_path(), self.cache_file().as_path()])
            .args([USERNAME, scope])
            .env("REQUESTS_CA_BUNDLE", &certificate)
            .env("HTTPS_PROXY", self.proxy_address())
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .stdin(Stdio::from(std::fs::File::open(credential).unwrap()));
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Writes a partition of ours where MSAL Python reads.
    async fn hand_over(&self, key: &PartitionKey) {
        std::fs::write(self.cache_file(), self.stores.cache(key).await.serialize()).unwrap();
    }

    /// Takes what MSAL Python wrote for a partition.
    async fn take_over(&self, key: &PartitionKey) {
        let theirs = std::fs::read(self.cache_file()).unwrap();
        let theirs = TokenCache::deserialize(&theirs).unwrap();
        self.stores.partition(key).change_with(move |cache| *cache = theirs.clone()).await.unwrap();
    }

    async fn sign_in(&self) -> AccountId {
        self.sign_in_to(&self.application(), "ada", SCOPE).await
    }

    /// Signs a person in with a browser of their own.
    pub(crate) async fn sign_in_to(
        &self,
        application: &ConfidentialClientApplication,
        person: &str,
        scope: &str,
    ) -> AccountId {
        let request = WebSignInRequest::new(vec![scope.to_owned()], REDIRECT);
        let begun = application.begin_web_sign_in(&request).await.unwrap();
        let browser = Browser::through(&self.proxy_address(), self.tenant.certificate_pem().unwrap());
        let answer = browser.answer(&begun.authorization_url, Choice::Accept(person)).await;
        application.finish_web_sign_in(begun.saved, answer.query().unwrap()).await.unwrap()
    }

    fn of_application(&self) -> PartitionKey {
        PartitionKey::application(self.client_id(), LUMENWORKS)
    }
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The folder of the real MSAL libraries.
pub(crate) fn peers() -> PathBuf {
    std::env::var_os("TESSERA_PEERS").map_or_else(|| root().join("target/peers"), PathBuf::from)
}

/// The Python that has MSAL.
pub(crate) fn python() -> PathBuf {
    let python = peers().join("python/bin/python");
    assert!(python.exists(), "{} is missing: run ./test, which installs it", python.display());
    python
}

fn for_graph() -> ClientCredentialsRequest {
    ClientCredentialsRequest::new(vec![GRAPH.to_owned()])
}

#[tokio::test]
async fn msal_python_finds_the_applications_token_that_we_cached_and_we_find_its() {
    for by in [By::Secret, By::Certificate] {
        let desk = Desk::new(by).await;
        desk.application().acquire_token_for_client(for_graph()).await.unwrap();
        desk.hand_over(&desk.of_application()).await;
        assert_eq!(desk.msal("read", "app", GRAPH).await, "cache", "{by:?}");

        let desk = Desk::new(by).await;
        assert_eq!(desk.msal("write", "app", GRAPH).await, "identity_provider");
        desk.take_over(&desk.of_application()).await;
        let found = desk.application().acquire_token_for_client(for_graph()).await.unwrap();
        assert_eq!(found.source, TokenSource::Cache, "{by:?}");
    }
}

#[tokio::test]
async fn msal_python_is_silent_for_the_user_whom_we_signed_in_and_we_are_for_its() {
    for by in [By::Secret, By::Certificate] {
        let desk = Desk::new(by).await;
        let account = desk.sign_in().await;
        desk.hand_over(&PartitionKey::account(&account.home_account_id)).await;
        assert_eq!(desk.msal("read", "user", SCOPE).await, "cache", "{by:?}");

        let desk = Desk::new(by).await;
        assert_eq!(desk.msal("write", "user", SCOPE).await, "identity_provider");
        desk.take_over(&PartitionKey::account(&account.home_account_id)).await;
        let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
        let application = desk.application();
        assert_eq!(token(application.acquire_token_silent(&request).await).source, TokenSource::Cache);
        let forced = SilentRequest { refresh: sign_in::Refresh::Always, ..request };
        let renewed = token(application.acquire_token_silent(forced).await);
        assert_eq!(renewed.source, TokenSource::RefreshToken, "{by:?}");
    }
}
