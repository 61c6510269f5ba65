use serde_json::{Value, json};

use super::{Problem, ProblemKind};
use crate::{Section, Timestamp, TokenCache};

const NOW: Timestamp = Timestamp::from_unix(1_000);

fn read(json: &Value) -> TokenCache {
    TokenCache::deserialize(json.to_string().as_bytes()).unwrap()
}

fn written(cache: &TokenCache) -> Value {
    serde_json::from_slice(&cache.serialize()).unwrap()
}

/// A cache that is as it should be.
fn sound() -> Value {
    json!({
        "AccessToken": {"u.t-login.example-accesstoken-c-r-a b": {
            "credential_type": "AccessToken", "secret": "s1", "home_account_id": "u.t",
            "environment": "login.example", "client_id": "c", "target": "a b", "realm": "r",
            "token_type": "Bearer", "cached_at": "900", "expires_on": "2000", "extended_expires_on": "2000",
        }},
        "Account": {"u.t-login.example-r": {
            "home_account_id": "u.t", "environment": "login.example", "realm": "r",
            "local_account_id": "u", "username": "ada", "authority_type": "MSSTS",
        }},
        "IdToken": {"u.t-login.example-idtoken-c-r-": {
            "credential_type": "IdToken", "secret": "s2", "home_account_id": "u.t",
            "environment": "login.example", "realm": "r", "client_id": "c",
        }},
        "RefreshToken": {"u.t-login.example-refreshtoken-c--a b": {
            "credential_type": "RefreshToken", "secret": "s3", "home_account_id": "u.t",
            "environment": "login.example", "client_id": "c", "target": "a b", "last_modification_time": "900",
        }},
        "AppMetadata": {"appmetadata-login.example-c": {"client_id": "c", "environment": "login.example"}},
    })
}

/// The one entry of a section.
fn entry<'a>(cache: &'a mut Value, section: &str) -> &'a mut Value {
    cache[section].as_object_mut().unwrap().values_mut().next().unwrap()
}

fn rename(cache: &mut Value, section: &str, key: &str) {
    let entries = cache[section].as_object_mut().unwrap();
    let entry = entries.values().next().unwrap().clone();
    entries.clear();
    entries.insert(key.to_owned(), entry);
}

/// What is found, and that the repair leaves nothing of it and harms nothing else.
fn found(cache: &Value) -> Vec<Problem> {
    let mut cache = read(cache);
    let findings = cache.check(NOW);
    let repaired = cache.repair(NOW);
    assert!(repaired.left.is_empty(), "{:?}", repaired.left);
    assert_eq!(cache.has_state_changed(), !findings.is_empty());
    assert_eq!(repaired.mended.is_empty(), findings.is_empty());
    findings.into_iter().map(|finding| finding.problem).collect()
}

fn repaired(cache: &Value) -> Value {
    let mut cache = read(cache);
    cache.repair(NOW);
    written(&cache)
}

#[test]
fn a_sound_cache_has_no_findings() {
    assert_eq!(found(&sound()), []);
    assert_eq!(repaired(&sound()), sound());
}

#[test]
fn what_crashes_another_library_is_found_and_mended_in_its_place() {
    type Spoil = fn(&mut Value);
    let cases: [(&str, Spoil, Problem, &str, Value); 8] = [
        (
            "AccessToken",
            |entry| entry["expires_on"] = json!(2000),
            Problem::TimeNotText { field: "expires_on" },
            "expires_on",
            json!("2000"),
        ),
        (
            "AccessToken",
            |entry| drop(entry.as_object_mut().unwrap().remove("expires_on")),
            Problem::TimeUnusable { field: "expires_on" },
            "expires_on",
            json!("999"),
        ),
        (
            "AccessToken",
            |entry| entry["refresh_on"] = json!("soon"),
            Problem::TimeUnusable { field: "refresh_on" },
            "refresh_on",
            Value::Null,
        ),
        (
            "RefreshToken",
            |entry| entry["last_modification_time"] = json!(900.0),
            Problem::TimeNotText { field: "last_modification_time" },
            "last_modification_time",
            json!("900"),
        ),
        (
            "Account",
            |entry| entry["username"] = Value::Null,
            Problem::TextMissing { field: "username" },
            "username",
            json!(""),
        ),
        (
            "IdToken",
            |entry| entry["credential_type"] = json!("x"),
            Problem::TypeWrong,
            "credential_type",
            json!("IdToken"),
        ),
        (
            "Account",
            |entry| drop(entry.as_object_mut().unwrap().remove("authority_type")),
            Problem::TextMissing { field: "authority_type" },
            "authority_type",
            json!("MSSTS"),
        ),
        (
            "AccessToken",
            |entry| entry["cached_at"] = Value::Null,
            Problem::TimeUnusable { field: "cached_at" },
            "cached_at",
            Value::Null,
        ),
    ];
    for (section, spoil, problem, field, expected) in cases {
        let mut cache = sound();
        spoil(entry(&mut cache, section));
        assert_eq!(problem.kind(), ProblemKind::Crashing);
        assert_eq!(found(&cache), [problem]);
        let mut mended = repaired(&cache);
        assert_eq!(entry(&mut mended, section).get(field).unwrap_or(&Value::Null), &expected, "{field}");
    }
}

