//! Which entries a new token takes the place of.

use serde_json::{Value, json};
use token_cache::{Section, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Peer, Person, json, read};

const ALIAS: &str = "login.windows.net";

fn under_alias() -> Person {
    Person { environment: ALIAS, ..Person::ADA }
}

fn parsed(cache: &TokenCache) -> Value {
    serde_json::from_str(&json(cache)).unwrap()
}

fn environments(cache: &TokenCache, section: Section) -> Vec<Value> {
    let entries = parsed(cache)[section.name()].as_object().unwrap().clone();
    entries.into_iter().map(|(_, entry)| entry["environment"].clone()).collect()
}

/// What ours holds after a sign-in under the usual name, on top of what Python holds after one under an alias.
fn after_both(change: impl FnOnce(&mut Value)) -> TokenCache {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.tell(&Issue::new(&under_alias(), 1).python_sign_in());
    let mut state = serde_json::from_str(&python.serialize()).unwrap();
    change(&mut state);
    let mut cache = read(&state.to_string());
    Issue::new(&Person::ADA, 2).sign_in(&mut cache);
    cache
}

#[test]
fn access_and_id_tokens_under_another_name_of_the_environment_go() {
    let cache = after_both(|_| ());
    for section in [Section::AccessToken, Section::IdToken] {
        assert_eq!(environments(&cache, section), [ENTRA], "{section:?}");
    }
    assert!(!json(&cache).contains("at-1"));
}

#[test]
fn accounts_and_applications_are_kept_under_each_name_that_a_library_lists_them_by() {
    let cache = after_both(|_| ());
    for section in [Section::Account, Section::AppMetadata] {
        assert_eq!(environments(&cache, section), [ALIAS, ENTRA], "{section:?}");
    }
    assert_eq!(cache.accounts().len(), 1);
}

#[test]
fn msal_pythons_refresh_token_under_another_name_stays_and_msal_python_still_finds_it() {
    let cache = after_both(|_| ());
    assert_eq!(environments(&cache, Section::RefreshToken), [ALIAS, ENTRA]);
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.deserialize(&json(&cache));
    for environment in [ALIAS, ENTRA] {
        let own = json!({"home_account_id": Person::ADA.home_account_id(), "environment": environment});
        assert_eq!(python.tell(&json!(["search", "RefreshToken", null, own])).as_array().unwrap().len(), 1);
        assert_eq!(python.tell(&json!(["accounts", "client-one", environment])).as_array().unwrap().len(), 1);
    }
    let newest = cache.refresh_tokens(&TokenQuery::default())[0];
    assert_eq!(newest.last_modification_time(), Some(Timestamp::from_unix(NOW)));
}

#[test]
fn a_refresh_token_without_scopes_goes_for_the_libraries_that_write_it_look_under_every_name() {
    let cache = after_both(|state| {
        let entries = state["RefreshToken"].as_object_mut().unwrap();
        let (_, mut entry) = std::mem::take(entries).into_iter().next().unwrap();
        entry.as_object_mut().unwrap().remove("target");
        let key = format!("{}-{ALIAS}-refreshtoken-client-one--", Person::ADA.home_account_id());
        entries.insert(key, entry);
    });
    assert_eq!(environments(&cache, Section::RefreshToken), [ENTRA]);
}

#[test]
fn tokens_of_others_other_scopes_tenants_and_bonds_stay() {
    type Change = fn(&mut Issue);
    let others: [Change; 6] = [
        |issue| issue.person.uid = "0b6a5b5e-1f0a-4c0e-9d0a-00000000000f",
        |issue| issue.client_id = "client-two".to_owned(),
        |issue| issue.realm = "organizations".to_owned(),
        |issue| issue.response["scope"] = "User.Read".into(),
        |issue| issue.parameters = vec![("fmi_path", "a")],
        |issue| issue.response["token_type"] = "pop".into(),
    ];
    for (number, change) in others.into_iter().enumerate() {
        let mut cache = TokenCache::default();
        Issue::new(&under_alias(), 1).sign_in(&mut cache);
        let mut issue = Issue::new(&Person::ADA, 2);
        change(&mut issue);
        let response =
            json!({"id_token": issue.person.id_token(2), "client_info": issue.person.client_info()});
        issue.with(&response).sign_in(&mut cache);
        assert_eq!(cache.counts().access_tokens, 2, "{number}");
    }
}

#[test]
fn of_two_under_one_name_both_go_for_the_new_one() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let mut state = parsed(&cache);
    let entry = state["AccessToken"].as_object().unwrap().values().next().unwrap().clone();
    state["AccessToken"]["under another key"] = entry;
    let mut cache = read(&state.to_string());
    Issue::new(&Person::ADA, 2).sign_in(&mut cache);
    let secrets = cache.access_tokens(&TokenQuery::default()).map(|token| token.secret().unwrap());
    assert_eq!(secrets.map(|secret| secret.expose().to_owned()).collect::<Vec<_>>(), ["at-2"]);
}

#[test]
fn a_renewal_over_an_alias_leaves_one_of_each_token() {
    let mut cache = TokenCache::default();
    Issue::new(&under_alias(), 1).sign_in(&mut cache);
    let before = cache.counts();
    let stored_key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    Issue::new(&Person::ADA, 2).refresh(&mut cache, &stored_key);
    assert_eq!(cache.counts(), before);
    assert!(!json(&cache).contains("at-1") && !json(&cache).contains("rt-1"));
}
