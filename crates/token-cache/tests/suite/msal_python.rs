//! Caches go back and forth between MSAL Python 1.39 and ours.

use crate::{ENTRA, Issue, NOW, Peer, Person, json, read};
use serde_json::{Value, json};
use token_cache::{Grant, Secret, Timestamp, TokenCache, TokenQuery, decode_jwt};

fn two_people() -> TokenCache {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"foci": "1", "refresh_in": 1800})).sign_in(&mut cache);
    Issue::new(&Person::GENERIC, 2).sign_in(&mut cache);
    cache
}

#[test]
fn what_we_serialize_msal_python_loads_and_finds() {
    let mut python = Peer::python();
    python.deserialize(&json(&two_people()));
    let ada = Person::ADA;
    let query = json!({
        "home_account_id": ada.home_account_id(), "environment": ENTRA, "client_id": "client-one", "realm": ada.tenant
    });
    let found = python.tell(&json!(["search", "AccessToken", ["User.Read"], query]));
    assert_eq!(found[0]["secret"], "at-1");
    assert_eq!(found[0]["refresh_on"], (NOW + 1800).to_string());
    let found = python.tell(&json!(["search", "RefreshToken", null, {"family_id": "1"}]));
    assert_eq!(found[0]["secret"], "rt-1");
}

#[test]
fn msal_python_lists_our_accounts() {
    let mut python = Peer::python();
    python.deserialize(&json(&two_people()));
    for person in [Person::ADA, Person::GENERIC] {
        let accounts = python.tell(&json!(["accounts", "client-one", person.environment]));
        assert_eq!(accounts.as_array().unwrap().len(), 1);
        assert_eq!(accounts[0]["home_account_id"], person.home_account_id());
        assert_eq!(accounts[0]["username"], person.username);
        assert_eq!(accounts[0]["account_source"], "authorization_code");
    }
}

#[test]
fn msal_python_acquires_our_access_token_silently() {
    let mut cache = TokenCache::default();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let issue = Issue { now: now.try_into().unwrap(), ..Issue::new(&Person::ADA, 1) };
    issue.sign_in(&mut cache);
    let mut python = Peer::python();
    python.deserialize(&json(&cache));
    let home = Person::ADA.home_account_id();
    let token = python.tell(&json!(["silent", "client-one", ENTRA, issue.realm, home, ["User.Read"]]));
    assert_eq!(token, json!({"access_token": "at-1", "asked_the_network": false}));
}

#[test]
fn what_msal_python_writes_we_show_and_write_again_byte_for_byte() {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    python.tell(&Issue::new(&Person::ADA, 1).with(&json!({"foci": "1"})).python_sign_in());
    python.tell(&Issue::new(&Person::GENERIC, 2).python_sign_in());
    let state = python.serialize();
    let cache = read(&state);
    assert_eq!(json(&cache), state);

    let accounts = cache.accounts();
    let shown: Vec<_> = accounts.iter().map(|account| cache.name_of(account).unwrap()).collect();
    assert_eq!(shown, [Person::ADA.name, Person::GENERIC.name]);
    let id = accounts[0].id();
    let query = TokenQuery { scopes: &["openid"], ..TokenQuery::of_account(&id) };
    let token = cache.find_access_token(&query, Timestamp::from_unix(NOW + 300)).unwrap();
    assert_eq!(token.secret(), Some(Secret::new("at-1".into())));
    assert_eq!(token.expires_on(), Some(Timestamp::from_unix(NOW + 3599)));
    let id_token = cache.id_tokens(&query_without_scopes(&query)).next().unwrap();
    assert_eq!(decode_jwt(&id_token.secret().unwrap()).unwrap().claims["serial"], 1);
}

fn query_without_scopes<'a>(query: &TokenQuery<'a>) -> TokenQuery<'a> {
    TokenQuery { scopes: &[], ..*query }
}

#[test]
fn an_empty_cache_is_two_braces_for_both() {
    let mut python = Peer::python();
    assert_eq!(python.serialize(), json(&TokenCache::default()));
    python.deserialize("");
    assert_eq!(python.serialize(), json(&read("")));
}

#[test]
fn unknown_sections_and_fields_go_through_both_unchanged() {
    let state = json!({
        "PreMigration": {"x": [1, {"y": []}, {}], "t": true, "n": null},
        "AccessToken": {
            "key-of-another": {
                "credential_type": "AccessToken", "secret": "s", "home_account_id": "u.t", "environment": ENTRA,
                "client_id": "c", "target": "User.Read", "realm": "t", "expires_on": "9999999999", "kid": "k",
                "wam_account_ids": {"c": "\u{e9}\u{1f600}\u{7f}\"\\\n"}
            }
        },
        "Account": {},
        "AppMetadata": {"appmetadata--c": {"family_id": ""}},
        "later": "unknown"
    });
    let mut python = Peer::python();
    python.deserialize(&state.to_string());
    let written = python.serialize();
    assert_eq!(json(&read(&state.to_string())), written);
    assert_eq!(json(&read(&written)), written);
}

