//! A generic OpenID Connect provider: the demo tenant, known only by its issuer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use sign_in::{
    AnswerProblem, Authority, ClientConfig, Clock, HttpClient, InteractiveOutcome, PublicClientApplication,
    SignInError, SilentOutcome, SilentRequest, TokenSource,
};
use support::{Browser, Choice, SCOPE, Stub, TestStore, World, request, unsigned_id_token};
use token_cache::{AccountId, Timestamp};

/// The issuer of Ada's tenant.
fn issuer(world: &World) -> String {
    let tenant = world.tenant.people().iter().find(|person| person.id == "ada").unwrap().tenant_id;
    format!("{}{tenant}/v2.0", world.tenant.base_url())
}

fn application(world: &World, issuer: &str) -> PublicClientApplication {
    let clock = world.tenant.clock().clone();
    let clock = Clock::new(move || Timestamp::from_unix(clock.now()));
    let authority = Authority::openid(issuer).unwrap();
    let config = ClientConfig::new(world.tenant.client_id(), authority).unwrap().with_clock(clock);
    PublicClientApplication::new(config, Arc::clone(&world.store) as _, HttpClient::new().unwrap())
}

async fn sign_in(application: &PublicClientApplication) -> AccountId {
    let sign_in = application.begin_interactive(request()).await.unwrap();
    let url = sign_in.authorization_url().clone();
    assert!(url.query_pairs().all(|(name, _)| name != "client_info"));
    let prompt = url.query_pairs().find(|(name, _)| name == "prompt").map(|(_, value)| value.into_owned());
    assert_eq!(prompt.as_deref(), Some("consent"), "it does not say that it lets people choose an account");
    let browser = async { Browser::new().go_through(&url, Choice::Accept("ada")).await };
    match tokio::join!(sign_in.finish(|_| {}), browser).0.unwrap() {
        InteractiveOutcome::SignedIn(account) => account,
        InteractiveOutcome::Cancelled => panic!("nobody cancelled"),
    }
}

#[tokio::test]
async fn a_person_is_known_by_the_subject_and_renewed_in_silence() {
    let world = World::start().await;
    let application = application(&world, &issuer(&world));
    let account = sign_in(&application).await;
    assert_ne!(account.home_account_id, world.home_account_id("ada"), "it is the subject");
    assert!(account.environment.starts_with("localhost:") && account.environment.ends_with("/v2.0"));
    world.pass(3600);
    for source in [TokenSource::RefreshToken, TokenSource::Cache] {
        let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
        match application.acquire_token_silent(request).await.unwrap() {
            SilentOutcome::Token(token) => assert_eq!(token.source, source),
            other @ SilentOutcome::InteractionRequired(_) => panic!("{other:?}"),
        }
    }
}

