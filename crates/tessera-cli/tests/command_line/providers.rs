//! Connecting and disconnecting providers.

use std::fs;

use serde_json::{Value, json};

use crate::support::World;

const CLIENT: &str = "8c6c5a1e-0000-0000-0000-000000000001";

fn add(world: &World, arguments: &[&str]) -> crate::support::Ended {
    world.run(&[&["providers", "add"], arguments].concat())
}

fn providers(world: &World) -> Value {
    world.run(&["providers", "--json"]).json()
}

#[test]
fn a_provider_of_each_kind_is_connected_and_disconnected() {
    let world = World::new();
    let entra = ["entra", "--client-id", CLIENT, "--authority", "contoso.example", "--offline", "--json"];
    let told = add(&world, &entra).json();
    let expected = json!({
        "id": "provider-1", "name": "Microsoft Entra", "kind": "entra", "clientId": CLIENT,
        "authority": "contoso.example", "scopes": ["User.Read"], "wasConnected": false,
    });
    assert_eq!(told, expected);
    let openid = ["openid", "--issuer", "https://id.example", "--client-id", "app", "--offline"];
    let text = add(&world, &[&openid[..], &["--name", "Ours", "--scope", "a", "b"]].concat()).text();
    assert_eq!(text, "Ours is connected as provider-2. `tessera sign-in --provider provider-2` signs in.\n");
    assert!(add(&world, &["demo"]).text().starts_with("Demo tenant is connected as provider-3."));
    let all = providers(&world);
    assert_eq!((&all[1]["name"], &all[1]["scopes"]), (&json!("Ours"), &json!(["a", "b"])));
    assert_eq!(
        world.run(&["providers", "remove", "OURS", "--json"]).json(),
        json!({"removed": "provider-2"})
    );
    let text = world.run(&["providers", "remove", "provider-1"]).text();
    assert!(text.contains("accounts and tokens stay"), "{text}");
    assert_eq!(providers(&world)[0]["kind"], "demo");
    world.run(&["providers", "remove", "provider-1"]).failed(6);
}

#[test]
fn a_redirect_uri_of_the_registration_is_kept_until_another_is_given() {
    let world = World::new();
    let openid = ["openid", "--issuer", "https://id.example", "--client-id", "app", "--offline"];
    let own = "com.example.app:/signed-in";
    let kept = || {
        let settings: Value = serde_json::from_str(&fs::read_to_string(world.settings()).unwrap()).unwrap();
        settings["providers"][0]["redirectUri"].clone()
    };
    add(&world, &[&openid[..], &["--redirect-uri", own]].concat()).text();
    assert_eq!(kept(), own);
    add(&world, &openid).text();
    assert_eq!(kept(), own);
    add(&world, &[&openid[..], &["--redirect-uri", "http://localhost:8400"]].concat()).text();
    assert_eq!(kept(), "http://localhost:8400");
    let said = add(&world, &[&openid[..], &["--redirect-uri", "https://example.com"]].concat()).failed(2);
    assert!(said.contains("redirect URI"), "{said}");
    assert_eq!(kept(), "http://localhost:8400");
}

#[test]
fn connecting_again_changes_what_is_given_and_nothing_else() {
    let world = World::new();
    let entra = ["entra", "--client-id", CLIENT, "--offline"];
    add(&world, &[&entra[..], &["--name", "Work", "--scope", "Mail.Read"]].concat()).text();
    let told = add(&world, &[&entra[..], &["--json"]].concat()).json();
    assert_eq!((&told["wasConnected"], &told["name"]), (&json!(true), &json!("Work")));
    let told = add(&world, &[&entra[..], &["--name", "Office", "--json"]].concat()).json();
    assert_eq!((&told["name"], &told["scopes"]), (&json!("Office"), &json!(["Mail.Read"])));
    assert_eq!(providers(&world).as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_right_is_2_says_what_to_type_and_is_not_kept() {
    let world = World::new();
    for (arguments, told) in [
        (&["entra", "--client-id", "app"][..], "GUID"),
        (&["entra", "--client-id", CLIENT, "--authority", "not a tenant"], "authority"),
        (&["entra", "--client-id", CLIENT, "--authority", "https://id.example/x"], "OpenID Connect provider"),
        (&["openid", "--client-id", "app", "--issuer", "http://id.example"], "https://"),
        (&["openid", "--client-id", "app", "--issuer", "https://login.microsoftonline.com/x"], "Entra"),
        (&["openid", "--client-id", "app", "--issuer", "https://id.example", "--scope", "a b"], "spaces"),
        (&["openid", "--client-id", "app"], "--issuer"),
        (&["entra"], "--client-id"),
    ] {
        let said = add(&world, arguments).failed(2);
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    assert!(!world.settings().exists());
}

#[test]
fn a_provider_is_asked_whether_it_is_there_unless_one_says_not_to() {
    let world = World::new();
    // Nobody listens on the discard port.
    let openid = ["openid", "--client-id", "app", "--issuer", "http://localhost:9"];
    let said = add(&world, &openid).failed(1);
    assert!(said.contains("cannot be reached") && said.contains("--offline"), "{said}");
    assert!(!world.settings().exists());
    add(&world, &[&openid[..], &["--offline"]].concat()).text();
    assert_eq!(providers(&world)[0]["name"], "localhost");
}

#[test]
fn the_demo_tenant_that_was_connected_signs_people_in() {
    let world = World::new();
    add(&world, &["demo"]).text();
    let account = world.sign_in("ada").json();
    assert!(account["username"].as_str().unwrap().contains('@'), "{account}");
}

#[test]
fn a_name_that_two_providers_have_names_neither() {
    let world = World::new();
    for tenant in ["one.example", "two.example"] {
        let entra = ["entra", "--client-id", CLIENT, "--authority", tenant, "--offline", "--name", "Work"];
        add(&world, &entra).text();
    }
    let before = fs::read(world.settings()).unwrap();
    for arguments in [&["providers", "remove", "work"][..], &["sign-in", "--provider", "Work"]] {
        let said = world.run(arguments).failed(2);
        assert!(said.contains("provider-1") && said.contains("provider-2"), "{said}");
    }
    assert_eq!(fs::read(world.settings()).unwrap(), before);
}
