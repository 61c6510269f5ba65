//! Access tokens that are bound to a key, or to parameters of their request.

use serde_json::{Value, json};
use token_cache::{RequestData, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Peer, Person, json};

const FMI_PATH: (&str, &str) = ("fmi_path", "a/b");
const HASH: &str = "ov4rzjppsoorvfirec6knwpq_ewdthx-s92gexiklps";

fn found(cache: &TokenCache, query: TokenQuery<'_>) -> Option<String> {
    let query = TokenQuery { scopes: &["User.Read"], ..query };
    let token = cache.find_access_token(&query, Timestamp::from_unix(NOW))?;
    Some(token.secret().unwrap().expose().to_owned())
}

/// One token for a path, one bound to a key, one for both, and one that is free.
fn cache() -> TokenCache {
    let mut cache = TokenCache::default();
    let token = |serial, key_id, parameters: &[(&'static str, &'static str)]| Issue {
        key_id,
        parameters: parameters.to_vec(),
        ..Issue::new(&Person::ADA, serial).with(&json!({"scope": format!("User.Read s{serial}")}))
    };
    token(1, None, &[FMI_PATH]).sign_in(&mut cache);
    token(2, Some("key"), &[]).with(&json!({"token_type": "pop"})).sign_in(&mut cache);
    token(3, Some("key"), &[FMI_PATH]).sign_in(&mut cache);
    token(4, None, &[]).sign_in(&mut cache);
    cache
}

#[test]
fn a_bound_token_is_found_by_all_that_it_is_bound_to() {
    let cache = cache();
    let account = Person::ADA.account_id();
    let query = TokenQuery::of_account(&account);
    let data = RequestData { parameters: &[FMI_PATH], ..RequestData::default() };
    let hash = data.ext_cache_key();
    let (by_key, by_path) = (Some("key"), hash.as_deref());
    assert_eq!(by_path, Some(HASH));
    for (key_id, ext_cache_key, secret) in
        [(None, None, "at-4"), (None, by_path, "at-1"), (by_key, None, "at-2"), (by_key, by_path, "at-3")]
    {
        assert_eq!(found(&cache, TokenQuery { ext_cache_key, key_id, ..query }).as_deref(), Some(secret));
    }
    assert_eq!(found(&cache, TokenQuery { key_id: Some("other"), ..query }), None);
    assert_eq!(found(&cache, TokenQuery { ext_cache_key: Some("other"), ..query }), None);
}

#[test]
fn the_id_of_a_key_is_known_in_the_spelling_of_every_library() {
    for name in ["key_id", "kid", "keyid"] {
        let mut state: Value = serde_json::from_str(&json(&cache())).unwrap();
        let entries = state["AccessToken"].as_object_mut().unwrap();
        let entry = entries.values_mut().find(|entry| entry["secret"] == "at-2").unwrap();
        entry.as_object_mut().unwrap().remove("key_id");
        entry[name] = "other".into();
        let cache = crate::read(&state.to_string());
        let query = TokenQuery { key_id: Some("other"), ..TokenQuery::default() };
        assert_eq!(found(&cache, query).as_deref(), Some("at-2"), "{name}");
        assert_eq!(cache.access_tokens(&query).next().unwrap().key_id(), Some("other"));
    }
}

#[test]
fn bound_tokens_are_written_as_msal_python_writes_them() {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    let parameters = [
        vec![FMI_PATH],
        vec![("z", "\u{e9}\u{1f600}"), ("a", "1"), ("username", "x"), ("empty", "")],
        vec![("client_secret", "x")],
    ];
    for (serial, parameters) in (1..).zip(parameters) {
        for key_id in [None, Some("key"), Some("")] {
            let issue = Issue {
                key_id,
                parameters: parameters.clone(),
                ..Issue::new(&Person::ADA, serial).with(&json!({"refresh_in": 7}))
            };
            let mut cache = TokenCache::default();
            issue.sign_in(&mut cache);
            python.deserialize("");
            python.tell(&issue.python_sign_in());
            assert_eq!(json(&cache), python.serialize(), "{key_id:?} {parameters:?}");
        }
    }
}

#[test]
fn msal_python_finds_what_we_wrote_by_what_it_is_bound_to() {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.deserialize(&json(&cache()));
    let (ada, scopes) = (Person::ADA, ["User.Read", "s1"]);
    let query = json!({
        "home_account_id": ada.home_account_id(), "environment": ENTRA, "client_id": "client-one",
        "realm": ada.tenant, "ext_cache_key": HASH
    });
    let found = python.tell(&json!(["search", "AccessToken", scopes, query]));
    assert_eq!((found.as_array().unwrap().len(), &found[0]["secret"]), (1, &json!("at-1")));
    let found = python.tell(&json!(["search", "AccessToken", null, {"key_id": "key"}]));
    assert_eq!((found.as_array().unwrap().len(), &found[0]["secret"]), (1, &json!("at-2")));
}

#[test]
fn a_bound_token_is_replaced_by_the_next_one_bound_to_the_same() {
    let mut cache = cache();
    let again = Issue { parameters: vec![FMI_PATH], ..Issue::new(&Person::ADA, 9) }
        .with(&json!({"scope": "User.Read s1"}));
    let before = cache.counts();
    again.sign_in(&mut cache);
    assert_eq!(cache.counts().access_tokens, before.access_tokens);
    let query = TokenQuery { ext_cache_key: Some(HASH), ..TokenQuery::default() };
    assert_eq!(found(&cache, query).as_deref(), Some("at-9"));
}
