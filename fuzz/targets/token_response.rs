//! Any answer of a token endpoint, and what it makes of a cache.

#![no_main]

use libfuzzer_sys::fuzz_target;
use token_cache::{
    AccountHandling, Added, Grant, RequestData, Section, Timestamp, TokenCache, TokenEvent, TokenQuery,
    TokenResponse,
};

const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);

fuzz_target!(|body: &[u8]| {
    let Ok(response) = TokenResponse::parse(body) else { return };
    let mut cache = TokenCache::default();
    let signed_in = sign_in(&mut cache, &response);
    check(&cache);
    if signed_in {
        renew(&mut cache, &response);
        check(&cache);
    }
});

fn sign_in(cache: &mut TokenCache, response: &TokenResponse) -> bool {
    let before = cache.serialize();
    let added = cache.add(&event(response, Grant::AuthorizationCode, AccountHandling::Create));
    if added.is_err() {
        assert_eq!(*cache.serialize(), *before, "what failed changed nothing");
    }
    if let Ok(Added::Stored { access_token: Some(key), .. }) = &added {
        assert!(
            cache.token_by_key(Section::AccessToken, key).is_some(),
            "the access token is where it was said to be"
        );
    }
    added.is_ok()
}

/// With the answer that brought the refresh token.
fn renew(cache: &mut TokenCache, response: &TokenResponse) {
    let tokens = cache.refresh_tokens(&TokenQuery::default());
    let Some(stored_key) = tokens.first().map(|token| token.stored_key().to_owned()) else { return };
    let grant = Grant::RefreshToken { stored_key: &stored_key };
    drop(cache.add(&event(response, grant, AccountHandling::Keep)));
}

fn event<'a>(response: &'a TokenResponse, grant: Grant<'a>, account: AccountHandling) -> TokenEvent<'a> {
    TokenEvent {
        client_id: "a-client",
        environment: "login.microsoftonline.com",
        realm: "organizations",
        requested_scopes: &[],
        grant,
        response,
        request: RequestData::default(),
        account,
        now: NOW,
    }
}

/// What we wrote is read again, and no library stumbles over it.
fn check(cache: &TokenCache) {
    let written = cache.serialize();
    let again = TokenCache::deserialize_file(&written).expect("what was written is read");
    assert_eq!(*again.serialize(), *written);
    let findings = cache.check(NOW);
    assert!(!findings.iter().any(token_cache::Finding::is_mendable), "{findings:?}");
}
