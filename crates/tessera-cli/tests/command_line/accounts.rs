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
    assert_eq!((&ada["readyUntil"], &ada["inUse"]), (&json!(4_000_000_000_u64), &json!(false)));
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
}

#[test]
fn control_characters_in_a_name_do_not_reach_the_terminal() {
    let mut seed = Seed::default();
    seed.account("eve", "eve\u{1b}[2J@example.com");
    let text = World::with(&seed.json()).run(&["accounts"]).text();
    assert!(text.contains("eve[2J@example.com") && !text.contains('\u{1b}'), "{text}");
}
