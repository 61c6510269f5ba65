//! Keys that come and go at the provider (OpenID Connect Core 1.0, section 10.1.1).

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use token_cache::{Secret, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use super::tests::{APPLICATION, EC, NOW, claims, provider, signed, signed_as};
use super::*;
use crate::provider::KeySet;
use crate::{Clock, HttpClient, SignInError};

/// Publishes these keys, and tells how often it was asked.
async fn publish(keys: Vec<Value>) -> (Url, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://localhost:{}/keys", listener.local_addr().unwrap().port()).parse().unwrap();
    let (asked, questions) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let body = json!({ "keys": keys }).to_string();
        while let Ok((mut stream, _)) = listener.accept().await {
            // One packet: the request is short, and comes from this computer.
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await.unwrap();
            asked.send(()).unwrap();
        }
    });
    (url, questions)
}

/// Checks a token with keys that were fetched some seconds ago, at a provider that publishes others now.
async fn check(
    token: String,
    known: &Value,
    age: i64,
    published: &Value,
) -> (Result<(), SignInError>, usize) {
    let (provider, http) = (provider(), HttpClient::new().unwrap());
    let clock = Clock::new(|| Timestamp::from_unix(NOW));
    let (url, mut questions) = publish(vec![published.clone()]).await;
    let keys = KeyCache::holding(KeySet::from_values(vec![known.clone()]), Timestamp::from_unix(NOW - age));
    let source = KeySource { url: &url, http: &http, clock: &clock };
    let validation = Validation { client_id: APPLICATION, provider: &provider, keys: &keys, source };
    let checked = validation.check(&Secret::new(token), Nonce::NotExpected).await;
    let asked = std::iter::from_fn(|| questions.try_recv().ok()).count();
    (checked, asked)
}

fn named(name: &str) -> Value {
    let mut key = EC.public.clone();
    key["kid"] = json!(name);
    key
}

fn is_unknown_key(checked: &Result<(), SignInError>) -> bool {
    matches!(checked, Err(SignInError::IdTokenInvalid(IdTokenProblem::UnknownKey)))
}

#[tokio::test]
async fn a_key_that_came_with_a_rotation_is_asked_for_and_believed() {
    let token = signed_as(&claims(), Algorithm::ES256, Some("new"), &EC.signing);
    let (checked, asked) = check(token, &named("old"), 10, &named("new")).await;
    checked.unwrap();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_key_that_the_provider_withdrew_counts_for_a_day_at_most() {
    let (checked, asked) = check(signed(&claims()), &EC.public, 24 * 60 * 60, &named("new")).await;
    assert!(is_unknown_key(&checked), "{checked:?}");
    assert_eq!(asked, 1);
    let (checked, asked) = check(signed(&claims()), &EC.public, 24 * 60 * 60 - 1, &named("new")).await;
    checked.unwrap();
    assert_eq!(asked, 0);
}

#[tokio::test]
async fn keys_that_seem_to_be_of_the_future_are_asked_for_anew() {
    let (checked, asked) = check(signed(&claims()), &EC.public, -60, &named("new")).await;
    assert!(is_unknown_key(&checked), "{checked:?}");
    assert_eq!(asked, 1);
}
