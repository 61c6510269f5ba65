//! Claims challenges, client capabilities, and new tokens on demand.

use demo_tenant::{Endpoint, Fault, Refusal};
use sign_in::{ClaimsChallenge, SignInError, SilentRequest, TokenSource, WhoAmISource};
use token_cache::{AccountId, Secret, decode_jwt};

use crate::support::{SCOPE, World};
use crate::{interaction, token};

fn with_claims(account: &AccountId, claims: &ClaimsChallenge) -> SilentRequest {
    let request = SilentRequest::new(account.clone(), vec![SCOPE.to_owned()]);
    SilentRequest { claims: Some(claims.clone()), ..request }
}

fn claim(token: &Secret, name: &str) -> serde_json::Value {
    decode_jwt(token).unwrap().claims.get(name).cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_api_that_wants_claims_gets_a_token_with_them_without_a_person() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().require_authentication_context(Some("c1"));
    let graph = WhoAmISource::Graph(world.tenant.graph_url().clone());
    let cached = token(world.silently(&account).await);
    let refused = world.application.ask_who_am_i(&graph, &account, &cached.access_token).await;
    let Err(SignInError::ApiRefused { claims: Some(claims), .. }) = refused else { panic!("{refused:?}") };
    let fresh = world.application.acquire_token_silent(with_claims(&account, &claims)).await;
    let fresh = token(fresh);
    assert_eq!(fresh.source, TokenSource::RefreshToken, "the cached one is the one that was refused");
    let who = world.application.ask_who_am_i(&graph, &account, &fresh.access_token).await.unwrap();
    assert_eq!(who.display_name, "Ada Fonseca");
    // The new token has taken the place of the old one.
    assert_eq!(token(world.silently(&account).await).access_token, fresh.access_token);
}

#[tokio::test]
async fn each_claims_challenge_asks_the_provider_anew() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let claims = ClaimsChallenge::parse(r#"{"access_token":{"acrs":{"value":"c2"}}}"#).unwrap();
    for round in 1..=2 {
        let new = token(world.application.acquire_token_silent(with_claims(&account, &claims)).await);
        assert_eq!(claim(&new.access_token, "acrs"), serde_json::json!(["c2"]));
        assert_eq!(world.renewals(), round);
    }
}

#[tokio::test]
async fn what_the_client_can_do_is_told_with_every_request_for_tokens() {
    let mut world = World::start().await;
    world.tell_capabilities(&["cp1"]);
    let account = world.sign_in("ada").await;
    let from_code = token(world.silently(&account).await);
    let renewed = token(world.renewed(&account).await);
    let claims = ClaimsChallenge::parse(r#"{"access_token":{"acrs":{"value":"c1"}}}"#).unwrap();
    let challenged = token(world.application.acquire_token_silent(with_claims(&account, &claims)).await);
    for token in [&from_code, &renewed, &challenged] {
        assert_eq!(claim(&token.access_token, "xms_cc"), serde_json::json!(["cp1"]));
    }
    assert_eq!(claim(&challenged.access_token, "acrs"), serde_json::json!(["c1"]));
}

#[tokio::test]
async fn what_a_refusal_wants_the_sign_in_to_ask_for_is_told() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    world.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::MultiFactor), 1);
    let needed = interaction(world.renewed(&account).await);
    assert!(needed.claims().unwrap().as_str().contains("capolids"), "{needed:?}");
}

#[tokio::test]
async fn a_cached_token_does_not_stand_in_for_one_with_claims_when_the_network_fails() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let down = Fault::Status { status: 503, retry_after: None };
    world.switches().fail_next(Endpoint::Token, down, 20);
    let claims = ClaimsChallenge::parse("{}").unwrap();
    let error = world.application.acquire_token_silent(with_claims(&account, &claims)).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}
