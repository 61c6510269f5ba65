//! What an access token was asked for with, beside the other libraries.

use serde_json::json;
use token_cache::{Removal, Section, TokenCache, TokenQuery};

use crate::{Issue, Peer, Person, json, read};

const CLIENT: &str = "client-one";
const TENANT: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";

fn asked() -> Vec<String> {
    ["User.Read", "Mail.Send", "offline_access"].map(str::to_owned).to_vec()
}

/// Ada is signed in, and it is noted what was asked for.
fn noted() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let key = the_key(&cache);
    cache.mark_saved();
    assert!(cache.note_requested(&key, &asked()));
    assert!(cache.has_state_changed());
    cache
}

fn the_key(cache: &TokenCache) -> String {
    cache.access_tokens(&TokenQuery::default()).next().unwrap().stored_key().to_owned()
}

fn requested(cache: &TokenCache) -> Option<Vec<String>> {
    let token = cache.access_tokens(&TokenQuery::default()).next().unwrap();
    Some(token.requested_scopes()?.map(str::to_owned).collect())
}

#[test]
fn what_was_asked_for_is_known_until_another_token_is_there() {
    let mut cache = read(&json(&noted()));
    assert_eq!(requested(&cache), Some(asked()));
    let granted: Vec<_> = cache.access_tokens(&TokenQuery::default()).next().unwrap().scopes().collect();
    assert!(!granted.contains(&"Mail.Send"));
    Issue::new(&Person::ADA, 2).sign_in(&mut cache);
    assert_eq!(requested(&cache), None);
    assert!(!json(&cache).contains("tessera_requested"));
}

#[test]
fn nothing_is_noted_of_a_token_that_is_not_there() {
    let mut cache = TokenCache::default();
    assert!(!cache.note_requested("gone", &asked()));
    assert!(!cache.has_state_changed());
}

#[test]
fn msal_python_loads_finds_and_writes_a_token_with_a_note_and_one_of_its_own_has_none() {
    let state = json(&noted());
    let mut python = Peer::python();
    python.deserialize(&state);
    assert_eq!(python.serialize(), state);
    let found = python.tell(&json!(["search", "AccessToken", ["User.Read"], {"client_id": CLIENT}]));
    assert_eq!(found[0]["secret"], "at-1");
    python.tell(&Issue::new(&Person::ADA, 2).python_sign_in());
    let after = read(&python.serialize());
    assert_eq!(after.counts().access_tokens, 1);
    assert_eq!(requested(&after), None, "what MSAL asked for is not known");
}

#[test]
fn msal_node_keeps_a_note_beside_what_it_writes() {
    let mut node = Peer::node();
    let sign_in = |person, serial| Issue::new(person, serial).response;
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], sign_in(&Person::ADA, 1)]));
    let mut cache = read(&node.serialize());
    let key = the_key(&cache);
    assert!(cache.note_requested(&key, &asked()));
    node.deserialize(&json(&cache));
    let other = Person { uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002", ..Person::ADA };
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], sign_in(&other, 2)]));
    let both = read(&node.serialize());
    let token = both.token_by_key(Section::AccessToken, &key);
    let Some(token_cache::Token::Access(token)) = token else { panic!("the token is gone") };
    assert_eq!(token.requested_scopes().unwrap().collect::<Vec<_>>(), asked());
}

#[test]
fn a_note_goes_through_a_merge_and_with_the_sign_out() {
    let mut cache = TokenCache::default();
    cache.merge(&noted()).unwrap();
    assert_eq!(requested(&cache), Some(asked()));
    let account = cache.accounts()[0].id();
    cache.remove(&Removal::Account(account));
    assert!(!json(&cache).contains("tessera_requested"));
}
