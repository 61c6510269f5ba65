//! Caches go back and forth between MSAL Node and ours.

use serde_json::{Value, json};
use token_cache::{Removal, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, Peer, Person, json, read};

const CLIENT: &str = "client-one";
const TENANT: &str = "a1b2c3d4-0000-4000-8000-0000000000aa";

fn this_moment() -> i64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since_epoch.as_secs().try_into().unwrap()
}

fn signed_in_to_node(family: &Value) -> Peer {
    let mut node = Peer::node();
    let response = Issue::new(&Person::ADA, 1).with(family).response;
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], response]));
    node
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn what_msal_node_writes_we_show_and_write_again() {
    let state = signed_in_to_node(&json!({"refresh_in": 1800})).serialize();
    let cache = read(&state);
    assert_eq!(parsed(&json(&cache)), parsed(&state));

    let accounts = cache.accounts();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].id.home_account_id, Person::ADA.home_account_id());
    assert_eq!(
        (&*accounts[0].username, accounts[0].name.as_deref()),
        (Person::ADA.username, Some(Person::ADA.name))
    );
    let query = TokenQuery {
        environment: Some(ENTRA),
        client_id: Some(CLIENT),
        realm: Some(TENANT),
        scopes: &["User.Read"],
        ..TokenQuery::of_account(&accounts[0].id)
    };
    let token = cache.find_access_token(&query, Timestamp::from_unix(this_moment() + 300)).unwrap();
    assert_eq!(token.secret().unwrap().expose(), "at-1");
    assert!(token.refresh_on().is_some() && token.extended_expires_on() > token.expires_on());
    assert_eq!(cache.refresh_tokens(&TokenQuery::of_account(&accounts[0].id)).len(), 1);
}

#[test]
fn what_msal_node_writes_is_found_sound() {
    for fields in [json!({}), json!({"foci": "1", "refresh_in": 1800})] {
        let state = signed_in_to_node(&fields).serialize();
        assert_eq!(read(&state).check(Timestamp::from_unix(this_moment())), [], "{state}");
    }
}

#[test]
fn signing_out_leaves_nothing_that_msal_node_wrote() {
    for family in [json!({}), json!({"foci": "1"})] {
        let mut cache = read(&signed_in_to_node(&family).serialize());
        let removed = cache.remove(&Removal::Account(Person::ADA.account_id()));
        let goes = removed.goes;
        assert_eq!((goes.accounts, goes.access_tokens, goes.refresh_tokens, goes.id_tokens), (1, 1, 1, 1));
        let left = json(&cache);
        assert!(
            !left.contains("at-1") && !left.contains("rt-1") && !left.contains(Person::ADA.uid),
            "{left}"
        );
    }
}

#[test]
fn a_renewal_rotates_the_refresh_token_that_msal_node_wrote_and_node_goes_on() {
    let mut node = signed_in_to_node(&json!({}));
    let mut cache = read(&node.serialize());
    let stored_key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    let person = Person { environment: "login.windows.net", ..Person::ADA };
    Issue { now: this_moment(), ..Issue::new(&person, 2) }.refresh(&mut cache, &stored_key);
    let tokens = cache.refresh_tokens(&TokenQuery::default());
    assert_eq!((tokens.len(), tokens[0].secret().unwrap().expose()), (1, "rt-2"));

    node.deserialize(&json(&cache));
    let accounts = node.tell(&json!(["accounts", CLIENT, TENANT]));
    assert_eq!(accounts.as_array().unwrap().len(), 1);
    let token = node.tell(&json!(["silent", CLIENT, TENANT, person.home_account_id(), ["User.Read"]]));
    assert_eq!(token["askedTheNetwork"], false);
}

#[test]
fn what_we_serialize_msal_node_lists_uses_and_signs_out() {
    let mut cache = TokenCache::default();
    Issue { now: this_moment(), ..Issue::new(&Person::ADA, 3) }.sign_in(&mut cache);
    let mut node = Peer::node();
    node.deserialize(&json(&cache));
    let home = Person::ADA.home_account_id();
    let accounts = node.tell(&json!(["accounts", CLIENT, TENANT]));
    assert_eq!(
        (&accounts[0]["homeAccountId"], &accounts[0]["username"]),
        (&json!(home), &json!(Person::ADA.username))
    );
    let token = node.tell(&json!(["silent", CLIENT, TENANT, home, ["User.Read"]]));
    assert_eq!(token, json!({"accessToken": "at-3", "fromCache": true, "askedTheNetwork": false}));
    node.tell(&json!(["signOut", CLIENT, TENANT, home]));
    assert!(read(&node.serialize()).accounts().is_empty());
}

#[test]
fn signing_in_again_with_ours_replaces_what_msal_node_wrote_under_each_name_of_the_environment() {
    for environment in ["login.windows.net", ENTRA] {
        let mut node = signed_in_to_node(&json!({}));
        let mut cache = read(&node.serialize());
        let before = cache.counts();
        let person = Person { environment, ..Person::ADA };
        Issue { now: this_moment(), ..Issue::new(&person, 2) }.sign_in(&mut cache);
        assert_eq!(cache.counts(), before, "one of each, not two");
        let written = json(&cache);
        assert!(!written.contains("at-1") && !written.contains("rt-1"), "{written}");

        node.deserialize(&written);
        let token = node.tell(&json!(["silent", CLIENT, TENANT, person.home_account_id(), ["User.Read"]]));
        assert_eq!(token, json!({"accessToken": "at-2", "fromCache": true, "askedTheNetwork": false}));
    }
}
