//! Proxies, certificates, repeated requests, clocks, and what goes out at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use demo_tenant::{DemoOptions, DemoTenant, Endpoint, Fault, Tls};
use serde_json::json;
use sign_in::{
    Authority, ClientConfig, Clock, HttpClient, HttpOptions, InteractiveOutcome, ProxyChoice,
    PublicClientApplication, SignInError, Timer, WhoAmISource,
};
use support::{Browser, Choice, Proxy, Stub, TestStore, World, request};
use tempfile::TempDir;
use token_cache::{Secret, Timestamp};

const HOST: &str = "login.microsoftonline.com";

/// A provider that only a proxy leads to, whose certificate only those trust who are given it.
struct Remote {
    tenant: DemoTenant,
    proxy: Proxy,
    folder: TempDir,
}

impl Remote {
    async fn start(credentials: Option<&'static str>) -> Self {
        let host = Some(HOST.to_owned());
        let options = DemoOptions { host, tls: Tls::SelfSigned, ..DemoOptions::default() };
        let tenant = DemoTenant::start(options).await.unwrap();
        let proxy = Proxy::start(tenant.base_url().port().unwrap(), credentials).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), tenant.certificate_pem().unwrap()).unwrap();
        Self { tenant, proxy, folder }
    }

    /// The options of who knows the way and trusts the certificate.
    fn options(&self, credentials: &str) -> HttpOptions {
        let address = format!("http://{credentials}127.0.0.1:{}", self.proxy.port);
        HttpOptions {
            proxy: ProxyChoice::At(Secret::new(address)),
            ca_file: Some(self.folder.path().join("ca.pem")),
            timer: at_once(),
            ..HttpOptions::default()
        }
    }

    async fn discover(&self, options: HttpOptions) -> Result<(), SignInError> {
        let authority = Authority::entra("organizations").unwrap();
        let config = ClientConfig::new(self.tenant.client_id(), authority).unwrap();
        let http = HttpClient::with_options(options).unwrap();
        PublicClientApplication::new(config, Arc::new(TestStore::default()), http).discover().await
    }
}

/// Pauses pass at once.
fn at_once() -> Timer {
    Timer::new(|_| std::future::ready(()))
}

#[tokio::test]
async fn a_proxy_with_a_password_leads_to_who_trusts_the_certificate() {
    let remote = Remote::start(Some("ada:p@ss")).await;
    remote.discover(remote.options("ada:p%40ss@")).await.unwrap();
    assert_eq!(remote.proxy.hosts(), [format!("{HOST}:443")]);
    assert_eq!(remote.tenant.switches().requests(Endpoint::Configuration), 1);
}

