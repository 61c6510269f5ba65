//! The differences from MSAL Python 1.39 that the crate's documentation names, shown on both; those of `add` are in
//! `superseded.rs` and `application_tokens.rs`.

use serde_json::{Value, json};
use token_cache::{Added, Removal, Section, Timestamp, TokenCache, TokenQuery};

use crate::{ENTRA, Issue, NOW, Peer, Person, json, read};

/// MSAL Python at `NOW`, with a cache.
fn python_with(state: &str) -> Peer {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.deserialize(state);
    python
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Ada's entries as MSAL.NET keeps them: another alias, and the key of the account in its own case.
fn ada_by_dotnet() -> Value {
    let home = Person::ADA.home_account_id();
    let tenant = Person::ADA.tenant.unwrap();
    json!({
        "AccessToken": {
            format!("{home}-login.windows.net-accesstoken_with_authscheme-client-one-{tenant}-user.read-pop"): {
                "credential_type": "AccessToken_With_AuthScheme", "secret": "net-at", "home_account_id": home,
                "environment": "login.windows.net", "client_id": "client-one", "target": "User.Read",
                "realm": tenant, "token_type": "pop", "kid": "k", "cached_at": "1", "expires_on": "9999999999",
                "extended_expires_on": "9999999999"
            }
        },
        "RefreshToken": {
            format!("{home}-login.windows.net-refreshtoken-1--"): {
                "credential_type": "RefreshToken", "secret": "net-rt", "home_account_id": home,
                "environment": "login.windows.net", "client_id": "client-one", "family_id": "1"
            }
        },
        "IdToken": {},
        "Account": {
            format!("{}-login.windows.net-{tenant}", home.to_uppercase()): {
                "home_account_id": home, "environment": "login.windows.net", "realm": tenant,
                "local_account_id": Person::ADA.uid, "username": Person::ADA.username, "authority_type": "MSSTS",
                "name": "Ada by .NET", "wam_account_ids": {"client-one": "x"}
            }
        },
        "AppMetadata": {}
    })
}

#[test]
fn aliases_entries_under_two_names_of_one_environment_are_one_account() {
    let mut cache = read(&ada_by_dotnet().to_string());
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let accounts = cache.accounts();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].environments(), ["login.windows.net", ENTRA]);

    let removed = cache.remove(&Removal::Account(Person::ADA.account_id()));
    assert_eq!((removed.goes.accounts, removed.goes.access_tokens, removed.goes.refresh_tokens), (1, 2, 2));
    assert!(!json(&cache).contains("net-rt"));

    let mut python = python_with(&ada_by_dotnet().to_string());
    python.tell(&Issue::new(&Person::ADA, 1).python_sign_in());
    python.tell(&json!(["sign_out", "client-one", ENTRA, Person::ADA.home_account_id()]));
    assert!(python.serialize().contains("net-rt"), "MSAL Python leaves what is under the alias");
}

#[test]
fn stored_keys_what_another_library_keyed_is_removed_too() {
    let home = Person::ADA.home_account_id();
    let state = ada_by_dotnet().to_string();
    let mut python = python_with(&state);
    let sign_out = json!(["sign_out", "client-one", "login.windows.net", home]);
    assert_eq!(python.ask(&sign_out), Err("AssertionError".to_owned()), "it knows one credential type only");
    let left = parsed(&python.serialize());
    assert_eq!(left, parsed(&state), "MSAL Python removes by keys of its own making: nothing went");

    let mut cache = read(&state);
    cache.remove(&Removal::Account(Person::ADA.account_id()));
    let empty =
        json!({"AccessToken": {}, "RefreshToken": {}, "IdToken": {}, "Account": {}, "AppMetadata": {}});
    assert_eq!(parsed(&json(&cache)), empty);
}

