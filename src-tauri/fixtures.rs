//! Sign-ins made up for the tests of the views.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use token_cache::{
    AccountHandling, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent, TokenResponse,
};

pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const OTHER_TENANT: &str = "99999999-2222-3333-4444-555555555555";
pub(crate) const ENVIRONMENT: &str = "login.microsoftonline.com";
pub(crate) const CLIENT: &str = "app-1";

/// An account in its home tenant, with an access, an ID and a refresh token.
pub(crate) fn sign_in(cache: &mut TokenCache, user: &str, tenant: &str, username: &str) {
    sign_in_under(cache, user, tenant, username, tenant);
}

/// An account that signed in at the authority that ends in `realm`.
pub(crate) fn sign_in_under(cache: &mut TokenCache, user: &str, home: &str, username: &str, realm: &str) {
    let body = json!({
        "token_type": "Bearer",
        "access_token": format!("access-of-{user}-{home}"),
        "refresh_token": format!("refresh-of-{user}-{home}"),
        "id_token": id_token(user, home, username).expose(),
        "client_info": encode(&json!({"uid": user, "utid": home})),
        "scope": "User.Read openid profile",
        "expires_in": 3600,
    });
    let response = TokenResponse::parse(body.to_string().as_bytes()).unwrap();
    let event = TokenEvent {
        client_id: CLIENT,
        environment: ENVIRONMENT,
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

/// An ID token that nobody signed.
pub(crate) fn id_token(user: &str, tenant: &str, username: &str) -> Secret {
    let header = json!({"alg": "RS256", "typ": "JWT"});
    let claims = json!({
        "aud": CLIENT, "sub": format!("sub-{user}"), "oid": user, "tid": tenant,
        "preferred_username": username, "name": format!("Person {user}"),
        "iat": NOW.as_unix(), "exp": NOW.as_unix() + 3600,
    });
    Secret::new(format!("{}.{}.c2ln", encode(&header), encode(&claims)))
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}
