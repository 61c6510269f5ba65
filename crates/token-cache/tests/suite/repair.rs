//! What `check` calls a crash crashes MSAL Python, and what `repair` leaves does not.

use std::cell::RefCell;

use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest},
    sample::{Index, select},
};
use serde_json::{Value, json};
use token_cache::{ProblemKind, Section, Timestamp, TokenCache};

use crate::{Issue, NOW, Peer, Person, json, read};

const SECTIONS: [&str; 5] = ["AccessToken", "Account", "IdToken", "RefreshToken", "AppMetadata"];

fn two_people() -> Value {
    let mut cache = TokenCache::default();
    Issue::new(&Person::ADA, 1).with(&json!({"foci": "1", "refresh_in": 1800})).sign_in(&mut cache);
    Issue::new(&Person::GENERIC, 2).sign_in(&mut cache);
    serde_json::from_slice(&cache.serialize()).unwrap()
}

/// Has MSAL Python go through the whole cache; what it fails with, if it does.
fn go_through(python: &mut Peer, cache: &str) -> Result<(), String> {
    python.deserialize(cache);
    for section in SECTIONS {
        python.ask(&json!(["search", section, null, {}]))?;
        python.ask(&json!(["search", section, null, {"home_account_id": Person::ADA.home_account_id()}]))?;
    }
    python.ask(&json!(["search", "AccessToken", ["User.Read"], {}]))?;
    for person in [Person::ADA, Person::GENERIC] {
        python.ask(&json!(["accounts", "client-one", person.environment]))?;
        python.ask(&json!(["sign_out", "client-one", person.environment, person.home_account_id()]))?;
    }
    Ok(())
}

fn repaired(cache: &Value) -> TokenCache {
    let mut cache = read(&cache.to_string());
    cache.repair(Timestamp::from_unix(NOW));
    cache
}

#[test]
fn what_we_call_a_crash_is_one_and_is_none_after_the_repair() {
    let mut python = Peer::python();
    python.tell(&json!(["clock", NOW]));
    let spoils: [fn(&mut Value); 6] = [
        |cache| drop(first(cache, "AccessToken").as_object_mut().unwrap().remove("expires_on")),
        |cache| first(cache, "AccessToken")["expires_on"] = json!("soon"),
        |cache| first(cache, "AccessToken")["target"] = Value::Null,
        |cache| {
            first(cache, "AccessToken")["credential_type"] = json!("ATExt");
            first(cache, "AccessToken")["expires_on"] = json!("1000");
        },
        |cache| drop(first(cache, "Account").as_object_mut().unwrap().remove("authority_type")),
        |cache| *first(cache, "AccessToken") = json!("no entry"),
    ];
    assert_eq!(go_through(&mut python, &two_people().to_string()), Ok(()));
    for (number, spoil) in spoils.iter().enumerate() {
        let mut cache = two_people();
        spoil(&mut cache);
        let findings = read(&cache.to_string()).check(Timestamp::from_unix(NOW));
        let is_crash = findings.iter().any(|finding| finding.problem.kind() == ProblemKind::Crashing);
        assert!(is_crash, "{number}: {findings:?}");
        assert!(go_through(&mut python, &cache.to_string()).is_err(), "{number} does not crash MSAL Python");
        assert_eq!(go_through(&mut python, &json(&repaired(&cache))), Ok(()), "{number}");
    }
}

fn first<'a>(cache: &'a mut Value, section: &str) -> &'a mut Value {
    cache[section].as_object_mut().unwrap().values_mut().next().unwrap()
}