/// As in MSAL, whatever kind of provider sends it.
#[tokio::test]
async fn client_info_that_comes_unasked_says_whose_account_it_is() {
    let world = World::start().await;
    world.switches().send_client_info_unasked();
    let application = application(&world, &issuer(&world));
    let account = sign_in(&application).await;
    assert_eq!(account.home_account_id, world.home_account_id("ada"));
    assert!(account.environment.starts_with("localhost:"), "{account:?}");
    world.pass(3600);
    let request = SilentRequest::new(account, vec![SCOPE.to_owned()]);
    let outcome = application.acquire_token_silent(request).await.unwrap();
    assert!(
        matches!(&outcome, SilentOutcome::Token(token) if token.source == TokenSource::RefreshToken),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn one_person_at_two_providers_is_two_accounts() {
    let world = World::start().await;
    let at_issuer = sign_in(&application(&world, &issuer(&world))).await;
    let at_entra = world.sign_in("ada").await;
    assert!(!at_issuer.is_same(&at_entra));
    assert_eq!(world.accounts().await.len(), 2);
    world.sign_out(&at_entra).await;
    assert_eq!(world.accounts().await, [at_issuer.home_account_id]);
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_refused() {
    let world = World::start().await;
    let other = issuer(&world).replace("localhost", "127.0.0.1");
    let error = application(&world, &other).begin_interactive(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::DiscoveryFailed { .. }), "{error:?}");
    assert!(error.to_string().contains(&issuer(&world)), "{error}");
}

/// Renews Ada's token at a stub whose token endpoint answers so.
async fn renewed_at_a_stub(answer: impl FnOnce(&str) -> Value) -> (SignInError, Stub, Arc<TestStore>) {
    let stub = Stub::start(|issuer| {
        let description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        HashMap::from([
            ("/.well-known/openid-configuration", description),
            ("/keys", json!({"keys": [{"kty": "unheard of"}]})),
            ("/token", answer(issuer)),
        ])
    });
    let stub = stub.await;
    let authority = Authority::openid(&stub.issuer).unwrap();
    let store = Arc::new(TestStore::default());
    let account = store.remember(authority.environment(), "ada").await;
    let config = ClientConfig::new("app", authority).unwrap();
    let application =
        PublicClientApplication::new(config, Arc::clone(&store) as _, HttpClient::new().unwrap());
    let request = SilentRequest::new(account, vec![SCOPE.to_owned()]);
    let error = application.acquire_token_silent(request).await.unwrap_err();
    (error, stub, store)
}

fn is_invalid(error: &SignInError, expected: &AnswerProblem) -> bool {
    matches!(error, SignInError::AnswerInvalid { problem, .. } if problem == expected)
}

#[tokio::test]
async fn a_renewal_about_another_person_is_refused_and_stores_nothing() {
    let (error, _stub, store) = renewed_at_a_stub(|_| {
        json!({"access_token": "a", "token_type": "Bearer", "refresh_token": "zoes", "id_token": unsigned_id_token("zoe")})
    })
    .await;
    assert!(is_invalid(&error, &AnswerProblem::OtherAccount), "{error:?}");
    let json = store.cache().await.serialize();
    assert!(!String::from_utf8_lossy(&json).contains("zoes"));
}

#[tokio::test]
async fn a_token_request_is_not_sent_on_elsewhere() {
    let (error, stub, _store) = renewed_at_a_stub(|issuer| json!(format!("{issuer}/elsewhere"))).await;
    assert!(is_invalid(&error, &AnswerProblem::Status(307)), "{error:?}");
    assert!(stub.was_asked("/token") && !stub.was_asked("/elsewhere"));
}

#[tokio::test]
async fn an_answer_of_another_kind_or_size_is_refused() {
    let (error, ..) = renewed_at_a_stub(|_| json!({"access_token": "a", "token_type": "DPoP"})).await;
    assert!(is_invalid(&error, &AnswerProblem::TokenType), "{error:?}");
    let (error, ..) = renewed_at_a_stub(|_| json!({"token_type": "Bearer"})).await;
    assert!(is_invalid(&error, &AnswerProblem::NotATokenAnswer), "{error:?}");
    let (error, ..) = renewed_at_a_stub(|_| json!({"access_token": "a".repeat(1024 * 1024)})).await;
    assert!(is_invalid(&error, &AnswerProblem::TooLong { limit: 1024 * 1024 }), "{error:?}");
}

#[tokio::test]
async fn a_provider_is_asked_for_a_choice_of_accounts_only_where_it_knows_one() {
    for (known, expected) in [
        (json!(["none", "select_account", "consent"]), Some("select_account consent")),
        (json!(["none", "consent"]), Some("consent")),
        (json!(["none", "login"]), None),
        (Value::Null, Some("consent")),
    ] {
        let describe = |issuer: &str| {
            let description = json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"),
                "prompt_values_supported": known,
            });
            HashMap::from([("/.well-known/openid-configuration", description)])
        };
        let stub = Stub::start(describe).await;
        let config = ClientConfig::new("app", Authority::openid(&stub.issuer).unwrap()).unwrap();
        let store = Arc::new(TestStore::default());
        let application = PublicClientApplication::new(config, store, HttpClient::new().unwrap());
        let sign_in = application.begin_interactive(request()).await.unwrap();
        let mut parameters = sign_in.authorization_url().query_pairs();
        let prompt = parameters.find(|(name, _)| name == "prompt").map(|(_, value)| value.into_owned());
        assert_eq!(prompt.as_deref(), expected, "{known}");
    }
}
