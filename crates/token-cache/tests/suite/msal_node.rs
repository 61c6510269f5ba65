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
    assert_eq!(accounts[0].home_account_id(), Person::ADA.home_account_id());
    assert_eq!(
        (accounts[0].username(), cache.name_of(&accounts[0]).as_deref()),
        (Person::ADA.username, Some(Person::ADA.name))
    );
    let id = accounts[0].id();
    let query = TokenQuery {
        environment: Some(ENTRA),
        client_id: Some(CLIENT),
        realm: Some(TENANT),
        scopes: &["User.Read"],
        ..TokenQuery::of_account(&id)
    };
    let token = cache.find_access_token(&query, Timestamp::from_unix(this_moment() + 300)).unwrap();
    assert_eq!(token.secret().unwrap().expose(), "at-1");
    assert!(token.refresh_on().is_some() && token.extended_expires_on() > token.expires_on());
    assert_eq!(cache.refresh_tokens(&TokenQuery::of_account(&accounts[0].id())).len(), 1);
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

const SCOPE: &str = "https://graph.example/.default";

/// A token for the application itself, as both ask for it.
fn own_token(serial: u64) -> Issue {
    let scopes = vec![SCOPE.to_owned()];
    Issue { now: this_moment(), scopes, ..Issue::to_application(serial) }
}

#[test]
fn an_applications_own_token_of_msal_node_is_found_and_left_to_msal_node() {
    let mut node = Peer::node();
    node.tell(&json!(["asApplication", CLIENT, TENANT, [SCOPE], own_token(1).response]));
    let cache = read(&node.serialize());
    let under_our_name = TokenQuery::of_application(CLIENT, ENTRA);
    let query = TokenQuery { realm: Some(TENANT), scopes: &[SCOPE], ..under_our_name };
    let found = cache.find_access_token(&query, Timestamp::from_unix(this_moment())).unwrap();
    assert_eq!(found.secret().unwrap().expose(), "at-1");
    assert_eq!(cache.check(Timestamp::from_unix(this_moment())), []);

    // MSAL Node finds an empty home account only, MSAL Python null only: each keeps its own.
    let mut cache = cache;
    own_token(2).sign_in(&mut cache);
    let found = cache.find_access_token(&query, Timestamp::from_unix(this_moment())).unwrap();
    assert_eq!(found.secret().unwrap().expose(), "at-2");
    node.deserialize(&json(&cache));
    let token = node.tell(&json!(["asApplication", CLIENT, TENANT, [SCOPE], own_token(3).response]));
    assert_eq!(token, json!({"accessToken": "at-1", "fromCache": true, "askedTheNetwork": false}));
    let own = Removal::OfApplication { client_id: CLIENT.to_owned(), environment: ENTRA.to_owned() };
    assert_eq!(cache.remove(&own).goes.access_tokens, 2);
}

#[test]
fn msal_node_lists_and_uses_each_of_several_accounts_that_we_wrote() {
    let bo = Person {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002",
        username: "bo@fabrikam.example",
        ..Person::ADA
    };
    let mut cache = TokenCache::default();
    for (serial, person) in [(1, &Person::ADA), (2, &bo)] {
        let issue = Issue { now: this_moment(), ..Issue::new(person, serial) };
        issue.sign_in(&mut cache);
        // A guest elsewhere, with a token of that tenant.
        let realm = "a1b2c3d4-0000-4000-8000-0000000000bb".to_owned();
        let elsewhere = Issue { now: this_moment(), realm, ..Issue::new(person, serial + 10) };
        elsewhere.sign_in(&mut cache);
    }
    let mut node = Peer::node();
    node.deserialize(&json(&cache));
    let accounts = node.tell(&json!(["accounts", CLIENT, TENANT]));
    let mut homes: Vec<_> =
        accounts.as_array().unwrap().iter().map(|account| account["homeAccountId"].clone()).collect();
    homes.dedup();
    assert_eq!(homes, [json!(Person::ADA.home_account_id()), json!(bo.home_account_id())], "{accounts}");
    for (person, secret) in [(&Person::ADA, "at-1"), (&bo, "at-2")] {
        let home = person.home_account_id();
        let token = node.tell(&json!(["silent", CLIENT, TENANT, home, ["User.Read"]]));
        assert_eq!((&token["accessToken"], &token["askedTheNetwork"]), (&json!(secret), &json!(false)));
    }
}

#[test]
fn what_msal_node_writes_again_of_ours_we_find_again() {
    let mut cache = TokenCache::default();
    Issue { now: this_moment(), ..Issue::new(&Person::ADA, 1) }
        .with(&json!({"foci": "1", "refresh_in": 1800}))
        .sign_in(&mut cache);
    let mut node = Peer::node();
    node.deserialize(&json(&cache));
    let bo = Person { uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002", ..Person::ADA };
    node.tell(&json!(["signIn", CLIENT, TENANT, ["User.Read"], Issue::new(&bo, 2).response]));
    let back = read(&node.serialize());
    assert_eq!((back.accounts().len(), back.check(Timestamp::from_unix(this_moment()))), (2, vec![]));
    let account = Person::ADA.account_id();
    let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::of_account(&account) };
    let found = back.find_access_token(&query, Timestamp::from_unix(this_moment())).unwrap();
    assert_eq!(found.secret().unwrap().expose(), "at-1");
    assert!(found.refresh_on().is_some());
    assert_eq!(back.refresh_tokens(&TokenQuery::of_account(&account))[0].family_id(), Some("1"));
}
