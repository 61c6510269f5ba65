//! Whatever a cache holds, and wherever it holds it: nothing of it that could be a secret or a person gets into a redacted file.

#![allow(clippy::unwrap_used)]

use cache_transfer::{ImportError, read, redacted};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use token_cache::{Timestamp, TokenCache};

/// In every value that must not come out.
const PLANTED: &str = "planted";

/// Fields whose values never come out, whatever they look like.
const NEVER: [&str; 10] = [
    "secret",
    "home_account_id",
    "local_account_id",
    "username",
    "name",
    "client_info",
    "kid",
    "ext_cache_key",
    "user_assertion_hash",
    "a_field_of_tomorrow",
];

/// Fields whose values come out in the shape that they are known for.
const SHAPED: [&str; 12] = [
    "environment",
    "realm",
    "client_id",
    "target",
    "token_type",
    "family_id",
    "authority_type",
    "account_source",
    "credential_type",
    "cached_at",
    "expires_on",
    "last_modification_time",
];

/// Texts that no field of a known shape may show.
fn misshapen() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-z]{0,9}".prop_map(|name| json!(format!("{name}{PLANTED}@contoso.example"))),
        "[A-Za-z0-9]{0,60}".prop_map(|text| json!(format!("eyJ{text}.{PLANTED}.{text}"))),
        (254..600_usize).prop_map(|length| json!(PLANTED.repeat(length))),
        Just(json!(format!("{PLANTED}\u{e9}\""))),
        Just(json!([PLANTED])),
        Just(json!({PLANTED: PLANTED})),
    ]
}

fn planted(field: &'static str) -> BoxedStrategy<(String, Value)> {
    let any = prop_oneof![misshapen(), "[a-z0-9.-]{0,20}".prop_map(|text| json!(format!("{PLANTED}{text}")))];
    let value = if NEVER.contains(&field) { any.boxed() } else { misshapen().boxed() };
    value.prop_map(move |value| (field.to_owned(), value)).boxed()
}

/// An entry as an MSAL library writes it, with some fields exchanged.
fn entry(section: &'static str) -> impl Strategy<Value = Value> {
    let whole = json!({"credential_type": section, "secret": PLANTED, "home_account_id": "u.t", "environment": "login.example",
        "realm": "t", "client_id": "c", "target": "User.Read", "cached_at": "1", "expires_on": "2", "username": PLANTED});
    let fields = select([NEVER.as_slice(), SHAPED.as_slice()].concat()).prop_flat_map(planted);
    vec(fields, 0..6).prop_map(move |exchanged| {
        let mut entry = whole.as_object().unwrap().clone();
        entry.extend(exchanged);
        Value::Object(entry)
    })
}

fn section(name: &'static str) -> impl Strategy<Value = (String, Value)> {
    vec(entry(name), 0..4).prop_map(move |entries| {
        let keyed = entries.into_iter().enumerate();
        let entries: Map<_, _> = keyed.map(|(at, entry)| (format!("{PLANTED}-key-{at}"), entry)).collect();
        (name.to_owned(), Value::Object(entries))
    })
}

fn cache() -> impl Strategy<Value = Value> {
    let sections = ["AccessToken", "RefreshToken", "IdToken", "Account", "AppMetadata", PLANTED].map(section);
    Vec::from(sections).prop_map(|sections| Value::Object(sections.into_iter().collect()))
}

proptest! {
    #[test]
    fn nothing_that_was_planted_comes_out(json in cache()) {
        let cache = TokenCache::deserialize(json.to_string().as_bytes()).unwrap();
        let text = redacted(&cache, "tessera", Timestamp::from_unix(1));
        prop_assert!(!text.contains(PLANTED), "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(document["accessTokens"].as_array().unwrap().len(), json["AccessToken"].as_object().unwrap().len());
        prop_assert!(matches!(read(text.as_bytes()), Err(ImportError::Redacted)));
    }
}