#[tokio::test]
async fn without_the_password_the_proxy_lets_nobody_through_and_nothing_of_it_is_told() {
    let remote = Remote::start(Some("ada:p@ss")).await;
    let options = remote.options("ada:wrong-secret@");
    assert!(!format!("{options:?}").contains("wrong-secret"));
    let error = remote.discover(options).await.unwrap_err();
    assert!(matches!(error, SignInError::Network { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("wrong-secret"));
    assert_eq!(remote.tenant.switches().requests(Endpoint::Configuration), 0);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_told_as_such_and_tried_once() {
    let remote = Remote::start(None).await;
    let options = HttpOptions { ca_file: None, ..remote.options("") };
    let error = remote.discover(options).await.unwrap_err();
    assert!(matches!(&error, SignInError::CertificateNotTrusted { host, .. } if host == HOST), "{error:?}");
    assert!(error.is_transient() && remote.proxy.hosts().len() == 1);
    assert_eq!(remote.tenant.switches().requests(Endpoint::Configuration), 0);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_told_as_such_without_a_proxy_too() {
    let options = DemoOptions { tls: Tls::SelfSigned, ..DemoOptions::default() };
    let tenant = DemoTenant::start(options).await.unwrap();
    let issuer = format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[0].id);
    let config = ClientConfig::new(tenant.client_id(), Authority::openid(&issuer).unwrap()).unwrap();
    let http = HttpClient::with_options(HttpOptions { timer: at_once(), ..HttpOptions::default() }).unwrap();
    let application = PublicClientApplication::new(config, Arc::new(TestStore::default()), http);
    let error = application.discover().await.unwrap_err();
    assert!(matches!(&error, SignInError::CertificateNotTrusted { .. }), "{error:?}");
}

#[test]
fn an_address_that_no_proxy_has_is_refused_without_repeating_it() {
    let proxy = ProxyChoice::At(Secret::new("http://ada:secret@ /".to_owned()));
    let error = HttpClient::with_options(HttpOptions { proxy, ..HttpOptions::default() }).unwrap_err();
    assert!(matches!(error, SignInError::ProxyInvalid), "{error:?}");
    assert!(!format!("{error:?}").contains("secret"));
}

/// The demo tenant on the loopback, by an application whose pauses pass at once.
fn application(world: &World, clock: Clock) -> PublicClientApplication {
    let authority =
        Authority::entra_like(world.tenant.base_url(), "organizations", demo_tenant::ENVIRONMENT).unwrap();
    let config = ClientConfig::new(world.tenant.client_id(), authority).unwrap().with_clock(clock.clone());
    let options = HttpOptions { timer: at_once(), clock, ..HttpOptions::default() };
    let http = HttpClient::with_options(options).unwrap();
    PublicClientApplication::new(config, Arc::clone(&world.store) as _, http)
}

fn standing_at(seconds: i64) -> Clock {
    Clock::new(move || Timestamp::from_unix(seconds))
}

async fn sign_in(application: &PublicClientApplication) -> Result<InteractiveOutcome, SignInError> {
    let sign_in = application.begin_interactive(request()).await?;
    let url = sign_in.authorization_url().clone();
    let browser = Browser::new();
    tokio::join!(sign_in.finish(|_| {}), browser.go_through(&url, Choice::Accept("ada"))).0
}

#[tokio::test]
async fn descriptions_and_keys_are_asked_for_again_after_a_failure() {
    let world = World::start().await;
    let busy = Fault::Status { status: 503, retry_after: None };
    for (endpoint, fault) in [(Endpoint::Configuration, busy), (Endpoint::Keys, Fault::Drop)] {
        world.switches().fail_next(endpoint, fault, 2);
    }
    let application = application(&world, standing_at(1_800_000_000));
    assert!(matches!(sign_in(&application).await.unwrap(), InteractiveOutcome::SignedIn(_)));
    for endpoint in [Endpoint::Configuration, Endpoint::Keys] {
        assert_eq!(world.switches().requests(endpoint), 3, "{endpoint:?}");
    }
}

#[tokio::test]
async fn after_three_failures_it_is_told() {
    let world = World::start().await;
    world.switches().fail_next(Endpoint::Configuration, Fault::Status { status: 500, retry_after: None }, 3);
    let error = application(&world, standing_at(0)).discover().await.unwrap_err();
    assert!(matches!(error, SignInError::ProviderBusy { status: Some(500), .. }), "{error:?}");
    assert_eq!(world.switches().requests(Endpoint::Configuration), 3);
}

#[tokio::test]
async fn a_server_that_wants_a_long_pause_is_left_alone() {
    let world = World::start().await;
    let fault = Fault::Status { status: 503, retry_after: Some(60) };
    world.switches().fail_next(Endpoint::Configuration, fault, 1);
    let error = application(&world, standing_at(0)).discover().await.unwrap_err();
    let SignInError::ProviderBusy { retry_after, .. } = error else { panic!("{error:?}") };
    assert_eq!(retry_after, Some(Duration::from_secs(60)));
    assert_eq!(world.switches().requests(Endpoint::Configuration), 1);
}

#[tokio::test]
async fn a_code_or_refresh_token_is_never_sent_twice() {
    for fault in [Fault::Drop, Fault::Status { status: 503, retry_after: None }] {
        let world = World::start().await;
        let application = application(&world, standing_at(1_800_000_000));
        world.switches().fail_next(Endpoint::Token, fault, 1);
        assert!(sign_in(&application).await.unwrap_err().is_transient());
        assert_eq!(world.switches().requests(Endpoint::Token), 1, "{fault:?}");

        let account = world.sign_in("ada").await;
        let before = world.switches().requests(Endpoint::Token);
        world.switches().fail_next(Endpoint::Token, fault, 1);
        assert!(world.renewed(&account).await.unwrap_err().is_transient());
        assert_eq!(world.switches().requests(Endpoint::Token), before + 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_wrong_clock_is_measured_by_the_servers_and_told() {
    let world = World::start().await;
    let application = application(&world, standing_at(1_800_000_000 - 900));
    assert_eq!(application.clock_skew(), None);
    let error = sign_in(&application).await.unwrap_err();
    assert!(matches!(error, SignInError::ClockSkew { seconds: 900, measured: Some(900), .. }), "{error:?}");
    assert!(error.to_string().contains("900 seconds behind the provider's"), "{error}");
    assert_eq!(application.clock_skew(), Some(900));
}

#[tokio::test]
async fn nothing_goes_out_but_what_is_needed() {
    let stub = Stub::start(|issuer| {
        let description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "userinfo_endpoint": format!("{issuer}/me"),
        });
        HashMap::from([
            ("/.well-known/openid-configuration", description),
            ("/keys", json!({"keys": []})),
            ("/token", json!({"access_token": "a", "token_type": "Bearer", "expires_in": 60})),
            ("/me", json!({"sub": "ada"})),
        ])
    });
    let stub = stub.await;
    let authority = Authority::openid(&stub.issuer).unwrap();
    let store = Arc::new(TestStore::default());
    let account = store.remember(authority.environment(), "ada").await;
    let config = ClientConfig::new("app", authority).unwrap();
    let application =
        PublicClientApplication::new(config, Arc::clone(&store) as _, HttpClient::new().unwrap());
    let renewal = sign_in::SilentRequest::new(account.clone(), vec![support::SCOPE.to_owned()]);
    application.acquire_token_silent(renewal).await.unwrap();
    let token = Secret::new("token".to_owned());
    application.ask_who_am_i(&WhoAmISource::UserInfo, &account, &token).await.unwrap();

    for (path, more) in [
        ("/.well-known/openid-configuration", &[][..]),
        ("/keys", &[]),
        ("/token", &["content-type", "content-length"]),
        ("/me", &["authorization"]),
    ] {
        let expected: BTreeSet<&str> = ["host", "accept", "user-agent"].iter().chain(more).copied().collect();
        assert_eq!(
            stub.headers(path).keys().map(String::as_str).collect::<BTreeSet<_>>(),
            expected,
            "{path}"
        );
    }
    assert_eq!(stub.headers("/token")["user-agent"], concat!("tessera/", env!("CARGO_PKG_VERSION")));
    let fields: BTreeSet<String> = url::form_urlencoded::parse(stub.posted("/token").as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(fields.into_iter().collect::<Vec<_>>(), ["client_id", "grant_type", "refresh_token", "scope"]);
}
