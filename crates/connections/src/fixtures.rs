//! Sign-ins made up for the tests.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use token_cache::{AccountHandling, Grant, RequestData, Timestamp, TokenCache, TokenEvent, TokenResponse};

pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const OTHER_TENANT: &str = "99999999-2222-3333-4444-555555555555";

/// An account with an access and a refresh token, signed in at the tenant `realm`.
pub(crate) fn sign_in(cache: &mut TokenCache, user: &str, home: &str, realm: &str) {
    sign_in_at(cache, "login.microsoftonline.com", user, home, realm);
}

/// The same in another environment.
pub(crate) fn sign_in_at(cache: &mut TokenCache, environment: &str, user: &str, home: &str, realm: &str) {
    let body = json!({
        "access_token": "access", "refresh_token": "refresh", "expires_in": 3600,
        "client_info": encode(&json!({"uid": user, "utid": home})),
    });
    let response = TokenResponse::parse(body.to_string().as_bytes()).unwrap();
    let event = TokenEvent {
        client_id: "app-1",
        environment,
        realm,
        requested_scopes: &["User.Read".to_owned()],
        grant: Grant::AuthorizationCode,
        request: RequestData::default(),
        response: &response,
        account: AccountHandling::Create,
        now: NOW,
    };
    cache.add(&event).unwrap();
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}