#[test]
fn scopes_that_are_null_become_none() {
    let mut cache = sound();
    entry(&mut cache, "AccessToken")["target"] = Value::Null;
    let problems = found(&cache);
    assert!(problems.contains(&Problem::TextMissing { field: "target" }), "{problems:?}");
    assert_eq!(entry(&mut repaired(&cache), "AccessToken")["target"], "");
}

#[test]
fn a_token_that_ended_and_is_of_another_type_goes() {
    let mut cache = sound();
    let token = entry(&mut cache, "AccessToken");
    token["credential_type"] = json!("ATExt");
    assert_eq!(found(&cache), []);
    entry(&mut cache, "AccessToken")["expires_on"] = json!("999");
    assert_eq!(found(&cache), [Problem::EndedOfOtherType]);
    assert_eq!(repaired(&cache)["AccessToken"], json!({}));
}

#[test]
fn a_section_that_is_null_becomes_empty_and_another_is_left_to_a_person() {
    let mut cache = sound();
    cache["AppMetadata"] = Value::Null;
    assert_eq!(found(&cache), [Problem::SectionUnusable { found: "null" }]);
    assert_eq!(repaired(&cache)["AppMetadata"], json!({}));
    cache["AppMetadata"] = json!([1]);
    let left = read(&cache).repair(NOW).left;
    assert_eq!(left[0].problem, Problem::SectionUnusable { found: "an array" });
    assert_eq!(repaired(&cache), cache);
}

#[test]
fn what_is_no_entry_or_lacks_what_it_is_for_goes() {
    let mut cache = sound();
    cache["IdToken"]["x"] = json!("y");
    cache["RefreshToken"]["x"] = json!({"environment": "login.example", "home_account_id": "u.t"});
    let expected = [Problem::EntryUnusable { found: "a string" }, Problem::FieldUnusable { field: "secret" }];
    assert_eq!(found(&cache), expected);
    assert_eq!(repaired(&cache), sound());
}

#[test]
fn an_entry_under_a_key_of_nobodys_goes_to_its_own() {
    for section in ["AccessToken", "Account", "IdToken", "RefreshToken", "AppMetadata"] {
        let mut cache = sound();
        rename(&mut cache, section, "elsewhere");
        let problems = found(&cache);
        assert!(matches!(problems[..], [Problem::MisKeyed { .. }]), "{section}: {problems:?}");
        assert_eq!(repaired(&cache), sound(), "{section}");
    }
}

#[test]
fn the_keys_of_other_libraries_are_known() {
    for (section, key) in [
        ("AccessToken", "u.t-login.example-AccessToken-C-R-a b"),
        ("AccessToken", "u.t-login.example-accesstoken-c-r-a b--"),
        ("AccessToken", "u.t-login.example-accesstoken-c-r-b a"),
        ("Account", "U.T-login.example-R"),
        ("IdToken", "u.t-login.example-idtoken-c-r---"),
        ("RefreshToken", "u.t-login.example-refreshtoken-c----"),
        ("RefreshToken", "u.t-login.example-refreshtoken-c--"),
        ("AppMetadata", "appmetadata-login.example-C"),
    ] {
        let mut cache = sound();
        rename(&mut cache, section, key);
        assert_eq!(found(&cache), [], "{key}");
    }
    let mut cache = sound();
    entry(&mut cache, "RefreshToken")["family_id"] = json!("1");
    rename(&mut cache, "RefreshToken", "u.t-login.example-refreshtoken-1--");
    assert_eq!(found(&cache), []);
    let mut cache = sound();
    entry(&mut cache, "AccessToken")["token_type"] = json!("pop");
    rename(&mut cache, "AccessToken", "u.t-login.example-accesstoken_with_authscheme-c-r-a b-pop");
    assert_eq!(found(&cache), []);
}

