//! Hostile and broken input: a typed error or a cache that keeps everything, and never a panic.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof, proptest},
};
use serde_json::{Map, Value, json};
use token_cache::{
    CacheError, Removal, Secret, Section, Timestamp, TokenCache, TokenEvent, TokenQuery, TokenResponse,
};

use crate::{ENTRA, Issue, NOW, Person, json, read};

/// Uses a cache in every way that there is.
fn exercise(cache: &TokenCache) {
    let now = Timestamp::from_unix(NOW);
    let mut cache = cache.clone();
    let query = TokenQuery { scopes: &["s"], environment: Some(ENTRA), ..TokenQuery::default() };
    for query in [TokenQuery::default(), query] {
        let _ = cache.find_access_token(&query, now);
        let _ = (cache.refresh_tokens(&query).len(), cache.id_tokens(&query).count());
    }
    for account in cache.accounts() {
        assert!(cache.account(&account.id()).is_some());
        let removal = Removal::Account(account.id());
        let preview = cache.preview(&removal);
        assert_eq!(cache.clone().remove(&removal), preview);
    }
    cache.check(now);
    let mended = cache.clone().repair(now);
    assert!(mended.left.iter().all(|finding| !finding.is_mendable()), "{:?}", mended.left);
    let _ = TokenCache::default().merge(&cache);
    cache.remove(&Removal::AllExpired { now });
    cache.remove(&Removal::Account(Person::ADA.account_id()));
}

#[test]
fn an_empty_file_is_no_empty_cache() {
    assert!(matches!(TokenCache::deserialize_file(b""), Err(CacheError::EmptyFile)));
    assert_eq!(json(&TokenCache::deserialize_file(b"{}").unwrap()), "{}");
    assert_eq!(json(&TokenCache::deserialize(b"").unwrap()), "{}");
}

