//! Each switch does what it says.

mod support;

use std::time::Duration;

use demo_tenant::{Clock, DemoOptions, DemoTenant, Endpoint, Fault, IdTokenFlaw, RefreshTokenRule, Refusal};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::StatusCode;
use serde_json::Value;
use support::{Browser, SCOPE, authorize, claims, code_of, graph, json, redeem, refresh, text, tokens_of};

#[tokio::test]
async fn faults_strike_as_often_as_told_and_then_no_more() {
    let tenant = support::start().await;
    let switches = tenant.switches();
    let address = format!("{}common/v2.0/.well-known/openid-configuration", tenant.base_url());
    let busy = Fault::Status { status: 429, retry_after: Some(7) };
    switches.fail_next(Endpoint::Configuration, busy, 1);
    switches.fail_next(Endpoint::Configuration, Fault::Status { status: 503, retry_after: None }, 1);
    switches.fail_next(Endpoint::Configuration, Fault::Drop, 1);
    switches.fail_next(Endpoint::Configuration, Fault::MalformedJson, 1);

    let first = reqwest::get(&address).await.unwrap();
    assert_eq!((first.status().as_u16(), first.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 503);
    assert!(reqwest::get(&address).await.unwrap_err().is_request());
    assert!(reqwest::get(&address).await.unwrap().json::<Value>().await.unwrap_err().is_decode());
    assert!(json(address).await["issuer"].is_string());
    assert_eq!(switches.requests(Endpoint::Configuration), 5);
    assert_eq!(switches.requests(Endpoint::Token), 0);
}

#[tokio::test]
async fn a_hanging_endpoint_answers_nothing_and_does_not_keep_the_tenant_from_stopping() {
    let tenant = support::start().await;
    tenant.switches().fail_next(Endpoint::Keys, Fault::Hang, 1);
    let client = reqwest::Client::builder().timeout(Duration::from_millis(200)).build().unwrap();
    let address = format!("{}common/discovery/v2.0/keys", tenant.base_url());
    assert!(client.get(&address).send().await.unwrap_err().is_timeout());
    tenant.switches().fail_next(Endpoint::Keys, Fault::Hang, 1);
    let hanging = tokio::spawn(reqwest::get(address));
    tenant.switches().requested(Endpoint::Keys, 2).await;
    tenant.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn an_answer_that_is_lost_was_given_all_the_same() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "ada").await;
    tenant.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    tenant.switches().fail_next(Endpoint::Token, Fault::LoseAnswer, 1);
    let lost = refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE);
    tokio::select! {
        answer = lost => panic!("{answer:?}"),
        () = redeemed(&tenant) => {}
    }
    let (_, refused) = refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE).await;
    assert_eq!(code_of(&refused), 50_173, "the old one is spent");
}

async fn redeemed(tenant: &DemoTenant) {
    while tenant.switches().redemptions("refresh_token") == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_token_endpoint_refuses_for_the_reason_that_it_is_told() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "ada").await;
    for (refusal, error, code) in [
        (Refusal::MultiFactor, "interaction_required", 50_076),
        (Refusal::ConditionalAccess, "access_denied", 53_003),
        (Refusal::PasswordExpired, "invalid_grant", 50_055),
        (Refusal::AccountDisabled, "invalid_grant", 50_057),
        (Refusal::ConsentMissing, "invalid_grant", 65_001),
        (Refusal::RefreshTokenExpired, "invalid_grant", 700_082),
        (Refusal::GrantRevoked, "invalid_grant", 50_173),
    ] {
        tenant.switches().fail_next(Endpoint::Token, Fault::Refuse(refusal), 1);
        let (_, refused) = refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE).await;
        assert_eq!((text(&refused, "error"), code_of(&refused)), (error, code));
        assert_eq!(refused.get("claims").is_some(), code == 50_076 || code == 53_003);
    }
    assert_eq!(refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE).await.0, StatusCode::OK);
    assert_eq!(tenant.switches().redemptions("refresh_token"), 1);
}

#[tokio::test]
async fn a_spoiled_id_token_fails_a_validation_and_the_next_one_passes() {
    let tenant = support::start().await;
    let keys = json(format!("{}common/discovery/v2.0/keys", tenant.base_url())).await;
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    let issuer = format!("{}{}/v2.0", tenant.base_url(), tenant.tenants()[0].id);
    let is_good = |token: &str| {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[tenant.client_id()]);
        validation.set_issuer(&[&issuer]);
        validation.validate_nbf = true;
        let decoded =
            jsonwebtoken::decode::<Value>(token, &DecodingKey::from_jwk(&keys.keys[0]).unwrap(), &validation);
        decoded.is_ok_and(|token| {
            let own_issuer = format!("{}{}/v2.0", tenant.base_url(), text(&token.claims, "tid"));
            token.claims["nonce"] == "the-nonce" && own_issuer == issuer
        })
    };
    for flaw in [
        IdTokenFlaw::Nonce,
        IdTokenFlaw::Audience,
        IdTokenFlaw::Issuer,
        IdTokenFlaw::Tenant,
        IdTokenFlaw::Signature,
        IdTokenFlaw::UnknownKey,
        IdTokenFlaw::Unsigned,
        IdTokenFlaw::Expired,
        IdTokenFlaw::NotYetValid,
    ] {
        tenant.switches().spoil_id_tokens(flaw, 1);
        let tokens = tokens_of(&tenant, "ada").await;
        assert!(!is_good(text(&tokens, "id_token")), "{flaw:?}");
    }
    assert!(is_good(text(&tokens_of(&tenant, "ada").await, "id_token")));
    tenant.switches().spoil_id_tokens(IdTokenFlaw::Missing, 1);
    assert_eq!(tokens_of(&tenant, "ada").await.get("id_token"), None);
}

