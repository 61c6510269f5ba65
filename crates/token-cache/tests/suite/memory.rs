//! Snapshots, and what a cache shows of itself.

use token_cache::TokenCache;

use crate::{Issue, Person, json};

#[test]
fn a_clone_is_a_snapshot() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let (snapshot, before) = (cache.clone(), json(&cache));
    Issue::new(&Person::GENERIC, 2).sign_in(&mut cache);
    let stored_key = cache.refresh_tokens(&token_cache::TokenQuery::default())[0].stored_key().to_owned();
    Issue::new(&Person::ADA, 3).refresh(&mut cache, &stored_key);
    assert_eq!(json(&snapshot), before);
    assert_ne!(json(&cache), before);
}

#[test]
fn no_debug_output_shows_a_token() {
    let mut cache = TokenCache::default();
    let issue = Issue::new(&Person::ADA, 1);
    issue.sign_in(&mut cache);
    let response = token_cache::TokenResponse::parse(issue.response.to_string().as_bytes());
    let token = cache.access_tokens(&token_cache::TokenQuery::default()).next();
    let shown = format!("{cache:?} {token:?} {:?} {response:?}", token.unwrap().secret());
    for secret in ["at-1", "rt-1", "c2ln"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_cache_goes_between_threads() {
    fn is_shareable<T: Send + Sync + 'static>() {}
    is_shareable::<TokenCache>();
}