#[test]
fn of_two_entries_of_one_token_the_newer_stays() {
    let mut cache = sound();
    let mut newer = entry(&mut cache, "AccessToken").clone();
    newer["secret"] = json!("newer");
    newer["cached_at"] = json!("950");
    cache["AccessToken"]["u.t-login.example-AccessToken-c-r-a b"] = newer;
    let problems = found(&cache);
    assert!(matches!(&problems[..], [Problem::Double { of }] if of.contains("AccessToken")), "{problems:?}");
    let mut mended = repaired(&cache);
    assert_eq!(entry(&mut mended, "AccessToken")["secret"], "newer");
    assert_eq!(mended["AccessToken"].as_object().unwrap().len(), 1);
}

#[test]
fn two_entries_under_each_others_keys_change_places() {
    let mut cache = sound();
    let mut other = entry(&mut cache, "Account").clone();
    other["realm"] = json!("other");
    cache["Account"]["u.t-login.example-other"] = other;
    let expected = cache.clone();
    let (ours, theirs) = ("u.t-login.example-r", "u.t-login.example-other");
    let swapped = (cache["Account"][ours].clone(), cache["Account"][theirs].clone());
    (cache["Account"][theirs], cache["Account"][ours]) = swapped;
    assert_eq!(found(&cache).len(), 2);
    assert_eq!(repaired(&cache), expected);
}

#[test]
fn the_tokens_of_nobody_go_but_not_an_applications_own() {
    let mut cache = sound();
    cache["Account"] = json!({});
    assert_eq!(found(&cache), [Problem::Orphan, Problem::Orphan, Problem::Orphan]);
    let mut cache = sound();
    let mut own = entry(&mut cache, "AccessToken").clone();
    own["home_account_id"] = Value::Null;
    cache["AccessToken"]["-login.example-accesstoken-c-r-a b"] = own;
    assert_eq!(found(&cache), []);
}

#[test]
fn an_account_under_another_name_of_the_environment_still_owns_its_tokens() {
    let text = sound().to_string().replace("login.example", "login.microsoftonline.com");
    let mut cache: Value = serde_json::from_str(&text).unwrap();
    entry(&mut cache, "Account")["environment"] = json!("login.windows.net");
    rename(&mut cache, "Account", "u.t-login.windows.net-r");
    assert_eq!(found(&cache), []);
}

#[test]
fn a_key_that_is_no_unicode_is_mended_too() {
    let text = sound().to_string().replace("u.t-login.example-idtoken-c-r-", "\\ud800");
    let mut cache = TokenCache::deserialize(text.as_bytes()).unwrap();
    assert_eq!(cache.check(NOW).len(), 1);
    assert!(cache.repair(NOW).left.is_empty());
    assert_eq!(written(&cache), sound());
}

#[test]
fn a_finding_tells_no_secret() {
    let mut cache = sound();
    entry(&mut cache, "AccessToken")["secret"] = json!("hunter2");
    entry(&mut cache, "AccessToken")["expires_on"] = json!(3);
    rename(&mut cache, "AccessToken", "k\u{1b}");
    let findings = read(&cache).check(NOW);
    let told: Vec<_> = findings.iter().map(|finding| format!("{finding} {finding:?}")).collect();
    assert_eq!(findings[0].section, Section::AccessToken);
    assert!(!told.concat().contains("hunter2") && !told.concat().contains('\u{1b}'), "{told:?}");
}

#[test]
fn of_two_tokens_that_only_one_key_would_do_for_the_newer_gets_it() {
    let mut cache = sound();
    let mut other = entry(&mut cache, "RefreshToken").clone();
    other["family_id"] = json!("1");
    other["secret"] = json!("newer");
    other["last_modification_time"] = json!("950");
    cache["RefreshToken"]["misplaced"] = other;
    assert!(matches!(found(&cache)[..], [Problem::MisKeyed { .. }]));
    let mut mended = read(&cache);
    mended.repair(NOW);
    let tokens = &written(&mended)["RefreshToken"];
    assert_eq!(tokens.as_object().unwrap().len(), 1);
    assert_eq!(tokens["u.t-login.example-refreshtoken-c--a b"]["secret"], "newer");
}
