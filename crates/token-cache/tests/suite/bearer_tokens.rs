//! Bearer tokens that are found again and again.

use std::sync::Arc;

use serde_json::json;
use token_cache::{AccountId, BearerToken, Removal, Timestamp, TokenCache, TokenQuery};

use crate::{Issue, NOW, Person};

/// Finds a token of Ada's as a client does, and another way, which has to find the same.
fn find(cache: &TokenCache, scopes: &[&str], after: i64) -> Option<Arc<BearerToken>> {
    let found = find_unchecked(cache, scopes, after);
    let searched = cache.find_access_token(&query(&Person::ADA.account_id(), scopes), at(after));
    assert_eq!(found.as_deref().cloned(), searched.and_then(|token| BearerToken::of(&token)));
    found
}

fn find_unchecked(cache: &TokenCache, scopes: &[&str], after: i64) -> Option<Arc<BearerToken>> {
    cache.bearer_token(&query(&Person::ADA.account_id(), scopes), at(after))
}

fn query<'a>(account: &'a AccountId, scopes: &'a [&'a str]) -> TokenQuery<'a> {
    TokenQuery {
        client_id: Some("client-one"),
        realm: Person::ADA.tenant,
        scopes,
        ..TokenQuery::of_account(account)
    }
}

fn at(after: i64) -> Timestamp {
    Timestamp::from_unix(NOW + after)
}

fn text(found: Option<Arc<BearerToken>>) -> Option<String> {
    found.map(|token| token.access_token.expose().to_owned())
}

/// Of Ada, with a token of each of these scopes and lifetimes.
fn cache(tokens: &[(&str, i64)]) -> TokenCache {
    let mut cache = TokenCache::default();
    for (serial, (scope, lifetime)) in (1..).zip(tokens) {
        Issue::new(&Person::ADA, serial)
            .with(&json!({"scope": scope, "expires_in": lifetime}))
            .sign_in(&mut cache);
    }
    cache
}

#[test]
fn what_was_found_once_is_shared() {
    let cache = cache(&[("a b", 100)]);
    let found = find(&cache, &["a"], 0).unwrap();
    assert_eq!(
        (&*found.scopes, found.access_token.expose()),
        (&["a".to_owned(), "b".to_owned()][..], "at-1")
    );
    assert!(Arc::ptr_eq(&found, &find(&cache, &["a"], 50).unwrap()));
    assert!(find(&cache, &["b"], 0).is_some() && find(&cache, &["c"], 0).is_none());
}

#[test]
fn it_is_found_no_more_once_it_has_ended() {
    let cache = cache(&[("a", 100), ("a b", 200)]);
    assert_eq!(text(find(&cache, &["a"], 0)).as_deref(), Some("at-1"));
    assert_eq!(text(find(&cache, &["a"], 100)).as_deref(), Some("at-1"));
    assert_eq!(text(find(&cache, &["a"], 101)).as_deref(), Some("at-2"));
    assert_eq!(text(find(&cache, &["a"], 201)), None);
    assert_eq!(text(find(&cache, &["a"], 50)).as_deref(), Some("at-1"), "a clock may be set back");
}

#[test]
fn it_is_not_found_in_its_place_where_an_earlier_moment_has_a_better_one() {
    let cache = cache(&[("a b", 200), ("a", 100)]);
    assert_eq!(text(find(&cache, &["a"], 150)).as_deref(), Some("at-1"));
    assert_eq!(text(find(&cache, &["a"], 50)).as_deref(), Some("at-2"));
    assert_eq!(text(find(&cache, &["a"], 150)).as_deref(), Some("at-1"));
}

#[test]
fn a_cache_that_changed_has_another_answer_and_its_copy_the_old_one() {
    let mut cache = cache(&[("a", 100)]);
    assert_eq!(text(find(&cache, &["a"], 0)).as_deref(), Some("at-1"));
    let before = cache.clone();
    Issue::new(&Person::ADA, 7).with(&json!({"scope": "a"})).sign_in(&mut cache);
    assert_eq!(text(find(&cache, &["a"], 0)).as_deref(), Some("at-7"));
    cache.remove(&Removal::AllAccessTokens);
    assert_eq!(text(find(&cache, &["a"], 0)), None);
    assert_eq!(text(find(&before, &["a"], 0)).as_deref(), Some("at-1"));
}

