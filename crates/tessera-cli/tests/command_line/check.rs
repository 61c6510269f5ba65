//! `cache check` and its repair.

use serde_json::{Value, json};

use crate::support::{Seed, World};

/// A cache with one problem of each kind.
fn broken() -> Value {
    let mut cache = Seed::two_people().json();
    let access = cache["AccessToken"].as_object_mut().unwrap();
    let (first, token) = access.iter().next().map(|(key, token)| (key.clone(), token.clone())).unwrap();
    access.insert(first.to_uppercase(), token.clone());
    let mut orphan = token.clone();
    orphan["home_account_id"] = json!("nobody.here");
    access.insert("wrong key".to_owned(), orphan);
    access.values_mut().nth(2).unwrap()["expires_on"] = json!(4_000_000_000_u64);
    cache
}

fn kinds(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
}

#[test]
fn problems_are_told_then_mended_and_then_gone() {
    let world = World::new();
    world.import(&broken());
    // An import takes the doubled entry for the one that it is.
    let found = world.run(&["cache", "check", "--json"]);
    assert_eq!(found.code, 1, "{found:?}");
    let found: Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(kinds(&found["problems"]), ["crashing", "mis-keyed", "orphan"]);
    assert_eq!(found["mended"], json!([]));
    let mended = world.run(&["cache", "check", "--repair", "--json"]).json();
    assert_eq!(mended["problems"], json!([]));
    assert!(mended["mended"].as_array().unwrap().len() >= 2, "{mended}");
    assert_eq!(world.run(&["cache", "check"]).text(), "The cache is sound.\n");
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 2);
}

#[test]
fn a_sound_cache_is_not_written_by_a_repair() {
    let world = World::with(&Seed::two_people().json());
    let generation = || world.run(&["cache", "info", "--json"]).json()["generation"].clone();
    let before = generation();
    assert_eq!(world.run(&["cache", "check", "--repair"]).text(), "The cache is sound.\n");
    assert_eq!(generation(), before);
}