/// Something done to a sound cache.
#[derive(Clone, Debug)]
enum Harm {
    /// Another value in a field, or none.
    Field { section: &'static str, entry: Index, field: Index, value: Option<Value> },
    /// Another key.
    Key { section: &'static str, entry: Index, key: String },
    /// The entry once more, under another key.
    Double { section: &'static str, entry: Index, key: String },
    /// Something that is no entry.
    Junk { section: &'static str, value: Value },
    /// No section.
    Null { section: &'static str },
}

fn harm() -> impl Strategy<Value = Harm> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(1.5)),
        Just(json!([1])),
        Just(json!({"a": 1})),
        "[0-9a-zA-Z ]{0,6}".prop_map(Value::from),
    ];
    let (section, key) = (select(SECTIONS.to_vec()), "[a-z-]{0,5}");
    let optional = proptest::option::of(value.clone());
    prop_oneof![
        6 => (section.clone(), any::<Index>(), any::<Index>(), optional)
            .prop_map(|(section, entry, field, value)| Harm::Field { section, entry, field, value }),
        1 => (section.clone(), any::<Index>(), key).prop_map(|(section, entry, key)| Harm::Key { section, entry, key }),
        1 => (section.clone(), any::<Index>(), key).prop_map(|(section, entry, key)| Harm::Double { section, entry, key }),
        1 => (section.clone(), value).prop_map(|(section, value)| Harm::Junk { section, value }),
        1 => section.prop_map(|section| Harm::Null { section }),
    ]
}

fn do_harm(cache: &mut Value, harm: &Harm) {
    let (Harm::Field { section, .. }
    | Harm::Key { section, .. }
    | Harm::Double { section, .. }
    | Harm::Junk { section, .. }
    | Harm::Null { section }) = harm;
    let Some(entries) = cache[*section].as_object_mut().filter(|entries| !entries.is_empty()) else { return };
    let keys: Vec<String> = entries.keys().cloned().collect();
    let nth = |index: &Index| &keys[index.index(keys.len())];
    match harm {
        Harm::Field { entry, field, value, .. } => {
            let Some(fields) = entries[nth(entry)].as_object().cloned().filter(|fields| !fields.is_empty())
            else {
                return;
            };
            let name = fields.keys().nth(field.index(fields.len())).unwrap();
            let harmed = entries[nth(entry)].as_object_mut().unwrap();
            match value {
                Some(value) => drop(harmed.insert(name.clone(), value.clone())),
                None => drop(harmed.remove(name)),
            }
        }
        Harm::Key { entry, key, .. } => {
            let value = entries.remove(nth(entry)).unwrap();
            entries.insert(key.clone(), value);
        }
        Harm::Double { entry, key, .. } => {
            let value = entries[nth(entry)].clone();
            entries.insert(key.clone(), value);
        }
        Harm::Junk { value, .. } => drop(entries.insert("junk".to_owned(), value.clone())),
        Harm::Null { .. } => cache[*section] = Value::Null,
    }
}

#[test]
fn whatever_was_done_to_a_cache_the_repair_leaves_one_that_msal_python_can_use() {
    let python = RefCell::new(Peer::python());
    python.borrow_mut().tell(&json!(["clock", NOW]));
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(harms in vec(harm(), 1..6))| {
        let mut cache = two_people();
        for harm in &harms {
            do_harm(&mut cache, harm);
        }
        let cache = repaired(&cache);
        assert_eq!(cache.check(Timestamp::from_unix(NOW)), []);
        assert_eq!(go_through(&mut python.borrow_mut(), &json(&cache)), Ok(()), "{}", json(&cache));
    });
}

proptest! {
    #[test]
    fn merging_a_harmed_cache_loses_nothing_and_is_done_at_once(harms in vec(harm(), 1..6)) {
        let mut harmed = two_people();
        for harm in &harms {
            do_harm(&mut harmed, harm);
        }
        let (ours, theirs) = (read(&two_people().to_string()), read(&harmed.to_string()));
        let mut merged = ours.clone();
        merged.merge(&theirs).unwrap();
        assert!(merged.counts().accounts >= ours.counts().accounts);
        assert!(merged.counts().refresh_tokens >= ours.counts().refresh_tokens);
        assert!(merged.merge(&theirs).unwrap().changed_nothing());
        assert!(merged.merge(&ours).unwrap().of(Section::AccessToken).added == 0);
    }
}
