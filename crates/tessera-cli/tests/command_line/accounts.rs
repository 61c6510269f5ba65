//! Listing accounts and tokens, and naming an account.

use serde_json::json;

use crate::support::{Seed, TENANT, World};

#[test]
fn accounts_are_listed_with_what_they_can_do() {
    let world = World::with(&Seed::two_people().json());
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!(accounts.as_array().unwrap().len(), 2);
    let ada = &accounts[0];
    assert_eq!(ada["homeAccountId"], format!("ada.{TENANT}"));
    assert_eq!((&ada["username"], &ada["name"]), (&json!("ada@example.com"), &json!("Ada")));
    assert_eq!((&ada["kind"], &ada["state"]), (&json!("work"), &json!("ready")));
    assert_eq!((&ada["readyUntil"], &ada["inUse"]), (&json!(4_000_000_000_u64 - 300), &json!(false)));
    let text = world.run(&["accounts"]).text();
    assert_eq!(text.lines().count(), 3);
    assert!(text.contains("bo@example.com"), "{text}");
}

#[test]
fn tokens_are_listed_without_their_texts() {
    let world = World::with(&Seed::two_people().json());
    let all = world.run(&["tokens", "--json"]).json();
    assert_eq!(all.as_array().unwrap().len(), 7);
    let of_ada = world.run(&["tokens", "--account", "ADA@example.com", "--json"]).json();
    let kinds: Vec<_> = of_ada.as_array().unwrap().iter().map(|token| token["kind"].clone()).collect();
    assert_eq!(kinds, ["access", "access", "id", "refresh"]);
    assert_eq!((&of_ada[0]["ended"], &of_ada[1]["ended"]), (&json!(false), &json!(true)));
    assert!(world.run(&["tokens"]).text().contains("1970-01-01T00:16:40Z (ended)"));
}

#[test]
fn the_account_in_use_is_chosen_and_shown() {
    let world = World::with(&Seed::two_people().json());
    world.run(&["use", "bo@example.com"]).text();
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!((&accounts[0]["inUse"], &accounts[1]["inUse"]), (&json!(false), &json!(true)));
    world.run(&["sign-out", "bo@example.com"]).text();
    let settings = std::fs::read_to_string(world.settings()).unwrap();
    assert!(settings.contains("\"currentAccount\": null"), "{settings}");
}

#[test]
fn a_username_that_two_accounts_have_names_neither() {
    let mut seed = Seed::two_people();
    seed.account("other", "Ada@example.com");
    let world = World::with(&seed.json());
    let said = world.run(&["use", "ada@example.com"]).failed(2);
    assert!(said.contains(&format!("ada.{TENANT}")) && said.contains(&format!("other.{TENANT}")), "{said}");
    world.run(&["use", &format!("other.{TENANT}")]).text();
    world.run(&["use", &format!("login.example/ada.{TENANT}")]).text();
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!((&accounts[0]["inUse"], &accounts[2]["inUse"]), (&json!(true), &json!(false)));
}

#[test]
fn an_account_of_two_environments_is_named_with_its_environment() {
    let mut cache = Seed::two_people().json();
    let accounts = cache["Account"].as_object_mut().unwrap();
    let mut twin = accounts.values().next().unwrap().clone();
    twin["environment"] = json!("login.elsewhere");
    accounts.insert(format!("ada.{TENANT}-login.elsewhere-{TENANT}"), twin);
    let world = World::with(&cache);
    let said = world.run(&["use", &format!("ada.{TENANT}")]).failed(2);
    let full = format!("login.elsewhere/ada.{TENANT}");
    assert!(said.contains(&full), "{said}");
    assert_eq!(world.run(&["use", &full, "--json"]).json()["environment"], "login.elsewhere");
}

#[test]
fn a_home_account_id_that_looks_like_somebody_elses_username_names_neither() {
    let mut cache = Seed::two_people().json();
    let accounts = cache["Account"].as_object_mut().unwrap();
    let mut mimic = accounts.values().next().unwrap().clone();
    (mimic["home_account_id"], mimic["username"]) = (json!("bo@example.com"), json!("eve"));
    accounts.insert(format!("bo@example.com-login.example-{TENANT}"), mimic);
    let world = World::with(&cache);
    for arguments in
        [&["sign-out", "bo@example.com"][..], &["token", "--scope", "s", "--account", "bo@example.com"]]
    {
        let said = world.run(arguments).failed(2);
        assert!(said.contains(&format!("login.example/bo.{TENANT}")), "{said}");
    }
}
