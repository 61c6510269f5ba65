//! Signing in at the demo tenant, and getting tokens of it.

use chrono::DateTime;
use serde_json::{Value, json};

use crate::support::World;

fn signed_in() -> World {
    let world = World::new();
    world.connect_demo_tenant();
    let account = world.sign_in("ada").json();
    assert!(account["username"].as_str().unwrap().contains('@'), "{account}");
    world
}

fn token(world: &World) -> Value {
    world.run_secretive(&["token", "--scope", "User.Read"]).json()
}

#[test]
fn who_signs_in_first_is_in_use_and_has_a_token_as_az_writes_it() {
    let world = signed_in();
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!((&accounts[0]["inUse"], &accounts[0]["provider"]), (&json!(true), &json!("Demo tenant")));
    let token = token(&world);
    let fields: Vec<_> = token.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["accessToken", "expiresOn", "expires_on", "tenant", "tokenType"]);
    assert_eq!((&token["tenant"], &token["tokenType"]), (&accounts[0]["tenant"], &json!("Bearer")));
    let end = DateTime::from_timestamp(token["expires_on"].as_i64().unwrap(), 0).unwrap();
    assert_eq!(token["expiresOn"], end.format("%Y-%m-%d %H:%M:%S%.6f").to_string());
    assert!(world.export().to_string().contains(token["accessToken"].as_str().unwrap()));
}

#[test]
fn a_token_comes_from_the_cache_until_it_is_cleared_and_is_then_renewed() {
    let world = signed_in();
    let first = token(&world);
    assert_eq!(token(&world), first);
    world.run(&["clear", "--access-tokens"]).text();
    let renewed = token(&world);
    assert_ne!(renewed["accessToken"], first["accessToken"]);
    assert_eq!(token(&world), renewed);
}

#[test]
fn without_a_refresh_token_a_sign_in_is_needed() {
    let world = signed_in();
    world.run(&["clear", "--all"]).text();
    let said = world.run(&["token", "--scope", "User.Read"]).failed(3);
    assert!(said.contains("sign in again"), "{said}");
    world.run(&["accounts"]).text();
}

#[test]
fn a_second_person_signs_in_beside_the_first() {
    let world = signed_in();
    let second = world.sign_in("zoe").json();
    let accounts = world.run(&["accounts", "--json"]).json();
    assert_eq!(accounts.as_array().unwrap().len(), 2);
    assert_eq!(accounts[1]["homeAccountId"], second["homeAccountId"]);
    assert_eq!(accounts[0]["inUse"], true);
    let name = second["homeAccountId"].as_str().unwrap();
    let of_second = world.run_secretive(&["token", "--account", name, "--scope", "User.Read"]).json();
    assert_ne!(of_second["accessToken"], token(&world)["accessToken"]);
}

#[test]
fn the_connected_providers_are_listed() {
    let world = World::new();
    world.connect_demo_tenant();
    let providers = world.run(&["providers", "--json"]).json();
    assert_eq!((&providers[0]["id"], &providers[0]["scopes"]), (&json!("demo"), &json!(["User.Read"])));
    assert!(world.run(&["providers"]).text().contains("Demo tenant"));
}
