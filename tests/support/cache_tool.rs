//! A second program that opens Tessera's cache, as the command line or another window would.
//!
//! `cache-tool seed ACCOUNTS TOKENS | expire | sign-out USERNAME | export | import FILE`

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::env;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use token_cache::{
    AccountHandling, Grant, Removal, RequestData, Timestamp, TokenCache, TokenEvent, TokenResponse,
};
use token_store::{TokenStore, TokenStoreExt};
use token_store_file::{Options, SealedFile, default_path};

const TENANT: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";
const GIVEN: [&str; 10] =
    ["Ada", "Bruno", "Chiara", "Davi", "Elena", "Farid", "Greta", "Heitor", "Ines", "Jonas"];
const FAMILY: [&str; 10] =
    ["Almeida", "Bianchi", "Costa", "Duarte", "Esposito", "Ferraz", "Greco", "Hoffmann", "Ibsen", "Jardim"];

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let store = SealedFile::new(default_path().expect("there is a data folder"), Options::default());
    match words.as_slice() {
        ["seed", accounts, tokens] => {
            let [accounts, tokens] = [accounts, tokens].map(|count| count.parse().expect("a number"));
            change(&store, move |cache| (0..accounts).for_each(|number| seed(cache, number, tokens))).await;
        }
        ["expire"] => change(&store, expire).await,
        ["sign-out", username] => {
            let username = (*username).to_owned();
            change(&store, move |cache| sign_out(cache, &username)).await;
        }
        ["export"] => {
            let snapshot = store.load().await.expect("the cache can be read");
            print!("{}", String::from_utf8_lossy(&snapshot.cache.serialize()));
        }
        ["import", file] => {
            let json = std::fs::read(file).expect("the file can be read");
            let imported = TokenCache::deserialize(&json).expect("the file is a cache");
            change(&store, move |cache| *cache = imported.clone()).await;
        }
        _ => panic!("seed ACCOUNTS TOKENS | expire | sign-out USERNAME | export | import FILE"),
    }
}

async fn change(store: &SealedFile, change: impl FnMut(&mut TokenCache) + Send + 'static) {
    store.change_with(change).await.expect("the cache can be changed");
}

/// An account with so many access tokens, a refresh token and an ID token.
fn seed(cache: &mut TokenCache, number: usize, tokens: usize) {
    for token in 0..tokens {
        add_token(cache, number, token);
    }
}

fn add_token(cache: &mut TokenCache, number: usize, token: usize) {
    let (given, family) = (GIVEN[number % 10], FAMILY[number / 10 % 10]);
    let username = format!("{}.{}{number}@lumenworks.example", given.to_lowercase(), family.to_lowercase());
    let user = format!("00000000-0000-4000-8000-{number:012}");
    let claims = json!({"oid": user, "sub": user, "tid": TENANT, "preferred_username": username,
        "name": format!("{given} {family}"), "exp": now() + 3600, "iat": now()});
    let body = json!({
        "token_type": "Bearer",
        "access_token": format!("seeded-access-{number}-{token}"),
        "refresh_token": format!("seeded-refresh-{number}"),
        "id_token": format!("{}.{}.c2ln", encode(&json!({"alg": "RS256"})), encode(&claims)),
        "client_info": encode(&json!({"uid": user, "utid": TENANT})),
        "scope": scope_of(number, token),
        "expires_in": 3600,
    });
    let response = TokenResponse::parse(body.to_string().as_bytes()).expect("it is a response");
    let event = TokenEvent {
        client_id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201",
        environment: "login.tessera-demo.example",
        realm: TENANT,
        requested_scopes: &[],
        grant: Grant::AuthorizationCode,
        request: RequestData::default(),
        response: &response,
        account: AccountHandling::Create,
        now: Timestamp::from_unix(now()),
    };
    cache.add(&event).expect("the cache takes it");
}

/// A few accounts can be told from the others by a scope.
fn scope_of(number: usize, token: usize) -> String {
    match token {
        0 if number % 250 == 7 => "User.Read openid profile email Files.Read".to_owned(),
        0 => "User.Read openid profile email".to_owned(),
        _ => format!("api://app-{token}/Read.All"),
    }
}

fn expire(cache: &mut TokenCache) {
    let mut json: Value = serde_json::from_slice(&cache.serialize()).expect("a cache is JSON");
    for token in json["AccessToken"].as_object_mut().into_iter().flat_map(|section| section.values_mut()) {
        token["expires_on"] = json!((now() - 3600).to_string());
        token["extended_expires_on"] = json!((now() - 3600).to_string());
    }
    *cache = TokenCache::deserialize(json.to_string().as_bytes()).expect("it is still a cache");
}

fn sign_out(cache: &mut TokenCache, username: &str) {
    let account = cache.accounts().into_iter().find(|account| account.username() == username);
    cache.remove(&Removal::Account(account.expect("the account is there").id()));
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("the clock is past 1970").as_secs()).expect("and before the year 292 billion")
}
