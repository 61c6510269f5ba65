//! Notes on refresh tokens that their provider no longer takes, and what the other libraries make of them.

use serde_json::{Value, json};
use token_cache::{AccountId, DeadMark, Removal, Secret, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Peer, Person, json, read};

const CLIENT: &str = "client-one";
const TENANT: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";
const DEAD: DeadMark<'_> = DeadMark { since: Timestamp::from_unix(NOW), code: "AADSTS50173" };

fn signed_in() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"foci": "1"})).sign_in(&mut cache);
    cache
}

fn the_key(cache: &TokenCache) -> String {
    cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned()
}

fn mark(cache: &TokenCache) -> Option<DeadMark<'_>> {
    let tokens = cache.refresh_tokens(&TokenQuery::default());
    assert_eq!(tokens.len(), 1);
    tokens[0].dead_mark()
}

fn kill(cache: &mut TokenCache, secret: &str) -> bool {
    let key = the_key(cache);
    cache.mark_refresh_token_dead(&key, &Secret::new(secret.to_owned()), DEAD)
}

fn marked() -> TokenCache {
    let mut cache = signed_in();
    assert!(kill(&mut cache, "rt-1"));
    cache
}

#[test]
fn a_mark_is_kept_with_the_cache_and_is_no_problem() {
    let cache = marked();
    assert!(cache.has_state_changed());
    let again = read(&json(&cache));
    assert_eq!(mark(&again), Some(DEAD));
    assert_eq!(again.check(Timestamp::from_unix(NOW)), []);
    assert_eq!(again.refresh_tokens(&TokenQuery::default())[0].secret().unwrap().expose(), "rt-1");
}

#[test]
fn only_the_refresh_token_that_was_tried_is_marked_and_only_once() {
    let mut cache = signed_in();
    cache.mark_saved();
    assert!(!kill(&mut cache, "another"));
    assert!(!cache.mark_refresh_token_dead("no-such-key", &Secret::new("rt-1".into()), DEAD));
    assert!(!cache.has_state_changed());
    assert!(kill(&mut cache, "rt-1"));
    cache.mark_saved();
    assert!(!kill(&mut cache, "rt-1"));
    assert!(!cache.has_state_changed());
}

#[test]
fn a_mark_is_gone_with_a_rotation_and_with_a_sign_in() {
    let mut rotated = marked();
    let key = the_key(&rotated);
    assert!(rotated.update_refresh_token(&key, &Secret::new("rt-2".into()), Timestamp::from_unix(NOW)));
    assert_eq!(mark(&rotated), None);
    assert!(!json(&rotated).contains("dead"));
    let mut signed_in = marked();
    Issue::new(&Person::ADA, 2).with(&json!({"foci": "1"})).sign_in(&mut signed_in);
    assert_eq!(mark(&signed_in), None);
    assert!(!json(&signed_in).contains("dead"));
}

#[test]
fn msal_python_loads_finds_and_writes_a_marked_refresh_token() {
    let state = json(&marked());
    let mut python = Peer::python();
    python.deserialize(&state);
    assert_eq!(python.serialize(), state);
    let found = python.tell(&json!(["search", "RefreshToken", null, {"family_id": "1"}]));
    assert_eq!(found[0]["secret"], "rt-1");
    python.tell(&Issue::new(&Person::GENERIC, 2).python_sign_in());
    let cache = read(&python.serialize());
    let query = TokenQuery { client_id: Some(CLIENT), family_id: Some("1"), ..TokenQuery::default() };
    assert_eq!(cache.refresh_tokens(&query)[0].dead_mark(), Some(DEAD), "it survives what Python writes");
}

#[test]
fn a_refresh_token_that_msal_python_puts_there_is_not_dead_although_it_keeps_the_mark() {
    let mut python = Peer::python();
    python.deserialize(&json(&marked()));
    let response = json!({"access_token": "at-2", "refresh_token": "rt-2", "expires_in": 3600});
    python.tell(&json!(["renew", [CLIENT, ENTRA, TENANT], ["User.Read"], response.to_string(), {}, "rt-1"]));
    let state = python.serialize();
    assert!(state.contains("rt-2") && state.contains("tessera_dead"), "{state}");
    let mut cache = read(&state);
    assert_eq!(mark(&cache), None);
    assert!(kill(&mut cache, "rt-2"), "which can die in its turn");
}

#[test]
fn msal_python_signs_a_marked_account_out() {
    let mut python = Peer::python();
    python.deserialize(&json(&marked()));
    python.tell(&json!(["sign_out", CLIENT, ENTRA, Person::ADA.home_account_id()]));
    assert!(!python.serialize().contains("tessera_dead"));
}

#[test]
fn msal_node_keeps_a_mark_beside_what_it_writes() {
    let mut node = Peer::node();
    let sign_in = |person, serial| Issue::new(person, serial).response;
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], sign_in(&Person::ADA, 1)]));
    let mut cache = read(&node.serialize());
    assert!(kill(&mut cache, "rt-1"));
    node.deserialize(&json(&cache));
    let other = Person { uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002", ..Person::ADA };
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], sign_in(&other, 2)]));
    let both = read(&node.serialize());
    let account = AccountId { home_account_id: Person::ADA.home_account_id(), environment: ENTRA.to_owned() };
    let tokens = both.refresh_tokens(&TokenQuery::of_account(&account));
    assert_eq!(tokens[0].dead_mark(), Some(DEAD));
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], sign_in(&Person::ADA, 3)]));
    let again = read(&node.serialize());
    assert_eq!(again.refresh_tokens(&TokenQuery::of_account(&account))[0].dead_mark(), None);
}

#[test]
fn a_mark_goes_with_the_sign_out_and_through_a_merge() {
    let mut cache = TokenCache::default();
    cache.merge(&marked()).unwrap();
    assert_eq!(mark(&cache), Some(DEAD));
    let account = cache.accounts()[0].id();
    cache.remove(&Removal::Account(account));
    assert!(!json(&cache).contains("dead"));
}

#[test]
fn that_an_application_has_no_family_is_noted_once_and_found_by_msal_python() {
    let mut cache = TokenCache::default();
    cache.note_no_family("App-One", "Login.Example").unwrap();
    assert_eq!(cache.app_metadata("App-One", "login.example").unwrap().family_id(), None);
    cache.mark_saved();
    cache.note_no_family("App-One", "login.example").unwrap();
    assert!(!cache.has_state_changed());
    let mut python = Peer::python();
    python.deserialize(&json(&cache));
    let found = python.tell(&json!(["search", "AppMetadata", null, {"client_id": "App-One"}]));
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    let known: Value = serde_json::from_str(&json(&cache)).unwrap();
    assert!(known["AppMetadata"].get("appmetadata-login.example-App-One").is_some(), "{known}");
    let mut broken = read(r#"{"AppMetadata": []}"#);
    assert!(broken.note_no_family("a", "b").is_err());
}
