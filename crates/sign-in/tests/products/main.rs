//! Entra, Azure AD B2C, External ID and AD FS under their own names, which a proxy leads to the demo tenant: signing in
//! and silence, and the cache beside the one that MSAL Python writes at the same authority.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod discovery;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use demo_tenant::{DemoOptions, DemoTenant, Product, Tls};
use serde_json::{Value, json};
use sign_in::{
    Authority, ClientConfig, HttpClient, HttpOptions, InteractiveOutcome, InteractiveRequest, ProxyChoice,
    PublicClientApplication, Refresh, SignInError, SilentOutcome, SilentRequest, TokenSource, WhoAmISource,
};
use support::{Browser, Choice, Proxy, Stub, TestStore};
use tempfile::TempDir;
use token_cache::{AccountId, Secret};

const TENANT: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
/// Azure AD B2C gives access tokens for an application's own API only.
const API: &str = "api://demo-notebook/Notes.Read";

/// The demo tenant as a product under a name of its own, and the way there.
struct World {
    tenant: DemoTenant,
    proxy: Proxy,
    folder: TempDir,
    store: Arc<TestStore>,
}

impl World {
    async fn start(product: Product, host: &str) -> Self {
        let options = DemoOptions {
            product,
            host: Some(host.to_owned()),
            tls: Tls::SelfSigned,
            ..DemoOptions::default()
        };
        let tenant = DemoTenant::start(options).await.unwrap();
        let proxy = Proxy::start(tenant.base_url().port().unwrap(), None).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), tenant.certificate_pem().unwrap()).unwrap();
        Self { tenant, proxy, folder, store: Arc::new(TestStore::default()) }
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn proxy_address(&self) -> String {
        format!("http://127.0.0.1:{}", self.proxy.port)
    }

    fn http(&self) -> HttpClient {
        let proxy = ProxyChoice::At(Secret::new(self.proxy_address()));
        HttpClient::with_options(HttpOptions {
            ca_file: Some(self.certificate()),
            proxy,
            ..HttpOptions::default()
        })
        .unwrap()
    }

    fn application(&self, authority: Authority) -> PublicClientApplication {
        let config = ClientConfig::new(self.tenant.client_id(), authority).unwrap();
        PublicClientApplication::new(config, Arc::clone(&self.store) as _, self.http())
    }

    /// Where a process that has just begun, and that nobody answers, gets a token from.
    async fn offline(
        &self,
        authority: Authority,
        account: &AccountId,
        scope: &str,
    ) -> Result<TokenSource, SignInError> {
        let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let proxy = ProxyChoice::At(Secret::new(format!("http://{nobody}")));
        let http = HttpClient::with_options(HttpOptions { proxy, ..HttpOptions::default() }).unwrap();
        let config = ClientConfig::new(self.tenant.client_id(), authority).unwrap();
        let application = PublicClientApplication::new(config, Arc::clone(&self.store) as _, http);
        let request = SilentRequest::new(account.clone(), vec![scope.to_owned()]);
        match application.acquire_token_silent(request).await? {
            SilentOutcome::Token(token) => Ok(token.source),
            other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
        }
    }

    async fn sign_in(&self, application: &PublicClientApplication, scope: &str) -> AccountId {
        self.sign_in_as("ada", application, scope).await
    }

    async fn sign_in_as(
        &self,
        person: &str,
        application: &PublicClientApplication,
        scope: &str,
    ) -> AccountId {
        let request = InteractiveRequest::new(vec![scope.to_owned()]);
        let sign_in = application.begin_interactive(request).await.unwrap();
        let url = sign_in.authorization_url().clone();
        let browser = Browser::through(&self.proxy_address(), self.tenant.certificate_pem().unwrap());
        match tokio::join!(sign_in.finish(|_| {}), browser.go_through(&url, Choice::Accept(person)))
            .0
            .unwrap()
        {
            InteractiveOutcome::SignedIn(account) => account,
            InteractiveOutcome::Cancelled => panic!("nobody cancelled"),
        }
    }

    /// What MSAL Python writes for the same person at the same authority.
    async fn cache_of_msal(&self, kind: &str, address: &str, scope: &str) -> Value {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let peers =
            std::env::var_os("TESSERA_PEERS").map_or_else(|| root.join("target/peers"), PathBuf::from);
        let python = peers.join("python/bin/python");
        assert!(python.exists(), "{} is missing: run ./test, which installs it", python.display());
        let mut command = Command::new(python);
        command.arg(root.join("tests/peers/msal_python_products.py")).args([kind, address]);
        command.arg(self.tenant.client_id()).arg(self.certificate()).args(["ada@lumenworks.example", scope]);
        command.env("HTTPS_PROXY", self.proxy_address()).env("REQUESTS_CA_BUNDLE", self.certificate());
        command.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("NO_PROXY").stdin(Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// Signs in, gets the token from the cache and a new one, and compares the cache with MSAL Python's.
async fn signs_in_and_is_silent(world: &World, authority: Authority, kind: &str, scope: &str) -> AccountId {
    let address = authority.as_str().to_owned();
    let again = authority.clone();
    let application = world.application(authority);
    let account = world.sign_in(&application, scope).await;
    for (refresh, source) in
        [(Refresh::WhenExpired, TokenSource::Cache), (Refresh::Always, TokenSource::RefreshToken)]
    {
        let mut request = SilentRequest::new(account.clone(), vec![scope.to_owned()]);
        request.refresh = refresh;
        match application.acquire_token_silent(request).await.unwrap() {
            SilentOutcome::Token(token) => assert_eq!(token.source, source),
            other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
        }
    }
    assert_eq!(world.offline(again, &account, scope).await.unwrap(), TokenSource::Cache, "as a new process");
    let address = if kind == "oidc_authority" { format!("{address}/v2.0") } else { address };
    let theirs = world.cache_of_msal(kind, &address, scope).await;
    let own: Value = serde_json::from_slice(&world.store.cache().await.serialize()).unwrap();
    assert_eq!(without_secrets_and_times(&own), without_secrets_and_times(&theirs));
    account
}

type Entries = BTreeMap<String, BTreeMap<String, Value>>;

/// Keys and fields, but for what differs from one sign-in to the next.
fn without_secrets_and_times(cache: &Value) -> BTreeMap<String, Entries> {
    const DIFFERENT: [&str; 5] =
        ["secret", "cached_at", "expires_on", "extended_expires_on", "last_modification_time"];
    /// Notes of Tessera's: for where no network is, and for a person to see.
    const OURS: [&str; 2] = ["tessera_realms", "tessera_requested"];
    let fields = |entry: &Value| {
        let fields = entry.as_object().unwrap().iter();
        let shown = |(name, value): (&String, &Value)| {
            let value = if DIFFERENT.contains(&name.as_str()) { Value::Null } else { value.clone() };
            (name.clone(), value)
        };
        fields.filter(|(name, _)| !OURS.contains(&name.as_str())).map(shown).collect()
    };
    let entries = |section: &Value| {
        section.as_object().unwrap().iter().map(|(key, entry)| (key.clone(), fields(entry))).collect()
    };
    cache.as_object().unwrap().iter().map(|(name, section)| (name.clone(), entries(section))).collect()
}

async fn only_account(world: &World) -> token_cache::Account {
    let accounts: Vec<_> = world.store.cache().await.accounts().iter().cloned().collect();
    assert_eq!(accounts.len(), 1);
    accounts[0].clone()
}

#[tokio::test]
async fn entra_signs_in_for_each_kind_of_tenant_and_the_cache_is_msals() {
    for tenant in ["common", "organizations", TENANT, "lumenworks.example"] {
        let world = World::start(Product::Entra, "login.microsoftonline.com").await;
        let authority = Authority::parse(tenant).unwrap();
        signs_in_and_is_silent(&world, authority, "authority", "User.Read").await;
        let realm = if tenant.contains('.') { TENANT } else { tenant };
        assert_eq!(only_account(&world).await.realms(), [realm]);
    }
}

#[tokio::test]
async fn the_other_clouds_sign_in_and_the_cache_is_msals() {
    for host in [
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "login.sovcloud-identity.fr",
        "login.sovcloud-identity.de",
        "login.sovcloud-identity.sg",
    ] {
        let world = World::start(Product::Entra, host).await;
        let authority = Authority::parse(&format!("https://{host}/organizations")).unwrap();
        let account = signs_in_and_is_silent(&world, authority, "authority", "User.Read").await;
        assert_eq!(account.environment, host);
    }
}

#[tokio::test]
async fn a_personal_account_signs_in_at_consumers_and_is_no_guest() {
    const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let world = World::start(Product::Entra, "login.microsoftonline.com").await;
    let authority = Authority::parse("consumers").unwrap();
    let application = world.application(authority.clone());
    let account = world.sign_in_as("dario-personal", &application, "User.Read").await;
    let known = only_account(&world).await;
    assert_eq!((known.home_tenant(), known.is_guest()), (Some(PERSONAL), false), "{known:?}");
    assert_eq!(known.realms(), ["consumers"]);
    assert_eq!(source(&application, &account, Refresh::Always).await.unwrap(), TokenSource::RefreshToken);
    assert_eq!(world.offline(authority, &account, "User.Read").await.unwrap(), TokenSource::Cache);
}

/// Azure AD B2C takes an application's own ID for the scope of its own API (Microsoft docs, "Request an access token in
/// Azure Active Directory B2C").
#[tokio::test]
async fn the_applications_own_id_is_a_scope_at_b2c() {
    const APPLICATION: &str = "0c1f6c7d-7e55-4a3e-9d0c-2f1f4f1d9b11";
    const CONFIGURATION: &str = "/lumenworks.onmicrosoft.com/B2C_1_in/v2.0/.well-known/openid-configuration";
    let stub = Stub::start(|base| {
        let flow = format!("{base}/lumenworks.onmicrosoft.com/B2C_1_in");
        let description = json!({
            "issuer": format!("{base}/{TENANT}/v2.0/"),
            "authorization_endpoint": format!("{flow}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{flow}/oauth2/v2.0/token"),
            "jwks_uri": format!("{flow}/discovery/v2.0/keys"),
        });
        let answer = json!({
            "access_token": "new", "token_type": "Bearer", "expires_in": 3600, "scope": APPLICATION,
        });
        HashMap::from([
            (CONFIGURATION, description),
            ("/lumenworks.onmicrosoft.com/B2C_1_in/discovery/v2.0/keys", json!({"keys": []})),
            ("/lumenworks.onmicrosoft.com/B2C_1_in/oauth2/v2.0/token", answer),
        ])
    })
    .await;
    let authority = Authority::b2c(&format!("{}/lumenworks.onmicrosoft.com/B2C_1_in", stub.issuer)).unwrap();
    let store = Arc::new(TestStore::default());
    let account = store.remember(authority.environment(), "ada").await;
    store
        .edit(|json| {
            let own = json.to_string().replace("\"app\"", &format!("\"{APPLICATION}\""));
            *json = serde_json::from_str(&own).unwrap();
        })
        .await;
    let config = ClientConfig::new(APPLICATION, authority).unwrap();
    let application = PublicClientApplication::new(config, store as _, HttpClient::new().unwrap());
    for expected in [TokenSource::RefreshToken, TokenSource::Cache] {
        let request = SilentRequest::new(account.clone(), vec![APPLICATION.to_owned()]);
        match application.acquire_token_silent(request).await.unwrap() {
            SilentOutcome::Token(token) => assert_eq!(token.source, expected),
            other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
        }
    }
    let posted = stub.posted("/lumenworks.onmicrosoft.com/B2C_1_in/oauth2/v2.0/token");
    assert!(posted.contains(&format!("scope={APPLICATION}+openid+profile+offline_access")), "{posted}");
}

#[tokio::test]
async fn a_user_flow_of_b2c_signs_in_and_the_cache_is_msals() {
    for prefix in ["", "tfp/"] {
        let world = World::start(Product::B2c, "lumenworks.b2clogin.com").await;
        let address =
            format!("https://lumenworks.b2clogin.com/{prefix}lumenworks.onmicrosoft.com/B2C_1_signin");
        let authority = Authority::parse(&address).unwrap();
        let account = signs_in_and_is_silent(&world, authority, "authority", API).await;
        assert!(account.home_account_id.ends_with(&format!("-b2c_1_signin.{TENANT}")), "{account:?}");
        let realm = if prefix.is_empty() { "lumenworks.onmicrosoft.com" } else { "tfp" };
        assert_eq!(only_account(&world).await.realms(), [realm]);
    }
}

#[tokio::test]
async fn b2c_on_a_custom_domain_signs_in_and_the_cache_is_msals() {
    let world = World::start(Product::B2c, "login.lumenworks.example").await;
    let authority =
        Authority::b2c(&format!("https://login.lumenworks.example/{TENANT}/B2C_1_signin")).unwrap();
    let account = signs_in_and_is_silent(&world, authority, "authority", API).await;
    assert_eq!(account.environment, "login.lumenworks.example");
}

#[tokio::test]
async fn external_id_signs_in_by_its_name_and_on_a_custom_domain_and_the_cache_is_msals() {
    let by_name = "https://lumenworks.ciamlogin.com".to_owned();
    let custom = format!("https://login.lumenworks.example/{TENANT}");
    for (host, address, kind) in [
        ("lumenworks.ciamlogin.com", by_name, "authority"),
        ("login.lumenworks.example", custom, "oidc_authority"),
    ] {
        let world = World::start(Product::ExternalId, host).await;
        let authority = Authority::external_id(&address).unwrap();
        let account = signs_in_and_is_silent(&world, authority, kind, "User.Read").await;
        assert_eq!(account.environment, host);
        assert_eq!(only_account(&world).await.realms(), [TENANT]);
    }
}

#[tokio::test]
async fn ad_fs_signs_in_knows_the_person_by_the_subject_and_the_cache_is_msals() {
    let world = World::start(Product::Adfs, "adfs.lumenworks.example").await;
    let authority = Authority::parse("https://adfs.lumenworks.example/adfs").unwrap();
    let account = signs_in_and_is_silent(&world, authority.clone(), "authority", "User.Read").await;
    assert!(!account.home_account_id.contains('.'), "{account:?}");
    let known = only_account(&world).await;
    assert_eq!((known.authority_type(), known.realms()), ("ADFS", vec!["adfs"]));
    assert_eq!(known.username(), "ada@lumenworks.example");

    let application = world.application(authority);
    let request = SilentRequest::new(account.clone(), vec!["User.Read".to_owned()]);
    let SilentOutcome::Token(token) = application.acquire_token_silent(request).await.unwrap() else {
        panic!("a token is cached")
    };
    let who = application.ask_who_am_i(&WhoAmISource::UserInfo, &account, &token.access_token).await.unwrap();
    assert_eq!(who.fields, [("sub".to_owned(), account.home_account_id)]);
}

#[tokio::test]
async fn a_token_of_another_tenant_is_not_answered_offline() {
    let world = World::start(Product::Entra, "login.microsoftonline.com").await;
    let [home, other] =
        ["lumenworks.example", "harbourpine.example"].map(|tenant| Authority::parse(tenant).unwrap());
    let account = world.sign_in(&world.application(home.clone()), "User.Read").await;
    assert_eq!(world.offline(home, &account, "User.Read").await.unwrap(), TokenSource::Cache);
    let error = world.offline(other, &account, "User.Read").await.unwrap_err();
    assert!(matches!(error, SignInError::Network { .. }), "{error:?}");
}

async fn source(
    application: &PublicClientApplication,
    account: &AccountId,
    refresh: Refresh,
) -> Result<TokenSource, SignInError> {
    let request =
        SilentRequest { refresh, ..SilentRequest::new(account.clone(), vec!["User.Read".to_owned()]) };
    match application.acquire_token_silent(request).await? {
        SilentOutcome::Token(token) => Ok(token.source),
        other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
    }
}