#[test]
fn stored_keys_a_rotated_refresh_token_keeps_its_key() {
    let mut cache = read(&ada_by_dotnet().to_string());
    let stored_key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    Issue::new(&Person::ADA, 7).refresh(&mut cache, &stored_key);
    let tokens = cache.refresh_tokens(&TokenQuery::default());
    assert_eq!(tokens.len(), 1);
    assert_eq!((tokens[0].stored_key(), tokens[0].secret().unwrap().expose()), (&*stored_key, "rt-7"));
    assert_eq!(tokens[0].last_modification_time(), Some(Timestamp::from_unix(NOW)));
    assert_eq!(tokens[0].family_id(), Some("1"));

    let mut python = python_with(&ada_by_dotnet().to_string());
    let authority = ["client-one", "login.windows.net", "t"];
    python.tell(&json!(["renew", authority, ["s"], {"refresh_token": "rt-7"}, {}, "net-rt"]));
    let left = parsed(&python.serialize());
    assert_eq!(left["RefreshToken"].as_object().unwrap().len(), 2, "MSAL Python keeps the old one as well");
}

#[test]
fn reading_changes_nothing_ended_tokens_stay_until_they_are_swept() {
    let state = {
        let mut cache = TokenCache::default();
        Issue::new(&Person::ADA, 1).with(&json!({"expires_in": -10})).sign_in(&mut cache);
        json(&cache)
    };
    let mut cache = read(&state);
    assert_eq!(cache.find_access_token(&TokenQuery::default(), Timestamp::from_unix(NOW)).map(|_| ()), None);
    assert_eq!(json(&cache), state);

    let mut python = python_with(&state);
    python.tell(&json!(["search", "AccessToken", null, {}]));
    assert_eq!(python.tell(&json!(["has_state_changed"])), true);

    cache.remove(&Removal::AllExpired { now: Timestamp::from_unix(NOW) });
    assert_eq!(json(&cache), python.serialize());
}

#[test]
fn damage_is_survived_and_kept() {
    let good = {
        let mut cache = TokenCache::default();
        Issue::new(&Person::ADA, 1).sign_in(&mut cache);
        parsed(&json(&cache))
    };
    let damages = [
        json!({"expires_on": null}),
        json!({"expires_on": "soon", "target": null}),
        json!({"expires_on": 1, "target": 7}),
        json!({"expires_on": "1", "ext": {"a": "b"}, "credential_type": "ATExt"}),
        json!(null),
    ];
    for damage in damages {
        let mut state = good.clone();
        state["AccessToken"]["damaged"] = damage.clone();
        let cache = read(&state.to_string());
        let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::default() };
        assert!(cache.find_access_token(&query, Timestamp::from_unix(NOW)).is_some(), "{damage}");
        assert_eq!(parsed(&json(&cache)), state);
    }
    let mut state = good;
    state["AccessToken"]["damaged"] = json!({"secret": "x"});
    let raised = python_with(&state.to_string()).ask(&json!(["search", "AccessToken", ["User.Read"], {}]));
    assert_eq!(raised, Err("KeyError".to_owned()), "MSAL Python cannot search any more");
}

