//! Signing out in the browser, at the demo tenant and at providers that are nobody's model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;
use sign_in::{Authority, BrowserSignOutRequest, ClientConfig, HttpClient, Prompt, PublicClientApplication};
use support::{Browser, Choice, Stub, TestStore, World, request};
use token_cache::{AccountId, TokenQuery};
use url::Url;

fn parameters(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

async fn address(application: &PublicClientApplication, account: &AccountId) -> Option<Url> {
    application.browser_sign_out(BrowserSignOutRequest::new(account.clone())).await.unwrap()
}

#[tokio::test]
async fn the_address_names_the_account_and_ends_the_browsers_session() {
    let world = World::start().await;
    let browser = Browser::new();
    let sign_in = world.begin().await;
    let url = sign_in.authorization_url().clone();
    let go = async { browser.go_through(&url, Choice::Accept("ada")).await };
    tokio::join!(sign_in.finish(|_| {}), go).0.unwrap();
    let account = world.store.cache().await.accounts()[0].id();

    let address = address(&world.application, &account).await.unwrap();
    let sent = parameters(&address);
    assert_eq!(sent["logout_hint"], "ada@lumenworks.example");
    assert_eq!(sent["client_id"], world.tenant.client_id());
    assert_eq!(sent.len(), 2, "{sent:?}");
    let mut silent = request();
    silent.prompt = Prompt::WhenNeeded;
    let again = world.application.begin_interactive(silent).await.unwrap();
    assert!(!browser.open(again.authorization_url().clone()).await.contains("name=\"attempt\""));
    let page = browser.open(address).await;
    assert!(page.contains("id=\"signed-out\""), "{page}");
    // The provider asks again who it is.
    assert!(browser.open(again.authorization_url().clone()).await.contains("name=\"attempt\""));
    // The cache is another matter.
    assert_eq!(world.accounts().await.len(), 1);
}

#[tokio::test]
async fn it_leads_on_where_that_is_asked_for_and_never_has_a_token() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let mut request = BrowserSignOutRequest::new(account.clone());
    request.post_logout_redirect_uri = Some("http://localhost:4711/signed-out".parse().unwrap());
    request.state = Some("a state".into());
    let address = world.application.browser_sign_out(request).await.unwrap().unwrap();
    let sent = parameters(&address);
    assert_eq!(sent["post_logout_redirect_uri"], "http://localhost:4711/signed-out");
    assert_eq!(sent["state"], "a state");
    let cache = world.store.cache().await;
    let query = TokenQuery::of_account(&account);
    let token = cache.id_tokens(&query).next().unwrap().secret().unwrap();
    for part in token.expose().split('.') {
        assert!(!address.as_str().contains(part), "{address}");
    }
}

async fn at_a_stub(end_session: Option<&str>) -> Option<Url> {
    let stub = Stub::start(|issuer| {
        let mut description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        if let Some(address) = end_session {
            description["end_session_endpoint"] = json!(address.replace("ISSUER", issuer));
        }
        HashMap::from([("/.well-known/openid-configuration", description)])
    })
    .await;
    let config = ClientConfig::new("app", Authority::openid(&stub.issuer).unwrap()).unwrap();
    let store = Arc::new(TestStore::default());
    let application = PublicClientApplication::new(config, store, HttpClient::new().unwrap());
    let account = AccountId { home_account_id: "nobody".into(), environment: "localhost".into() };
    address(&application, &account).await
}

#[tokio::test]
async fn a_provider_without_such_an_address_or_with_an_unsafe_one_has_none() {
    assert_eq!(at_a_stub(None).await, None);
    for unsafe_address in ["http://id.example/logout", "javascript:alert(1)", "file:///etc/passwd", "x"] {
        assert_eq!(at_a_stub(Some(unsafe_address)).await, None, "{unsafe_address}");
    }
}

#[tokio::test]
async fn what_the_address_has_already_is_kept_and_an_account_that_is_gone_has_no_hint() {
    let address = at_a_stub(Some("ISSUER/logout?p=policy")).await.unwrap();
    let sent = parameters(&address);
    assert_eq!((sent["p"].as_str(), sent["client_id"].as_str()), ("policy", "app"));
    assert_eq!(sent.len(), 2, "{sent:?}");
}