#[test]
fn an_error_says_where_and_what_to_do_and_nothing_of_the_text() {
    let texts = [
        "{\"AccessToken\": {\"k\": {\"secret\": \"hunter2\"",
        "{\"secret\": \"hunter2\nhunter2\"}",
        "{\"secret\": \"hunter2\"} hunter2",
        "{\"secret\": hunter2}",
        "{\"secret\": \"hunter2\\x\"}",
        "{\"hunter2\" 1}",
        "hunter2",
        "\0hunter2",
        "   ",
        "[\"hunter2\"]",
        "\"hunter2\"",
        "null",
        "{\"hunter2\": 01}",
        "{\"hunter2\": -}",
        "{\"hunter2\": 1.}",
        "{\"hunter2\": NaN}",
        "{\"hunter2\\u00g0\": 1}",
        "{\"hunter2\": \"\\",
        "{\"hunter2\": 1,}",
    ];
    for text in texts {
        let error = TokenCache::deserialize(text.as_bytes()).unwrap_err();
        let message = format!("{error} {error:?}");
        assert!(!message.contains("hunter2"), "{message}");
        assert!(message.contains("restore") || message.contains("no token cache"), "{message}");
    }
    let error = TokenCache::deserialize(b"{\n  \"a\": ?").unwrap_err();
    assert!(matches!(error, CacheError::NotJson { line: 2, column: 8, position: 9, .. }), "{error:?}");
    let error = TokenCache::deserialize(b"{\"a\xff\"").unwrap_err();
    assert!(matches!(error, CacheError::NotUtf8 { position: 3 }), "{error:?}");
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| format!("{{\"a\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    exercise(&read(&nested(127)));
    for levels in [128, 1_000_000] {
        let error = TokenCache::deserialize(nested(levels).as_bytes()).unwrap_err();
        assert!(matches!(error, CacheError::TooDeep { limit: 128, .. }), "{error:?}");
    }
}

#[test]
fn an_object_of_very_many_names_is_read_in_passing() {
    let names: Vec<_> = (0..200_000).map(|index| format!("\"{index}\":1")).collect();
    let cache = read(&format!("{{\"Unknown\": {{{0}}}, \"AccessToken\": {{{0}}}}}", names.join(",")));
    assert_eq!(json(&cache).matches(": 1").count(), 400_000);
}

#[test]
fn numbers_keep_their_digits() {
    for number in ["1", "-0", "1.0", "1e400", "123456789012345678901234567890", "0.1000", "1E-7"] {
        let text = format!("{{\n    \"n\": {number}\n}}");
        assert_eq!(json(&read(&text)), text);
    }
}

#[test]
fn a_section_that_is_something_else_is_never_overwritten() {
    for (section, found) in [("AccessToken", "[1]"), ("IdToken", "\"x\""), ("AppMetadata", "7")] {
        let text = format!("{{\n    \"{section}\": {found}\n}}");
        let mut cache = read(&text);
        let response =
            TokenResponse::parse(Issue::new(&Person::ADA, 1).response.to_string().as_bytes()).unwrap();
        let event = TokenEvent {
            client_id: "c",
            environment: ENTRA,
            realm: "t",
            requested_scopes: &[],
            grant: token_cache::Grant::AuthorizationCode,
            request: token_cache::RequestData::default(),
            response: &response,
            account: token_cache::AccountHandling::Create,
            now: Timestamp::from_unix(NOW),
        };
        let error = cache.add(&event).unwrap_err();
        assert!(
            matches!(error, CacheError::UnusableSection { section: named, .. } if named.name() == section)
        );
        assert!(!cache.has_state_changed());
        assert_eq!(
            serde_json::from_str::<Value>(&json(&cache)).unwrap(),
            serde_json::from_str::<Value>(&text).unwrap()
        );
    }
}

#[test]
fn a_section_that_is_null_is_filled() {
    let mut cache = read(r#"{"AccessToken": null, "RefreshToken": null}"#);
    exercise(&cache);
    assert!(json(&cache).contains("\"AccessToken\": null"), "reading leaves it");
    Issue::new(&Person::ADA, 1).sign_in(&mut cache);
    assert_eq!(cache.counts().access_tokens, 1);
    assert!(!json(&cache).contains("null"));
}

#[test]
fn an_answer_that_does_not_say_whose_it_is_changes_nothing() {
    let broken = [
        (json!({"client_info": "!"}), "client_info"),
        (json!({"client_info": "e30.x"}), "client_info"),
        (json!({"client_info": "eyJ1aWQiOm51bGwsInV0aWQiOiJ0In0"}), "client_info"),
        (json!({"id_token": "opaque"}), "ID token"),
        (json!({"id_token": "a.!.c"}), "ID token"),
        (json!({"id_token": "a.e30.c", "client_info": null}), "no sub claim"),
    ];
    for (fields, named) in broken {
        let body = Issue::new(&Person::ADA, 1).with(&fields).response.to_string();
        let response = TokenResponse::parse(body.as_bytes()).unwrap();
        let mut cache = TokenCache::default();
        let event = TokenEvent {
            client_id: "c",
            environment: ENTRA,
            realm: "t",
            requested_scopes: &[],
            grant: token_cache::Grant::AuthorizationCode,
            request: token_cache::RequestData::default(),
            response: &response,
            account: token_cache::AccountHandling::Create,
            now: Timestamp::from_unix(NOW),
        };
        let message = cache.add(&event).unwrap_err().to_string();
        assert!(message.contains(named), "{message}");
        assert_eq!(json(&cache), "{}");
    }
}

#[test]
fn lifetimes_beyond_all_time_are_cut_off() {
    let fields = json!({"expires_in": i64::MAX, "ext_expires_in": 1e300, "refresh_in": i64::MIN});
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&fields).sign_in(&mut cache);
    let end = cache.access_tokens(&TokenQuery::default()).next().unwrap().expires_on();
    assert_eq!(end, Some(Timestamp::from_unix(i64::MAX)));
}

/// What may stand where something else is expected.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop_oneof![Just("1"), Just("9999999999"), Just("User.Read s"), Just(ENTRA)].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let member = (name(), inner.clone());
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            vec(member, 0..6).prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Names that mean something, and others.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "secret",
        "home_account_id",
        "environment",
        "client_id",
        "target",
        "realm",
        "expires_on",
        "family_id",
        "username",
        "credential_type",
        "last_modification_time",
        "name",
        "ext_cache_key",
        "token_type",
    ];
    prop_oneof![proptest::sample::select(known.to_vec()).prop_map(str::to_owned), ".{0,6}"]
}

/// A cache whose sections and entries are mostly objects, of anything.
fn wild_cache() -> impl Strategy<Value = Value> {
    let entry = prop_oneof![4 => vec((name(), anything()), 0..8).prop_map(object), 1 => anything()];
    let section = prop_oneof![6 => vec((name(), entry), 0..5).prop_map(object), 1 => anything()];
    let names = Section::ALL.map(Section::name);
    let member = (
        prop_oneof![4 => proptest::sample::select(names.to_vec()).prop_map(str::to_owned), 1 => name()],
        section,
    );
    vec(member, 0..7).prop_map(object)
}

