//! Asking the demo tenant's Graph, and its own endpoint, who a token belongs to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::HashMap;
use std::sync::Arc;

use demo_tenant::{Endpoint, Fault};
use serde_json::json;
use sign_in::{
    Authority, ClientConfig, HttpClient, PublicClientApplication, SignInError, SilentOutcome, WhoAmI,
    WhoAmISource,
};
use support::{Stub, TestStore, World};
use token_cache::{AccountId, Secret};

async fn ask(world: &World, source: &WhoAmISource, account: &AccountId) -> Result<WhoAmI, SignInError> {
    let token = access_token(world, account).await;
    world.application.ask_who_am_i(source, account, &token).await
}

async fn access_token(world: &World, account: &AccountId) -> Secret {
    match world.silently(account).await.unwrap() {
        SilentOutcome::Token(token) => token.access_token.clone(),
        other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
    }
}

fn graph(world: &World) -> WhoAmISource {
    WhoAmISource::Graph(world.tenant.graph_url().clone())
}

#[tokio::test]
async fn graph_says_who_each_person_is_also_after_a_renewal() {
    let world = World::start().await;
    let (ada, zoe) = (world.sign_in("ada").await, world.sign_in("zoe").await);
    for _ in 0..2 {
        let who = ask(&world, &graph(&world), &ada).await.unwrap();
        assert_eq!(
            (who.display_name.as_str(), who.username.as_str()),
            ("Ada Fonseca", "ada@lumenworks.example")
        );
        assert!(who.fields.len() > 2 && who.url.ends_with("/v1.0/me"));
        assert_eq!(ask(&world, &graph(&world), &zoe).await.unwrap().display_name, "Zoë Łukasiewicz-Åström");
        world.pass(3600);
    }
}

/// An application at a stub whose endpoint knows Ada, and an account whose ID token has that subject.
async fn at_a_stub(subject: &str, with_endpoint: bool) -> Result<WhoAmI, SignInError> {
    let stub = Stub::start(|issuer| {
        let mut description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        if with_endpoint {
            description["userinfo_endpoint"] = json!(format!("{issuer}/me"));
        }
        let me =
            json!({"sub": "ada", "name": "Ada", "email": "ada@example.com", "address": {"country": "PT"}});
        HashMap::from([("/.well-known/openid-configuration", description), ("/me", me)])
    });
    let stub = stub.await;
    let authority = Authority::openid(&stub.issuer).unwrap();
    let store = Arc::new(TestStore::default());
    let account = store.remember(authority.environment(), subject).await;
    let config = ClientConfig::new("app", authority).unwrap();
    let application = PublicClientApplication::new(config, store, HttpClient::new().unwrap());
    application.ask_who_am_i(&WhoAmISource::UserInfo, &account, &Secret::new("token".into())).await
}

#[tokio::test]
async fn the_providers_own_endpoint_says_who_it_is() {
    let who = at_a_stub("ada", true).await.unwrap();
    assert_eq!((who.display_name.as_str(), who.username.as_str()), ("Ada", "ada@example.com"));
    assert_eq!(who.fields.len(), 3);
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_refused() {
    let result = at_a_stub("zoe", true).await;
    assert!(matches!(result, Err(SignInError::AnswerInvalid { .. })), "{result:?}");
}

#[tokio::test]
async fn a_provider_without_an_endpoint_offers_nothing_to_ask() {
    let result = at_a_stub("ada", false).await;
    assert!(matches!(result, Err(SignInError::ApiMissing)), "{result:?}");
}

#[tokio::test]
async fn a_refused_token_is_told_with_the_apis_code() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().expire_access_tokens();
    let error = ask(&world, &graph(&world), &account).await.unwrap_err();
    assert!(matches!(error, SignInError::ApiRefused { status: 401, .. }), "{error:?}");
    assert_eq!(error.provider_code().as_deref(), Some("InvalidAuthenticationToken"));
}

#[tokio::test]
async fn a_busy_or_broken_api_is_told() {
    let mut world = World::start().await;
    let account = world.sign_in("ada").await;
    world.lose_patience();
    // What fails at once is asked for three times, what is silent twice.
    for (fault, times) in
        [(Fault::Status { status: 429, retry_after: None }, 1), (Fault::Drop, 3), (Fault::Hang, 2)]
    {
        world.switches().fail_next(Endpoint::Me, fault, times);
        let error = ask(&world, &graph(&world), &account).await.unwrap_err();
        assert!(error.is_transient(), "{fault:?}: {error:?}");
    }
    world.switches().fail_next(Endpoint::Me, Fault::MalformedJson, 1);
    let error = ask(&world, &graph(&world), &account).await.unwrap_err();
    assert!(matches!(error, SignInError::AnswerInvalid { .. }), "{error:?}");
}
