//! Accounts as they are shown.

use serde_json::json;
use token_cache::{Account, AccountId, Timestamp, TokenCache};

use crate::{ENTRA, Issue, Person, json, read};

#[test]
fn a_guest_is_one_account_with_several_realms() {
    let mut cache = TokenCache::default();
    let elsewhere = "a1b2c3d4-0000-4000-8000-0000000000bb";
    Issue { realm: elsewhere.to_owned(), ..Issue::new(&Person::ADA, 1) }.sign_in(&mut cache);
    assert_eq!(cache.accounts()[0].realm(), elsewhere);
    assert!(cache.accounts()[0].is_guest());
    Issue::new(&Person::ADA, 2).sign_in(&mut cache);

    let accounts = cache.accounts();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].realms(), [elsewhere, Person::ADA.tenant.unwrap()]);
    assert_eq!(accounts[0].realm(), Person::ADA.tenant.unwrap(), "the home tenant speaks for it");
    assert_eq!(cache.counts().accounts, 1);
}

#[test]
fn an_account_without_client_info_is_the_subject_of_its_id_token() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::GENERIC, 1).sign_in(&mut cache);
    let account = cache.account(&Person::GENERIC.account_id()).unwrap();
    assert_eq!(account.home_account_id(), "auth0|17.user");
    assert_eq!((account.home_tenant(), account.is_guest()), (None, false));
    assert_eq!(cache.name_of(&account).as_deref(), Some("Grace"));
}

#[test]
fn two_accounts_may_share_a_username() {
    let twin = Person { uid: "0b6a5b5e-1f0a-4c0e-9d0a-00000000000f", ..Person::ADA };
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    Issue::new(&twin, 2).sign_in(&mut cache);
    let accounts = cache.accounts();
    let usernames: Vec<_> = accounts.iter().map(Account::username).collect();
    assert_eq!(usernames, [Person::ADA.username; 2]);
}

#[test]
fn an_account_is_found_under_each_name_of_its_environment() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let id =
        |environment: &str| AccountId { environment: environment.to_owned(), ..Person::ADA.account_id() };
    assert!(cache.account(&id("STS.windows.net")).is_some());
    assert!(cache.account(&id("login.microsoftonline.us")).is_none());
    assert!(id(ENTRA).is_same(&id("login.windows.net")));
}

#[test]
fn entries_that_name_nobody_are_no_accounts() {
    let cache = read(
        r#"{"Account": {"a": null, "b": {}, "c": {"home_account_id": 1, "environment": "e"},
        "d": {"home_account_id": "h"}, "e": {"home_account_id": "h", "environment": "e", "username": null}}}"#,
    );
    let accounts = cache.accounts();
    assert_eq!(accounts.len(), 1);
    assert_eq!((accounts[0].username(), accounts[0].realms().len()), ("", 0));
}

#[test]
fn a_name_in_the_entry_counts_more_than_one_in_an_id_token() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let mut state: serde_json::Value = serde_json::from_str(&json(&cache)).unwrap();
    let entry = state["Account"].as_object_mut().unwrap().values_mut().next().unwrap();
    entry["name"] = json!("Countess");
    let cache = read(&state.to_string());
    assert_eq!(cache.name_of(&cache.accounts()[0]).as_deref(), Some("Countess"));
}

#[test]
fn accounts_are_the_same_however_their_entries_are_laid_out() {
    let own = |more: &str| format!(r#"{{"home_account_id": "h", "environment": "e"{more}}}"#);
    let entries = [
        own(r#", "realm": "r", "username": "ada", "x": """#),
        own(r#", "username": "\u00e9 \"Ada\"", "realm": "q""#),
        own(r#", "username": 1, "realm": null, "local_account_id": "l""#),
        own(r#", "x": {"username": "no"}, "username": "yes""#),
        own(r#", "username": "first", "username": "last""#),
        r#"{"username": "u", "environment": "f", "home_account_id": "other"}"#.to_owned(),
        r#"{"environment": "f"}"#.to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
    ];
    for first in &entries {
        for second in &entries {
            let cache = read(&format!(r#"{{"Account": {{"a": {first}, "b": {second}}}}}"#));
            let laid_out = read(&json(&cache));
            assert_eq!(cache.accounts(), laid_out.accounts(), "{first} {second}");
            let looked_at = read(&json(&cache));
            looked_at.check(Timestamp::from_unix(0));
            assert_eq!(cache.accounts(), looked_at.accounts(), "{first} {second}");
            for account in &cache.accounts() {
                assert_eq!(laid_out.account(&account.id()).as_ref(), Some(account));
            }
        }
    }
}
