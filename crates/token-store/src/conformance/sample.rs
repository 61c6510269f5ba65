//! Entries to put into caches.

use token_cache::{
    AccountHandling, Grant, RequestData, Secret, Timestamp, TokenCache, TokenEvent, TokenQuery, TokenResponse,
};

/// The text of the access token that [`put`] puts into a cache.
pub fn secret_of(name: &str) -> String {
    format!("the-secret-access-token-of-{name}")
}

/// Puts the access token of the application `name` into the cache.
pub fn put(cache: &mut TokenCache, name: &str) {
    let response = TokenResponse {
        access_token: Some(Secret::new(secret_of(name))),
        expires_in: Some(3600),
        ..TokenResponse::default()
    };
    let event = TokenEvent {
        client_id: name,
        environment: "login.example",
        realm: "a-tenant",
        requested_scopes: &["https://graph.example/.default".to_owned()],
        grant: Grant::ClientCredentials,
        request: RequestData::default(),
        response: &response,
        account: AccountHandling::Create,
        now: Timestamp::from_unix(1_800_000_000),
    };
    cache.add(&event).expect("the sample is valid");
}

/// The applications whose access tokens are in the cache, in the order in which they came.
///
/// Panics where one of them is not as [`put`] put it.
pub fn names(cache: &TokenCache) -> Vec<String> {
    let check = |token: token_cache::AccessToken<'_>| {
        let name = token.client_id().expect("every sample has a client ID").to_owned();
        assert_eq!(token.secret().map(|secret| secret.expose() == secret_of(&name)), Some(true), "{name}");
        name
    };
    cache.access_tokens(&TokenQuery::default()).map(check).collect()
}
