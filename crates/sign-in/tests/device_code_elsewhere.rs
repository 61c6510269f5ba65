//! Signing in by a code at a provider that is nobody's model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod support;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use sign_in::{
    AnswerProblem, Authority, ClaimsChallenge, ClientConfig, DeviceCodeRequest, HttpClient,
    PublicClientApplication, SignInError, Timer,
};
use support::{SCOPE, Stub, TestStore};

fn request() -> DeviceCodeRequest {
    DeviceCodeRequest::new(vec![SCOPE.to_owned()])
}

/// A provider whose device endpoint, if it has one, and token endpoint answer so.
async fn stub(device: Option<Value>, token: Value) -> (Stub, PublicClientApplication) {
    let stub = Stub::start(|issuer| {
        let mut description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
        });
        let mut answers = HashMap::from([("/keys", json!({"keys": []})), ("/token", token)]);
        if let Some(device) = device {
            description["device_authorization_endpoint"] = format!("{issuer}/device").into();
            answers.insert("/device", device);
        }
        answers.insert("/.well-known/openid-configuration", description);
        answers
    });
    let stub = stub.await;
    let config = ClientConfig::new("app", Authority::openid(&stub.issuer).unwrap()).unwrap();
    let config = config.with_timer(Timer::new(|_| std::future::ready(())));
    let store = Arc::new(TestStore::default());
    let application = PublicClientApplication::new(config, store, HttpClient::new().unwrap());
    (stub, application)
}

fn codes() -> Value {
    json!({
        "user_code": "WDJB-MJHT",
        "device_code": "the-device-codes-own-text",
        "verification_uri": "https://id.example/device",
        "verification_uri_complete": "https://id.example/device?user_code=WDJB-MJHT",
        "expires_in": 60,
    })
}

#[tokio::test]
async fn a_provider_without_device_codes_is_told_apart() {
    let (_stub, application) = stub(None, json!({})).await;
    let error = application.begin_device_code(request()).await.unwrap_err();
    assert!(matches!(error, SignInError::DeviceCodeNotOffered), "{error:?}");
}

#[tokio::test]
async fn a_provider_of_another_make_is_not_sent_entras_own_parameters() {
    let (stub, application) = stub(Some(codes()), json!({"access_token": "a"})).await;
    let sign_in = application.begin_device_code(request()).await.unwrap();
    let complete = sign_in.prompt().verification_uri_complete.clone().unwrap();
    assert_eq!(complete.as_str(), "https://id.example/device?user_code=WDJB-MJHT");
    sign_in.finish(|_| {}).await.unwrap_err();
    let scope = "scope=User.Read+openid+profile+offline_access";
    assert_eq!(stub.posted("/device"), format!("client_id=app&{scope}"));
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    assert_eq!(stub.posted("/token"), format!("{grant}&device_code=the-device-codes-own-text&client_id=app"));
}

#[tokio::test]
async fn claims_are_asked_of_both_endpoints() {
    let (stub, application) = stub(Some(codes()), json!({"access_token": "a"})).await;
    let claims = ClaimsChallenge::parse(r#"{"access_token":{"acr":null}}"#).unwrap();
    let request = DeviceCodeRequest { claims: Some(claims), ..request() };
    application.begin_device_code(request).await.unwrap().finish(|_| {}).await.unwrap_err();
    for path in ["/device", "/token"] {
        let posted = stub.posted(path);
        assert!(posted.ends_with("&claims=%7B%22access_token%22%3A%7B%22acr%22%3Anull%7D%7D"), "{posted}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_token_answer_ends_the_sign_in() {
    let not_tokens = [json!({"token_type": "Bearer"}), json!({"access_token": "a", "token_type": "DPoP"})];
    for (answer, expected) in
        not_tokens.into_iter().zip([AnswerProblem::NotATokenAnswer, AnswerProblem::TokenType])
    {
        let (_stub, application) = stub(Some(codes()), answer).await;
        let error = application.begin_device_code(request()).await.unwrap().finish(|_| {}).await.unwrap_err();
        assert!(
            matches!(&error, SignInError::AnswerInvalid { problem, .. } if *problem == expected),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn the_device_code_is_told_nowhere() {
    let (_stub, application) = stub(Some(codes()), json!({"token_type": "Bearer"})).await;
    let sign_in = application.begin_device_code(request()).await.unwrap();
    let debugged = format!("{sign_in:?} {:?} {:#?}", sign_in.prompt(), sign_in);
    assert!(debugged.contains("WDJB-MJHT"), "{debugged}");
    let error = sign_in.finish(|_| {}).await.unwrap_err();
    let told = format!("{debugged} {error} {error:?} {application:?}");
    assert!(!told.contains("own-text"), "{told}");
}
