//! What is noted of what happens, and how it is found again.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Seed, TENANT, World, is_private};

fn noted(world: &World, arguments: &[&str]) -> Vec<Value> {
    let all = world.run(&[&["activity", "--json"], arguments].concat()).json();
    all.as_array().unwrap().clone()
}

fn kinds(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["what"].as_str().unwrap()).collect()
}

#[test]
fn what_commands_do_is_noted_with_the_program_and_found_again_after_the_account_is_gone() {
    let world = World::with(&Seed::two_people().json());
    world.run(&["use", "ada@example.com"]).text();
    world.run(&["clear", "--expired", "--account", "ada@example.com"]).text();
    world.run(&["clear", "--expired", "--dry-run"]).text();
    world.run(&["sign-out", "bo@example.com"]).text();
    world.run(&["cache", "rekey"]).text();
    world.run(&["cache", "restore"]).text();
    let all = noted(&world, &[]);
    assert_eq!(kinds(&all), ["restore", "key-changed", "sign-out", "clear", "account-chosen", "import"]);
    assert_eq!(all[2]["gone"]["accounts"], 1);
    assert_eq!(all[2]["account"]["homeAccountId"], format!("bo.{TENANT}"));
    assert_eq!(all[3]["gone"]["accessTokens"], 1);
    assert_eq!(all[5]["came"]["accounts"], 2);
    assert!(
        all.iter()
            .all(|entry| entry["program"]["name"] == "tessera" && entry["program"]["processId"].is_u64())
    );
    world.run(&["cache", "restore"]).text();
    world.run(&["sign-out", "bo@example.com"]).failed(6);
    assert_eq!(kinds(&noted(&world, &["--account", "BO@example.com"])), ["sign-out"]);
    assert_eq!(kinds(&noted(&world, &["--search", "expired"])), [""; 0]);
    assert_eq!(kinds(&noted(&world, &["--search", "TESSERA clear"])), ["clear"]);
    assert_eq!(noted(&world, &["--since", "1h"]).len(), 7);
    assert_eq!(noted(&world, &["--since", "2100-01-01"]).len(), 0);
    world.run(&["activity", "--since", "lately"]).failed(2);
    assert!(is_private(&world.path("data/tessera/token-cache.sealed.activity")));
}

#[test]
fn it_is_told_in_each_language_and_needs_no_passphrase() {
    let world = World::with(&Seed::two_people().json());
    world.run(&["sign-out", "bo@example.com"]).text();
    fs::remove_file(world.path("passphrase")).unwrap();
    for (language, words) in [
        ("en", ["WHEN", "signed out", "went: 1 account, 1 access token"]),
        ("pt-BR", ["QUANDO", "saiu", "saiu: 1 conta, 1 token de acesso"]),
        ("it", ["QUANDO", "disconnesso", "rimosso: 1 account, 1 token di accesso"]),
    ] {
        let text = world.run(&["activity", "--lang", language]).text();
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        assert!(text.contains("bo@example.com") && text.contains("tessera ("), "{text}");
    }
    assert_eq!(
        World::new().run(&["activity"]).text(),
        "Nothing that happened is noted, or nothing that fits.\n"
    );
    // So that another command finds it again.
    fs::write(world.path("passphrase"), format!("{}\n", crate::support::PASSPHRASE)).unwrap();
}

#[test]
fn a_sign_in_and_what_comes_of_it_are_noted_without_a_secret() {
    let world = World::new();
    world.connect_demo_tenant();
    world.sign_in("ada").text();
    let got = world.run_secretive(&["token", "--scope", "User.Read", "--refresh"]).json();
    world.run_secretive(&["token", "--scope", "User.Read"]).text();
    world.run_secretive(&["token", "--scope", "Nothing.AtAll"]);
    let all = noted(&world, &[]);
    assert_eq!(kinds(&all), ["renewal", "renewal", "sign-in"]);
    assert_eq!(all[2]["account"]["username"], "ada@lumenworks.example");
    assert_eq!(all[2]["application"]["name"], "Demo tenant");
    assert_eq!((&all[1]["outcome"], &all[1]["fault"]), (&json!("done"), &Value::Null));
    assert_ne!(all[0]["outcome"], "done");
    assert!(all[0]["fault"].is_string(), "{all:?}");

    let log = fs::read_to_string(world.path("data/tessera/token-cache.sealed.activity")).unwrap();
    let cache = world.export();
    let sections = ["AccessToken", "RefreshToken", "IdToken"];
    let entries =
        sections.iter().filter_map(|section| cache[section].as_object()).flat_map(|all| all.values());
    let secrets: Vec<_> = entries.map(|entry| entry["secret"].as_str().unwrap()).collect();
    assert!(secrets.len() >= 3);
    for secret in secrets.into_iter().chain(got["accessToken"].as_str()) {
        assert!(!log.contains(secret), "a token is in the log");
        assert!(secret.split('.').all(|part| part.len() < 12 || !log.contains(part)), "a part of a token is");
    }
}

#[test]
fn what_a_token_was_asked_for_with_is_told_beside_what_was_granted() {
    let world = World::with(&Seed::two_people().json());
    world.connect_demo_tenant();
    world.sign_in_with("ada", &["--extra-scope", "Mail.Read"]).text();
    world
        .run_secretive(&["token", "--scope", "User.Read", "--refresh", "--account", "ada@lumenworks.example"])
        .text();
    let tokens = world.run(&["tokens", "--json"]).json();
    let access: Vec<_> =
        tokens.as_array().unwrap().iter().filter(|token| token["kind"] == "access").collect();
    let (known, unknown): (Vec<_>, Vec<_>) =
        access.into_iter().partition(|token| token["username"] == "ada@lumenworks.example");
    assert!(
        !known.is_empty()
            && known.iter().all(|token| {
                token["requestedScopes"] == json!(["User.Read", "openid", "profile", "offline_access"])
            }),
        "{known:?}"
    );
    assert!(known.iter().any(|token| token["scopes"].to_string().contains("Mail.Read")), "{known:?}");
    assert!(
        unknown.len() == 3 && unknown.iter().all(|token| token["requestedScopes"].is_null()),
        "{unknown:?}"
    );
}

#[test]
fn what_cannot_be_noted_is_told_and_fails_nothing() {
    let world = World::with(&Seed::two_people().json());
    let log = world.path("data/tessera/token-cache.sealed.activity");
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    let ended = world.run(&["sign-out", "bo@example.com"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.err.starts_with("tessera: what happened could not be noted: "), "{ended:?}");
    fs::remove_dir(&log).unwrap();
    fs::write(&log, "Dear Bo,\nhow are you?\n").unwrap();
    let ended = world.run(&["sign-out", "ada@example.com"]);
    assert!(ended.err.contains("was moved to"), "{ended:?}");
    assert_eq!(kinds(&noted(&world, &[])), ["sign-out"]);
}

#[test]
fn of_a_plain_file_nothing_is_noted() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    world.run(&["sign-out", "bo@example.com", "--plain", "--cache", &cache]).text();
    let said = world.run(&["activity", "--plain", "--cache", &cache]).failed(2);
    assert!(said.contains("nothing is noted of it"), "{said}");
    assert!(!fs::exists(format!("{cache}.activity")).unwrap());
}