#[test]
fn no_nulls_an_account_without_an_id_token_has_an_empty_local_id() {
    let issue = Issue::new(&Person::ADA, 1).with(&json!({"id_token": null}));
    let mut cache = TokenCache::default();
    issue.sign_in(&mut cache);
    let mut python = python_with("");
    python.tell(&issue.python_sign_in());
    let theirs = python.serialize();
    assert!(theirs.contains(r#""local_account_id": null"#));
    assert_eq!(json(&cache), theirs.replace(r#""local_account_id": null"#, r#""local_account_id": """#));
}

#[test]
fn no_resurrection_a_renewal_after_the_sign_out_stores_nothing() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    let stored_key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    cache.remove(&Removal::Account(Person::ADA.account_id()));
    let before = json(&cache);
    cache.mark_saved();
    let added = Issue::new(&Person::ADA, 2).refresh(&mut cache, &stored_key);
    assert_eq!(added, Added::SignedOutMeanwhile);
    assert_eq!((json(&cache), cache.has_state_changed()), (before, false));
}

#[test]
fn the_same_person_a_renewal_that_names_nobody_is_the_refresh_tokens_owners() {
    let nameless = json!({"id_token": null, "client_info": null});
    let mut cache = TokenCache::default();
    Issue::new(&Person::GENERIC, 1).sign_in(&mut cache);
    let mut python = python_with(&json(&cache));
    let token = cache.refresh_tokens(&TokenQuery::default())[0];
    let (stored_key, used) = (token.stored_key().to_owned(), token.secret().unwrap());
    let renewal = Issue::new(&Person::GENERIC, 2).with(&nameless);
    let added = renewal.refresh(&mut cache, &stored_key);
    assert!(matches!(added, Added::Stored { account: Some(id), .. } if id == Person::GENERIC.account_id()));
    let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::default() };
    let found = cache.find_access_token(&query, Timestamp::from_unix(NOW)).unwrap();
    assert_eq!(found.secret().unwrap().expose(), "at-2");

    python.tell(&renewal.python_refresh(&used));
    let nobodys = python.tell(&json!(["search", "AccessToken", null, {"home_account_id": null}]));
    assert_eq!(nobodys[0]["secret"], "at-2", "MSAL Python gives it to nobody");
}

#[test]
fn whole_sign_out_takes_the_refresh_tokens_of_every_application() {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    Issue { client_id: "client-two".to_owned(), ..Issue::new(&Person::ADA, 2) }.sign_in(&mut cache);
    let mut python = python_with(&json(&cache));
    let removed = cache.remove(&Removal::Account(Person::ADA.account_id()));
    assert_eq!((removed.goes.refresh_tokens, removed.stays.refresh_tokens), (2, 0));
    assert!(cache.app_metadata("client-two", ENTRA).is_some());

    python.tell(&json!(["sign_out", "client-one", ENTRA, Person::ADA.home_account_id()]));
    assert!(python.serialize().contains("rt-2"), "MSAL Python leaves the other application's");
}

#[test]
fn notes_of_others_outlive_a_sign_in_and_keep_their_key() {
    let person = Person { environment: "login.windows.net", ..Person::ADA };
    let mut cache = read(&ada_by_dotnet().to_string());
    Issue::new(&person, 1).sign_in(&mut cache);
    let accounts = parsed(&json(&cache))["Account"].clone();
    let (key, entry) = accounts.as_object().unwrap().iter().next().unwrap();
    assert_eq!(accounts.as_object().unwrap().len(), 1);
    assert!(key.starts_with(&person.home_account_id().to_uppercase()));
    assert_eq!(entry["wam_account_ids"], json!({"client-one": "x"}));
    assert_eq!(entry["name"], person.name, "the name is brought up to date");
    assert_eq!(cache.name_of(&cache.accounts()[0]).as_deref(), Some(person.name));
}

#[test]
fn bound_tokens_are_no_bearer_tokens() {
    let cache = read(&ada_by_dotnet().to_string());
    let account = Person::ADA.account_id();
    let query = TokenQuery { scopes: &["User.Read"], ..TokenQuery::of_account(&account) };
    assert_eq!(cache.access_tokens(&query).count(), 1, "it is shown");
    assert!(cache.find_access_token(&query, Timestamp::from_unix(NOW)).is_none(), "and not handed out");
}

#[test]
fn bound_tokens_are_not_replaced_by_a_bearer_token_for_the_same_scopes() {
    let mut state = ada_by_dotnet();
    let bound = state["AccessToken"].as_object_mut().unwrap().values_mut().next().unwrap();
    bound["token_type"] = json!("Bearer");
    let mut cache = read(&state.to_string());
    let person = Person { environment: "login.windows.net", ..Person::ADA };
    Issue::new(&person, 1).with(&json!({"scope": "User.Read"})).sign_in(&mut cache);
    let secrets = cache.access_tokens(&TokenQuery::default()).map(|token| token.secret().unwrap());
    assert_eq!(secrets.map(|secret| secret.expose().to_owned()).collect::<Vec<_>>(), ["net-at", "at-1"]);
}

#[test]
fn every_section_has_its_name() {
    let names: Vec<_> = Section::ALL.iter().map(|section| section.name()).collect();
    assert_eq!(names, ["AccessToken", "Account", "IdToken", "RefreshToken", "AppMetadata"]);
}
