//! The tokens that an application has as itself (RFC 6749, section 4.4).

use serde_json::{Value, json};
use token_cache::{Added, Grant, Owner, Removal, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Peer, Person, json, read};

/// Ada's tokens, and those of two applications.
fn cache() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"scope": "User.Read"})).sign_in(&mut cache);
    Issue::to_application(2).sign_in(&mut cache);
    Issue { client_id: "client-two".to_owned(), ..Issue::to_application(3) }.sign_in(&mut cache);
    cache
}

fn secrets(cache: &TokenCache, query: &TokenQuery<'_>) -> Vec<String> {
    cache.access_tokens(query).map(|token| token.secret().unwrap().expose().to_owned()).collect()
}

fn found(cache: &TokenCache, query: &TokenQuery<'_>) -> Option<String> {
    let token = cache.find_access_token(query, Timestamp::from_unix(NOW))?;
    Some(token.secret().unwrap().expose().to_owned())
}

/// The cache with the home account of the applications spelled as another library does.
fn respelled(home: Option<&Value>) -> TokenCache {
    let mut state: Value = serde_json::from_str(&json(&cache())).unwrap();
    for entry in state["AccessToken"].as_object_mut().unwrap().values_mut() {
        let entry = entry.as_object_mut().unwrap();
        if entry["home_account_id"].is_null() {
            match home {
                Some(home) => entry["home_account_id"] = home.clone(),
                None => drop(entry.remove("home_account_id")),
            }
        }
    }
    read(&state.to_string())
}

#[test]
fn an_applications_token_is_found_however_its_lack_of_an_account_is_spelled() {
    let realm = Person::ADA.tenant;
    let own = TokenQuery { realm, scopes: &["User.Read"], ..TokenQuery::of_application("client-one", ENTRA) };
    for home in [Some(&Value::Null), Some(&json!("")), None] {
        let cache = respelled(home);
        assert_eq!(found(&cache, &own).as_deref(), Some("at-2"), "{home:?}");
        let under_alias = TokenQuery { environment: Some("login.windows.net"), ..own };
        assert_eq!(secrets(&cache, &under_alias), ["at-2"]);
        let all = TokenQuery { owner: Owner::Application, ..TokenQuery::default() };
        assert_eq!(secrets(&cache, &all), ["at-2", "at-3"]);
    }
}

#[test]
fn a_persons_token_is_not_the_applications_nor_the_other_way_round() {
    for home in [Some(&Value::Null), Some(&json!("")), None] {
        let mut cache = respelled(home);
        let account = Person::ADA.account_id();
        assert_eq!(secrets(&cache, &TokenQuery::of_account(&account)), ["at-1"]);
        let nobody = TokenQuery { home_account_id: Some(""), ..TokenQuery::default() };
        assert_eq!(secrets(&cache, &nobody), [] as [&str; 0]);
        let both = TokenQuery { owner: Owner::Application, ..TokenQuery::of_account(&account) };
        assert_eq!(secrets(&cache, &both), [] as [&str; 0]);
        cache.remove(&Removal::OfApplication { client_id: "client-one".into(), environment: ENTRA.into() });
        let own = TokenQuery { scopes: &["User.Read"], ..TokenQuery::of_application("client-one", ENTRA) };
        assert_eq!(found(&cache, &own), None, "Ada's is for the same scopes and application");
    }
}

#[test]
fn an_owner_that_cannot_be_read_is_not_taken_for_the_application() {
    let cache = respelled(Some(&json!(7)));
    assert_eq!(secrets(&cache, &TokenQuery::of_application("client-one", ENTRA)), [] as [&str; 0]);
}

#[test]
fn a_new_token_replaces_the_one_without_an_account_and_leaves_the_one_that_only_msal_node_finds() {
    for (home, expected) in [(None, &["at-4"][..]), (Some(&json!("")), &["at-2", "at-4"])] {
        let mut state: Value = serde_json::from_str(&json(&respelled(home))).unwrap();
        let entries = state["AccessToken"].as_object_mut().unwrap();
        // Under the key that MSAL Node and MSAL.NET would give it.
        let key = entries.iter().find(|(_, entry)| entry["secret"] == "at-2").unwrap().0.clone();
        let entry = entries.remove(&key).unwrap();
        entries.insert(format!("{key}--"), entry);
        let mut cache = read(&state.to_string());
        Issue::to_application(4).sign_in(&mut cache);
        assert_eq!(secrets(&cache, &TokenQuery::of_application("client-one", ENTRA)), expected);
        assert_eq!(cache.check(Timestamp::from_unix(NOW)), []);
    }
}

#[test]
fn removing_an_applications_tokens_leaves_the_persons() {
    let mut cache = cache();
    let own =
        Removal::OfApplication { client_id: "client-one".into(), environment: "sts.windows.net".into() };
    let preview = cache.preview(&own);
    let removed = cache.remove(&own);
    assert_eq!((preview, removed.goes.access_tokens, removed.stays.is_empty()), (removed, 1, true));
    assert_eq!(secrets(&cache, &TokenQuery::default()), ["at-1", "at-3"]);
}

#[test]
fn msal_python_finds_and_removes_the_tokens_that_we_stored_for_the_application() {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.deserialize(&json(&cache()));
    let query = json!({
        "home_account_id": null, "environment": ENTRA, "client_id": "client-one", "realm": Person::ADA.tenant
    });
    let found = python.tell(&json!(["search", "AccessToken", ["User.Read"], query]));
    assert_eq!((found.as_array().unwrap().len(), &found[0]["secret"]), (1, &json!("at-2")));
    python.tell(&json!(["remove_tokens_for_client", "client-one", ENTRA]));
    assert_eq!(secrets(&read(&python.serialize()), &TokenQuery::default()), ["at-1", "at-3"]);
}

#[test]
fn a_persons_tokens_that_name_nobody_do_not_become_the_applications() {
    let grants = [
        Grant::AuthorizationCode,
        Grant::DeviceCode,
        Grant::Password { username: "ada@fabrikam.example" },
        Grant::Assertion { username: None },
        Grant::UserFederatedIdentity { username: None },
    ];
    for grant in grants {
        let mut cache = TokenCache::default();
        let nameless = Issue { grant, ..Issue::to_application(1) };
        assert_eq!(nameless.sign_in(&mut cache), Added::NamesNobody, "{grant:?}");
        assert_eq!((json(&cache).as_str(), cache.has_state_changed()), ("{}", false));

        let mut python = Peer::python();
        python.tell(&nameless.python_sign_in());
        let own = python.tell(&json!(["search", "AccessToken", null, {"home_account_id": null}]));
        assert_eq!(own[0]["secret"], "at-1", "MSAL Python hands it to the application");
    }
}

#[test]
fn an_applications_token_that_was_found_is_found_again_and_no_persons_is() {
    let cache = cache();
    let realm = Person::ADA.tenant;
    let own = TokenQuery { realm, scopes: &["User.Read"], ..TokenQuery::of_application("client-one", ENTRA) };
    let now = Timestamp::from_unix(NOW);
    let found = cache.bearer_token(&own, now).unwrap();
    let (reduced, _) = cache.found_only();
    assert_eq!(found, reduced.bearer_token(&own, now).unwrap());
    for other in [
        TokenQuery { owner: Owner::Anyone, ..own },
        TokenQuery { user_assertion_hash: Some("hash"), ..own },
        TokenQuery { client_id: Some("client-two"), ..own },
    ] {
        assert!(reduced.bearer_token(&other, now).is_none());
    }
}
