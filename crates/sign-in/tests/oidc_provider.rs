//! `oidc-provider` of npm, a certified OpenID provider that is not ours: codes, rotation, device codes, user info.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::Value;
use sign_in::{
    Authority, BrowserSignOutRequest, ClientConfig, DeviceCodeOutcome, DeviceCodeRequest, HttpClient,
    InteractiveOutcome, InteractiveRequest, PublicClientApplication, Refresh, SignInError, SilentOutcome,
    SilentRequest, TokenSource, WhoAmISource,
};
use support::{TestStore, Walker};
use token_cache::{AccountId, TokenCache, TokenQuery};
use token_store::TokenStoreExt;
use url::Url;

/// The provider, which ends with this.
struct Provider {
    process: Child,
    issuer: String,
    client_id: String,
}

impl Provider {
    fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let peers =
            std::env::var_os("TESSERA_PEERS").map_or_else(|| root.join("target/peers"), PathBuf::from);
        assert!(
            peers.join("node/node_modules/oidc-provider").exists(),
            "oidc-provider is missing in {}: run ./test, which installs it",
            peers.display()
        );
        let mut command = Command::new("node");
        command.arg(root.join("tests/peers/oidc_provider.mjs")).env("TESSERA_PEERS", peers);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Self { process, issuer: text("issuer"), client_id: text("clientId") }
    }

    fn application(&self, store: &Arc<TestStore>) -> PublicClientApplication {
        let authority = Authority::parse(&self.issuer).unwrap();
        let config = ClientConfig::new(&self.client_id, authority).unwrap();
        PublicClientApplication::new(config, Arc::clone(store) as _, HttpClient::new().unwrap())
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn scopes() -> Vec<String> {
    vec!["email".to_owned()]
}

fn person(name: &str) -> Walker {
    Walker::new(HashMap::from([("login", name.to_owned()), ("password", "any".to_owned())]))
}

/// Signs somebody in, and gives the addresses that their browser came to.
async fn sign_in(application: &PublicClientApplication, name: &str) -> (AccountId, Vec<Url>) {
    sign_in_with(&mut person(name), application).await
}

async fn sign_in_with(walker: &mut Walker, application: &PublicClientApplication) -> (AccountId, Vec<Url>) {
    let sign_in = application.begin_interactive(InteractiveRequest::new(scopes())).await.unwrap();
    let start = sign_in.authorization_url().clone();
    let (outcome, (visited, _)) = tokio::join!(sign_in.finish(|_| {}), async { walker.walk(&start).await });
    match outcome.unwrap() {
        InteractiveOutcome::SignedIn(account) => (account, visited),
        InteractiveOutcome::Cancelled => panic!("nobody cancelled"),
    }
}

async fn silently(
    application: &PublicClientApplication,
    account: &AccountId,
    refresh: Refresh,
) -> Result<SilentOutcome, SignInError> {
    let mut request = SilentRequest::new(account.clone(), scopes());
    request.refresh = refresh;
    application.acquire_token_silent(request).await
}

fn refresh_token(cache: &TokenCache, account: &AccountId) -> String {
    let tokens = cache.refresh_tokens(&TokenQuery::of_account(account));
    assert_eq!(tokens.len(), 1);
    tokens[0].secret().unwrap().expose().to_owned()
}

#[tokio::test]
async fn a_person_signs_in_is_known_by_the_subject_and_renewed_with_rotating_tokens() {
    let (provider, store) = (Provider::start(), Arc::new(TestStore::default()));
    let application = provider.application(&store);
    let (account, visited) = sign_in(&application, "ada").await;
    assert_eq!(account.home_account_id, "ada");
    let answer = visited.iter().rfind(|url| url.query_pairs().any(|(name, _)| name == "code")).unwrap();
    let issuer = answer.query_pairs().find(|(name, _)| name == "iss").unwrap().1;
    assert_eq!(issuer, provider.issuer, "the answer names its issuer (RFC 9207)");

    let mut last = refresh_token(&*store.cache().await, &account);
    for _ in 0..2 {
        match silently(&application, &account, Refresh::Always).await.unwrap() {
            SilentOutcome::Token(token) => assert_eq!(token.source, TokenSource::RefreshToken),
            other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
        }
        let rotated = refresh_token(&*store.cache().await, &account);
        assert_ne!(rotated, last);
        last = rotated;
    }
    let SilentOutcome::Token(token) = silently(&application, &account, Refresh::WhenExpired).await.unwrap()
    else {
        panic!("a token is cached")
    };
    assert_eq!(token.source, TokenSource::Cache);
    let who = application.ask_who_am_i(&WhoAmISource::UserInfo, &account, &token.access_token).await.unwrap();
    assert_eq!((who.username.as_str(), who.display_name.as_str()), ("ada", "The ada"));
}

#[tokio::test]
async fn a_rotated_token_that_comes_again_revokes_the_grant_and_the_account_has_to_sign_in() {
    let (provider, store) = (Provider::start(), Arc::new(TestStore::default()));
    let application = provider.application(&store);
    let (account, _) = sign_in(&application, "ada").await;
    let old = store.cache().await;
    silently(&application, &account, Refresh::Always).await.unwrap();

    // A copy of the cache from before, as a backup or another computer may have one.
    let copy = Arc::new(TestStore::default());
    copy.inner.change_with(move |cache| *cache = TokenCache::clone(&old)).await.unwrap();
    for store in [&copy, &store] {
        let application = provider.application(store);
        match silently(&application, &account, Refresh::Always).await.unwrap() {
            SilentOutcome::InteractionRequired(reason) => {
                assert_eq!(reason.provider_code().as_deref(), Some("invalid_grant"), "{reason:?}");
            }
            SilentOutcome::Token(_) => panic!("the grant is revoked"),
        }
    }
    let (again, _) = sign_in(&application, "ada").await;
    assert_eq!(again, account);
    assert!(matches!(
        silently(&application, &account, Refresh::Always).await.unwrap(),
        SilentOutcome::Token(_)
    ));
}

#[tokio::test]
async fn a_person_signs_in_by_a_device_code() {
    let (provider, store) = (Provider::start(), Arc::new(TestStore::default()));
    let application = provider.application(&store);
    let sign_in = application.begin_device_code(DeviceCodeRequest::new(scopes())).await.unwrap();
    let prompt = sign_in.prompt().clone();
    let mut walker = Walker::new(HashMap::from([
        ("user_code", prompt.user_code.clone()),
        ("login", "zoe".to_owned()),
        ("password", "any".to_owned()),
    ]));
    let page = prompt.verification_uri;
    let (outcome, (_, end)) = tokio::join!(sign_in.finish(|_| {}), async { walker.walk(&page).await });
    let DeviceCodeOutcome::SignedIn(account) = outcome.unwrap() else { panic!("{end}") };
    assert_eq!(account.home_account_id, "zoe");
    assert!(matches!(
        silently(&application, &account, Refresh::Always).await.unwrap(),
        SilentOutcome::Token(_)
    ));
}

#[tokio::test]
async fn a_sign_out_in_the_browser_ends_the_session_there_and_no_token_here() {
    let (provider, store) = (Provider::start(), Arc::new(TestStore::default()));
    let application = provider.application(&store);
    let mut browser = person("ada");
    let (account, first) = sign_in_with(&mut browser, &application).await;
    let (_, known) = sign_in_with(&mut browser, &application).await;
    assert!(known.len() < first.len(), "nobody is asked for a password again: {known:?}");

    let address = application.browser_sign_out(BrowserSignOutRequest::new(account.clone())).await;
    let address = address.unwrap().unwrap();
    assert!(address.as_str().starts_with(&provider.issuer), "{address}");
    browser.walk(&address).await;
    let (again, after) = sign_in_with(&mut browser, &application).await;
    assert_eq!((again, after.len()), (account.clone(), first.len()), "{after:?}");
    assert!(matches!(
        silently(&application, &account, Refresh::Always).await.unwrap(),
        SilentOutcome::Token(_)
    ));
}