fn object(members: Vec<(String, Value)>) -> Value {
    Value::Object(members.into_iter().collect())
}

proptest! {
    #[test]
    fn a_round_trip_keeps_everything_in_its_order(wild in wild_cache()) {
        let cache = read(&wild.to_string());
        let written = json(&cache);
        let reread: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(&reread, &wild);
        assert_eq!(reread.to_string(), wild.to_string(), "in the same order");
        assert_eq!(json(&read(&written)), written);
    }

    #[test]
    fn no_cache_makes_us_panic_and_a_sign_in_keeps_the_rest(wild in wild_cache()) {
        let cache = read(&wild.to_string());
        exercise(&cache);
        let mut signed_in = cache.clone();
        let is_usable = Section::ALL.iter().all(|section| matches!(wild.get(section.name()), None | Some(Value::Null | Value::Object(_))));
        if is_usable {
            Issue::new(&Person::ADA, 1).sign_in(&mut signed_in);
            signed_in.remove(&Removal::Account(Person::ADA.account_id()));
            assert_eq!(signed_in.counts(), cache.counts());
        }
    }

    #[test]
    fn no_bytes_make_us_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = TokenCache::deserialize(&bytes);
        let _ = TokenResponse::parse(&bytes);
    }

    #[test]
    fn text_that_is_nearly_json_is_taken_and_refused_as_by_serde_json(text in r#"[\[\]{}",:0-9.eE+\-\\untrfalsb/ é]{0,24}"#) {
        let text = format!("{{\"a\":{text}}}");
        let ours = TokenCache::deserialize(text.as_bytes());
        let theirs = serde_json::from_str::<Value>(&text);
        match (&ours, &theirs) {
            (Ok(cache), Ok(value)) => {
                assert_eq!(&serde_json::from_str::<Value>(&json(cache)).unwrap(), value);
            }
            (Ok(_), Err(error)) => {
                // Too large for a float, or half a surrogate pair: JSON all the same.
                let message = error.to_string();
                assert!(message.contains("out of range") || message.contains("surrogate") || message.contains("hex escape"), "{message}");
            }
            (Err(_), Ok(_)) => panic!("{text} is JSON"),
            (Err(_), Err(_)) => {}
        }
    }

    #[test]
    fn a_cache_that_was_cut_or_flipped_is_an_error_or_a_cache(place in any::<proptest::sample::Index>(), flip in any::<u8>()) {
        let mut cache = TokenCache::default();
        Issue::new(&Person::ADA, 1).sign_in(&mut cache);
        let mut bytes = cache.serialize().to_vec();
        let place = place.index(bytes.len());
        assert!(TokenCache::deserialize_file(&bytes[..place]).is_err(), "cut at {place}");
        bytes[place] ^= flip;
        if let Ok(cache) = TokenCache::deserialize(&bytes) {
            exercise(&cache);
        }
    }
}

#[test]
fn a_key_with_half_a_surrogate_pair_leads_to_its_entry_and_to_no_other() {
    let entry = r#"{"home_account_id": "u.t", "environment": "e", "client_id": "c", "secret": "NAMED"}"#;
    let named = |name: &str| entry.replace("NAMED", name);
    let (half, whole) = (named("half"), named("whole"));
    for (first, second) in [(r"\ud844", r"\\ud844"), (r"\\ud844", r"\ud844")] {
        let (one, other) = if first.starts_with(r"\u") { (&half, &whole) } else { (&whole, &half) };
        let json =
            format!(r#"{{"RefreshToken": {{"{first}": {one}, "{second}": {other}, "{first}-": {half}}}}}"#);
        let cache = TokenCache::deserialize(json.as_bytes()).unwrap();
        let secret = |key: &str| cache.token_by_key(Section::RefreshToken, key).unwrap().secret().unwrap();
        assert_eq!(secret(r"\ud844").expose(), "whole", "the text that is just that comes first");
        for token in cache.refresh_tokens(&TokenQuery::default()) {
            assert!(cache.token_by_key(Section::RefreshToken, token.stored_key()).is_some());
        }
    }
    let alone = format!(r#"{{"RefreshToken": {{"\ud844": {half}}}}}"#);
    let mut cache = TokenCache::deserialize(alone.as_bytes()).unwrap();
    let key = cache.refresh_tokens(&TokenQuery::default())[0].stored_key().to_owned();
    assert!(cache.update_refresh_token(&key, &Secret::new("new".into()), Timestamp::from_unix(NOW)));
    assert_eq!(cache.refresh_tokens(&TokenQuery::default())[0].secret().unwrap().expose(), "new");
}
