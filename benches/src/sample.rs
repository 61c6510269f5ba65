//! The caches that are measured: the same JSON for all contenders.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use token_cache::{
    AccountHandling, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent, TokenResponse,
};

use crate::Outcome;

pub(crate) const CLIENT: &str = "5f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5";
pub(crate) const TENANT: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";
pub(crate) const ENVIRONMENT: &str = "login.microsoftonline.com";
/// Each account has tokens for so many resources.
pub(crate) const TOKENS_OF_AN_ACCOUNT: usize = 10;
/// Lengths of tokens as Entra issues them.
const ACCESS_TOKEN_LENGTH: usize = 1_650;
const REFRESH_TOKEN_LENGTH: usize = 1_300;
const SIGNATURE_LENGTH: usize = 342;
/// Longer than any run, in seconds.
pub(crate) const LONG: i64 = 365 * 24 * 60 * 60;
/// About as long as those that Entra issues.
pub(crate) const USUAL: i64 = 60 * 60;

/// A cache with so many access tokens, in accounts of ten.
pub(crate) fn cache(access_tokens: usize) -> Outcome<TokenCache> {
    filled(access_tokens, TOKENS_OF_AN_ACCOUNT, LONG)
}

/// A cache with so many accounts, each with so many access tokens that last for so many seconds.
pub(crate) fn accounts(accounts: usize, tokens: usize, lifetime: i64) -> Outcome<TokenCache> {
    filled(accounts * tokens, tokens, lifetime)
}

fn filled(access_tokens: usize, of_an_account: usize, lifetime: i64) -> Outcome<TokenCache> {
    let mut cache = TokenCache::default();
    for number in 0..access_tokens {
        let account = number / of_an_account;
        let resource = number % of_an_account;
        let mut response = access_token(&text(number, ACCESS_TOKEN_LENGTH), lifetime);
        response.client_info = Some(client_info(account));
        response.id_token = Some(Secret::new(id_token(account)));
        if resource == 0 {
            response.refresh_token = Some(Secret::new(text(account, REFRESH_TOKEN_LENGTH)));
        }
        add(&mut cache, &response, &scope(resource), AccountHandling::Create)?;
    }
    cache.mark_saved();
    Ok(cache)
}

/// What a change adds: an access token of the first account for a resource of its own.
pub(crate) fn add_one(cache: &mut TokenCache, name: &str) -> Outcome<()> {
    let mut response = access_token(&text(name.len(), ACCESS_TOKEN_LENGTH), LONG);
    response.client_info = Some(client_info(0));
    add(cache, &response, &format!("https://{name}.example/.default"), AccountHandling::Keep)
}

/// What many processes add, each their own: an application's own token, a short one, so that the lock is
/// measured and not the reading.
pub(crate) fn add_short(cache: &mut TokenCache, name: &str) -> Outcome<()> {
    let response = access_token(&format!("the-token-of-{name}"), LONG);
    let scope = format!("https://{name}.example/.default");
    let event = TokenEvent { grant: Grant::ClientCredentials, ..event(&response, AccountHandling::Keep) };
    cache.add(&TokenEvent { requested_scopes: &[scope], ..event })?;
    Ok(())
}

pub(crate) fn scope(resource: usize) -> String {
    format!("https://resource-{resource}.example/.default")
}

pub(crate) fn home_account_id(account: usize) -> String {
    format!("{}.{TENANT}", uid(account))
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(since.as_secs().try_into().unwrap_or(i64::MAX))
}

fn add(
    cache: &mut TokenCache,
    response: &TokenResponse,
    scope: &str,
    account: AccountHandling,
) -> Outcome<()> {
    let scopes = [scope.to_owned()];
    cache.add(&TokenEvent { requested_scopes: &scopes, ..event(response, account) })?;
    Ok(())
}

fn event(response: &TokenResponse, account: AccountHandling) -> TokenEvent<'_> {
    TokenEvent {
        client_id: CLIENT,
        environment: ENVIRONMENT,
        realm: TENANT,
        requested_scopes: &[],
        grant: Grant::AuthorizationCode,
        request: RequestData::default(),
        response,
        account,
        now: now(),
    }
}

fn access_token(secret: &str, lifetime: i64) -> TokenResponse {
    TokenResponse {
        access_token: Some(Secret::new(secret.to_owned())),
        expires_in: Some(lifetime),
        ..TokenResponse::default()
    }
}

fn uid(account: usize) -> String {
    format!("0b6a5b5e-1f0a-4c0e-9d0a-{account:012}")
}

fn client_info(account: usize) -> String {
    encoded(&json!({"uid": uid(account), "utid": TENANT}))
}

fn id_token(account: usize) -> String {
    let claims = json!({
        "aud": CLIENT, "iss": format!("https://{ENVIRONMENT}/{TENANT}/v2.0"), "sub": text(account, 43),
        "oid": uid(account), "tid": TENANT, "name": format!("Person {account}"),
        "preferred_username": format!("person-{account}@fabrikam.example"), "ver": "2.0",
        "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_003_600, "uti": text(account, 22),
    });
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": text(0, 27)});
    format!("{}.{}.{}", encoded(&header), encoded(&claims), text(account, SIGNATURE_LENGTH))
}

fn encoded(value: &serde_json::Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Characters of base64url that look random and are the same in every run.
pub(crate) fn text(seed: usize, length: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(ALPHABET[(state >> 32) as usize % ALPHABET.len()])
    };
    (0..length).map(next).collect()
}
