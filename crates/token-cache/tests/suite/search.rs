//! Tokens as they are found.

use serde_json::json;
use token_cache::{Secret, Section, Timestamp, Token, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Person, read};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

#[test]
fn a_token_is_found_until_the_second_that_it_ends_in() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"expires_in": 100})).sign_in(&mut cache);
    let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::default() };
    assert!(cache.find_access_token(&query, at(NOW + 100)).is_some());
    assert!(cache.find_access_token(&query, at(NOW + 101)).is_none());
}

#[test]
fn a_token_with_more_scopes_than_asked_for_is_found_and_one_with_fewer_is_not() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"scope": "b a c"})).sign_in(&mut cache);
    let find = |scopes: &[&str]| {
        cache.find_access_token(&TokenQuery { scopes, ..TokenQuery::default() }, at(NOW)).is_some()
    };
    assert!(find(&["c", "a"]) && find(&["a", "b", "c"]) && find(&[]));
    assert!(!find(&["a", "d"]) && !find(&["A"]));
}

#[test]
fn the_token_of_exactly_these_scopes_comes_first_under_any_name_of_the_environment() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"scope": "a b"})).sign_in(&mut cache);
    Issue::new(&Person::ADA, 2).with(&json!({"scope": "a"})).sign_in(&mut cache);
    let account = Person::ADA.account_id();
    let mut query = TokenQuery {
        client_id: Some("client-one"),
        realm: Person::ADA.tenant,
        scopes: &["a"],
        ..TokenQuery::of_account(&account)
    };
    let found = |query: &TokenQuery<'_>| {
        cache.find_access_token(query, at(NOW)).unwrap().secret().unwrap().expose().to_owned()
    };
    assert_eq!(found(&query), "at-2");
    query.environment = Some("Login.Windows.net");
    assert_eq!(found(&query), "at-1", "by the fields, as nothing has that key");
    query.environment = Some("login.microsoftonline.us");
    assert!(cache.find_access_token(&query, at(NOW)).is_none());
}

#[test]
fn refresh_tokens_come_newest_first_and_one_of_unknown_age_last() {
    let cache = read(
        r#"{"RefreshToken": {
        "a": {"secret": "a", "last_modification_time": "10"}, "b": {"secret": "b"}, "c": {"secret": "c",
        "last_modification_time": 30}, "d": {"secret": "d", "last_modification_time": "30"}}}"#,
    );
    let tokens = cache.refresh_tokens(&TokenQuery::default());
    assert_eq!(
        tokens.iter().map(token_cache::RefreshToken::stored_key).collect::<Vec<_>>(),
        ["c", "d", "a", "b"]
    );
}

#[test]
fn an_application_is_known_under_every_name_of_the_environment() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"foci": "1"})).sign_in(&mut cache);
    let family =
        |environment| cache.app_metadata("client-one", environment).and_then(|known| known.family_id());
    assert_eq!(
        (family(ENTRA), family("login.windows.net"), family("idp.example")),
        (Some("1"), Some("1"), None)
    );
}

#[test]
fn a_token_is_found_by_its_section_and_key() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let key = cache.id_tokens(&TokenQuery::default()).next().unwrap().stored_key().to_owned();
    assert!(matches!(cache.token_by_key(Section::IdToken, &key), Some(Token::Id(_))));
    assert!(cache.token_by_key(Section::AccessToken, &key).is_none());
    assert!(cache.token_by_key(Section::Account, &key).is_none());
}

#[test]
fn times_may_be_numbers_strings_or_fractions() {
    let cache = read(
        r#"{"AccessToken": {"a": {"expires_on": 7}, "b": {"expires_on": " 8 "}, "c": {"expires_on": 9.9},
        "d": {"expires_on": 1e99}, "e": {"expires_on": "x"}, "f": {"expires_on": true}}}"#,
    );
    let ends: Vec<_> = cache.access_tokens(&TokenQuery::default()).map(|token| token.expires_on()).collect();
    assert_eq!(ends, [Some(at(7)), Some(at(8)), Some(at(9)), Some(at(i64::MAX)), None, None]);
}

#[test]
fn a_rotated_refresh_token_is_a_change_and_one_that_is_gone_is_none() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    cache.mark_saved();
    let new = Secret::new("new".to_owned());
    assert!(!cache.update_refresh_token("gone", &new, at(NOW)));
    assert!(!cache.has_state_changed());
    let stored_key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    assert!(cache.update_refresh_token(&stored_key, &new, at(NOW + 5)));
    assert!(cache.has_state_changed());
    let token = cache.refresh_tokens(&TokenQuery::default())[0];
    assert_eq!((token.secret(), token.last_modification_time()), (Some(new), Some(at(NOW + 5))));
}