#[test]
fn every_character_is_escaped_as_python_does() {
    let characters: String = (0..0x400)
        .chain([0x2028, 0x2029, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x1_0000, 0x10_ffff])
        .filter_map(char::from_u32)
        .collect();
    let state = json!({characters.clone(): {"AccessToken": characters}}).to_string();
    let mut python = Peer::python();
    python.deserialize(&state);
    assert_eq!(json(&read(&state)), python.serialize());
}

#[test]
fn half_a_surrogate_pair_is_kept_as_python_keeps_it() {
    let state =
        r#"{"Account": {"k\ud83d": {"home_account_id": "\ude00 \ud83d\ude00 \ud83dx", "environment": "e"}}}"#;
    let mut python = Peer::python();
    python.deserialize(state);
    assert_eq!(json(&read(state)), python.serialize());
    assert!(read(state).accounts().is_empty(), "a text that is no Unicode names nobody");
}

#[test]
fn of_two_members_of_one_name_the_last_counts_in_the_place_of_the_first() {
    let many: Vec<_> = (0..40).map(|index| format!("\"m{}\": {index}, ", index % 30)).collect();
    let many = many.concat();
    let state =
        format!(r#"{{{many} "Account": {{"a": 1, "b": 2, "a": 3}}, "IdToken": 1, "Account": {{"c": 1}}}}"#);
    let mut python = Peer::python();
    python.deserialize(&state);
    assert_eq!(json(&read(&state)), python.serialize());
}

#[test]
fn sign_ins_make_the_same_json_in_both() {
    let variants: [Value; 10] = [
        json!({}),
        json!({"scope": null}),
        json!({"scope": ""}),
        json!({"expires_in": "60", "ext_expires_in": null}),
        json!({"expires_in": null, "ext_expires_in": null, "expires_on": (NOW + 99).to_string()}),
        json!({"expires_in": null, "refresh_in": 10}),
        json!({"token_type": null, "refresh_token": null}),
        json!({"access_token": null, "foci": "1"}),
        json!({"client_info": null}),
        json!({"scope": "b a C \u{130}penid a"}),
    ];
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    for (serial, variant) in (1..).zip(variants) {
        for realm in ["common", "adfs", "Fabrikam.example"] {
            let realm = realm.to_owned();
            let issue = Issue { realm, ..Issue::new(&Person::ADA, serial).with(&variant) };
            let mut cache = TokenCache::default();
            issue.sign_in(&mut cache);
            python.deserialize("");
            python.tell(&issue.python_sign_in());
            assert_eq!(json(&cache), python.serialize(), "{variant}");
        }
    }
}

#[test]
fn every_grant_makes_the_same_json_in_both() {
    let username = "Ada@typed.example";
    let grants = [
        Grant::AuthorizationCode,
        Grant::DeviceCode,
        Grant::Password { username },
        Grant::Assertion { username: None },
        Grant::Assertion { username: Some(username) },
        Grant::UserFederatedIdentity { username: None },
        Grant::UserFederatedIdentity { username: Some(username) },
    ];
    let nameless = Person { username: "", ..Person::ADA };
    let variants = [json!({}), json!({"id_token": null}), json!({"id_token": nameless.id_token(1)})];
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    for grant in grants {
        for variant in &variants {
            let issue = Issue { grant, ..Issue::new(&Person::ADA, 1).with(variant) };
            let mut cache = TokenCache::default();
            issue.sign_in(&mut cache);
            python.deserialize("");
            python.tell(&issue.python_sign_in());
            // Intended difference: no nulls.
            let theirs =
                python.serialize().replace(r#""local_account_id": null"#, r#""local_account_id": """#);
            assert_eq!(json(&cache), theirs, "{grant:?} {variant}");
        }
    }
    let issue = Issue::to_application(1);
    let mut cache = TokenCache::default();
    issue.sign_in(&mut cache);
    python.deserialize("");
    python.tell(&issue.python_sign_in());
    assert_eq!(json(&cache), python.serialize());
}

#[test]
fn a_password_names_the_account_where_the_answer_does_not() {
    let mut cache = TokenCache::default();
    let grant = Grant::Password { username: "Ada@typed.example" };
    Issue { grant, ..Issue::new(&Person::ADA, 1) }.with(&json!({"id_token": null})).sign_in(&mut cache);
    let account = &cache.accounts()[0];
    assert_eq!((account.username(), account.account_source()), ("Ada@typed.example", Some("password")));
    Issue { grant, ..Issue::new(&Person::ADA, 1) }.sign_in(&mut cache);
    assert_eq!(cache.accounts()[0].username(), Person::ADA.username, "what the provider says counts more");
}