#[test]
fn more_questions_than_are_remembered_are_answered_too() {
    let scopes: Vec<String> = (0..300).map(|number| format!("scope-{number}")).collect();
    let tokens: Vec<_> = scopes.iter().map(|scope| (scope.as_str(), 100)).collect();
    let cache = cache(&tokens);
    for after in [0, 1, 101] {
        for (serial, scope) in (1..).zip(&scopes) {
            let expected = (after <= 100).then(|| format!("at-{serial}"));
            assert_eq!(text(find(&cache, &[scope], after)), expected);
        }
    }
}

#[test]
fn what_was_found_is_found_again_where_nothing_else_is_left() {
    let mut cache = cache(&[("a b", 100), ("c", 100), ("d", 100)]);
    assert!(cache.note_realm("client-one", Person::ADA.environment, "/authority", "realm"));
    let found = find(&cache, &["a"], 0).unwrap();
    let (reduced, length) = cache.found_only();
    assert_eq!(length, "at-1".len());
    assert_eq!(found, find_unchecked(&reduced, &["a"], 50).unwrap());
    for (scope, after) in [("b", 0), ("c", 0), ("a", 101)] {
        assert!(find_unchecked(&reduced, &[scope], after).is_none(), "{scope} {after}");
    }
    assert_eq!(reduced.noted_realm("client-one", Person::ADA.environment, "/authority"), Some("realm"));
    assert!(reduced.accounts().is_empty());
}

#[test]
fn whatever_a_token_looks_like_it_is_the_same_again_and_a_json_web_token_takes_less() {
    let web_token =
        ["eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiJhZGEifQ", "_-zA"].map(|part| part.repeat(50)).join(".");
    for (token, takes) in [
        (web_token.clone(), web_token.len() * 3 / 4 + 12),
        (format!("{web_token}="), web_token.len() + 1),
        (format!("{web_token}."), web_token.len() * 3 / 4 + 16),
        ("opaque, and no base64url at all: \u{e9}".to_owned(), 35),
    ] {
        let mut cache = TokenCache::default();
        let response = json!({"scope": "a", "expires_in": 100, "refresh_in": 50, "access_token": token});
        Issue::new(&Person::ADA, 1).with(&response).sign_in(&mut cache);
        let found = find(&cache, &["a"], 0).unwrap();
        let (reduced, length) = cache.found_only();
        assert_eq!(find_unchecked(&reduced, &["a"], 0), Some(found), "{token}");
        assert!(length.abs_diff(takes) <= 2, "{length} {takes} {token}");
    }
}

#[test]
fn a_token_keeps_the_key_that_another_library_has_stored_it_under() {
    let usual = cache(&[("a b", 100)]);
    let mut json: serde_json::Value = serde_json::from_slice(&usual.serialize()).unwrap();
    let tokens = json["AccessToken"].as_object_mut().unwrap();
    let (key, token) = tokens.iter().next().map(|(key, token)| (key.clone(), token.clone())).unwrap();
    *tokens = [("a key of its own".to_owned(), token)].into_iter().collect();
    let unusual = TokenCache::deserialize(json.to_string().as_bytes()).unwrap();
    for (cache, key) in [(usual, key.as_str()), (unusual, "a key of its own")] {
        assert!(find(&cache, &["b"], 0).is_some());
        let found = find_unchecked(&cache.found_only().0, &["b"], 0).unwrap();
        assert_eq!((&*found.stored_key, &*found.scopes), (key, &["a".to_owned(), "b".to_owned()][..]));
    }
}

#[test]
fn what_was_found_before_it_was_reduced_is_kept_beside_what_is_found_later() {
    let cache = cache(&[("a b", 100), ("c", 100), ("d", 100)]);
    let found = find(&cache, &["a"], 0).unwrap();
    let whole = TokenCache::deserialize(&cache.serialize()).unwrap();
    whole.remember_found_in(&cache.found_only().0);
    assert_eq!(found, find_unchecked(&whole, &["a"], 50).unwrap());
    let scopes = [&["a"][..], &["c"], &["b"], &["d"], &["a", "b"]];
    for scopes in scopes {
        assert!(find(&whole, scopes, 0).is_some());
    }
    let (reduced, length) = whole.found_only();
    assert!(scopes.iter().all(|scopes| find_unchecked(&reduced, scopes, 0).is_some()));
    assert_eq!(length, 5 * "at-1".len());
}