#[tokio::test]
async fn access_tokens_live_as_long_as_told_by_the_tenants_clock() {
    let clock = Clock::fixed(1_800_000_000);
    let tenant =
        DemoTenant::start(DemoOptions { clock: clock.clone(), ..DemoOptions::default() }).await.unwrap();
    tenant.switches().set_access_token_lifetime(120);
    tenant.switches().set_refresh_in(Some(60));
    let tokens = tokens_of(&tenant, "ada").await;
    assert_eq!((&tokens["expires_in"], &tokens["refresh_in"]), (&120.into(), &60.into()));
    let status = async || graph(&tenant, "v1.0/me", text(&tokens, "access_token")).await.status();
    clock.advance(119);
    assert_eq!(status().await, StatusCode::OK);
    clock.advance(1);
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
    clock.set_offset(0);
    assert_eq!(status().await, StatusCode::OK);
    tenant.switches().expire_access_tokens();
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_skewed_clock_shows_in_tokens_and_in_the_date() {
    let clock = Clock::fixed(784_111_777 + 3_600);
    let tenant = DemoTenant::start(DemoOptions { clock, ..DemoOptions::default() }).await.unwrap();
    tenant.switches().skew_clock(-3_600);
    assert_eq!(claims(&tokens_of(&tenant, "ada").await["id_token"])["iat"], 784_111_777);
    let answer = reqwest::get(tenant.base_url().as_str()).await.unwrap();
    let dates: Vec<_> = answer.headers().get_all("date").iter().collect();
    assert_eq!(dates, ["Sun, 06 Nov 1994 08:49:37 GMT"]);
}

#[tokio::test]
async fn refresh_tokens_expire_when_told_and_after_ninety_days() {
    let clock = Clock::fixed(1_800_000_000);
    let tenant =
        DemoTenant::start(DemoOptions { clock: clock.clone(), ..DemoOptions::default() }).await.unwrap();
    let tokens = tokens_of(&tenant, "ada").await;
    let token = text(&tokens, "refresh_token");
    clock.advance(90 * 86_400 - 1);
    assert_eq!(refresh(&tenant, "common", token, SCOPE).await.0, StatusCode::OK);
    clock.advance(1);
    assert_eq!(code_of(&refresh(&tenant, "common", token, SCOPE).await.1), 700_082);
    let fresh = tokens_of(&tenant, "ada").await;
    assert!(tenant.switches().expire_refresh_tokens().await.unwrap() >= 3);
    let (_, expired) = refresh(&tenant, "common", text(&fresh, "refresh_token"), SCOPE).await;
    assert_eq!((code_of(&expired), text(&expired, "suberror")), (700_082, "token_expired"));
}

#[tokio::test]
async fn revoking_concerns_one_person_and_not_another_with_the_same_address() {
    let tenant = support::start().await;
    let (work, personal) = (tokens_of(&tenant, "dario").await, tokens_of(&tenant, "dario-personal").await);
    assert_eq!(tenant.switches().revoke_grants("dario").await.unwrap(), 1);
    let (_, revoked) = refresh(&tenant, "common", text(&work, "refresh_token"), SCOPE).await;
    assert_eq!((code_of(&revoked), text(&revoked, "suberror")), (50_173, "bad_token"));
    assert_eq!(refresh(&tenant, "common", text(&personal, "refresh_token"), SCOPE).await.0, StatusCode::OK);
    assert!(tenant.switches().revoke_grants("nobody").await.is_err());
}

#[tokio::test]
async fn old_refresh_tokens_go_on_working_unless_told_otherwise() {
    let tenant = support::start().await;
    let tokens = tokens_of(&tenant, "ada").await;
    let old = text(&tokens, "refresh_token");
    let (_, rotated) = refresh(&tenant, "common", old, SCOPE).await;
    assert_ne!(text(&rotated, "refresh_token"), old);
    assert_eq!(refresh(&tenant, "common", old, SCOPE).await.0, StatusCode::OK);
    tenant.switches().set_refresh_token_rule(RefreshTokenRule::OldDies);
    assert_eq!(code_of(&refresh(&tenant, "common", old, SCOPE).await.1), 50_173);
    assert_eq!(code_of(&refresh(&tenant, "common", text(&rotated, "refresh_token"), SCOPE).await.1), 50_173);
}

#[tokio::test]
async fn forgotten_browsers_and_consents_have_to_be_given_again() {
    let tenant = support::start().await;
    let browser = Browser::new(&tenant);
    let page = browser.sign_in(&authorize(&tenant, "common", &[]), "ada").await;
    let (_, tokens) = redeem(&tenant, &page.answer("code").unwrap(), &[]).await;
    let silent = authorize(&tenant, "common", &[("prompt", "none")]);
    tenant.switches().forget_consents().await.unwrap();
    assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("consent_required"));
    let (_, refused) = refresh(&tenant, "common", text(&tokens, "refresh_token"), SCOPE).await;
    assert_eq!((code_of(&refused), text(&refused, "suberror")), (65_001, "consent_required"));
    tenant.switches().forget_browsers();
    assert_eq!(browser.get(&silent).await.answer("error").as_deref(), Some("login_required"));
}
