//! `cache info`, `export` and `import`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Seed, World, is_private};

#[test]
fn the_cache_says_where_it_is_and_what_it_holds() {
    let world = World::with(&Seed::two_people().json());
    let info = world.run(&["cache", "info", "--json"]).json();
    assert_eq!(info["path"], world.cache().display().to_string());
    assert_eq!((&info["exists"], &info["protection"]), (&json!(true), &json!("passphrase")));
    let holds = json!({"accounts": 2, "accessTokens": 3, "refreshTokens": 2, "idTokens": 2});
    assert_eq!(info["holds"], holds);
    let text = world.run(&["cache", "info"]).text();
    assert!(text.contains("2 accounts, 3 access tokens, 2 refresh tokens, 2 ID tokens"), "{text}");
}

#[test]
fn what_is_imported_is_exported_as_it_was() {
    let seed = Seed::two_people().json();
    let world = World::with(&seed);
    assert_eq!(world.export(), seed);
}

#[test]
fn an_export_to_a_file_is_private_and_does_not_overwrite() {
    let world = World::with(&Seed::two_people().json());
    let file = world.path("export.json");
    let name = file.to_str().unwrap();
    world.run(&["cache", "export", name]).text();
    assert!(is_private(&file));
    let exported = fs::read(&file).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&exported).unwrap(), world.export());
    fs::write(&file, "mine").unwrap();
    let said = world.run(&["cache", "export", name]).failed(1);
    assert!(said.contains("--force"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(world.run(&["cache", "export", name, "--force", "--json"]).json(), json!({"path": name}));
    assert_eq!(fs::read(&file).unwrap(), exported);
    assert!(is_private(&file));
}

#[test]
fn an_export_for_support_tells_no_secret_and_is_not_imported() {
    let world = World::with(&Seed::two_people().json());
    let file = world.path("support.json");
    let name = file.to_str().unwrap();
    let said = world.run(&["cache", "export", "--redacted", name]).text();
    assert!(said.contains("cannot be imported"), "{said}");
    assert!(is_private(&file));
    let text = fs::read_to_string(&file).unwrap();
    for secret in ["secret-of", "@example.com", "ada"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["counts"]["accessTokens"], 3);
    // On the standard output it is searched for secrets, as what every other command says.
    assert_eq!(world.run(&["cache", "export", "--redacted"]).json()["accounts"], document["accounts"]);
    let refused = world.run(&["cache", "import", name]).failed(1);
    assert!(refused.contains("written for support"), "{refused}");
    let refused = world.run(&["cache", "import", name, "--lang", "it"]).failed(1);
    assert!(refused.contains("per l'assistenza"), "{refused}");
}

#[test]
fn json_of_something_else_is_no_cache() {
    let world = World::with(&Seed::two_people().json());
    let (file, before) = (world.path("package.json"), world.export());
    fs::write(&file, r#"{"name": "x", "version": "1"}"#).unwrap();
    let said = world.run(&["cache", "import", file.to_str().unwrap()]).failed(1);
    assert!(said.contains("neither accounts nor tokens"), "{said}");
    assert_eq!(world.export(), before);
}

#[test]
fn an_import_merges_and_says_what_it_did() {
    let world = World::with(&Seed::two_people().json());
    let mut newer = Seed::two_people();
    newer.account("cy", "cy@example.com");
    let mut newer = newer.json();
    for token in newer["AccessToken"].as_object_mut().unwrap().values_mut().take(1) {
        token["cached_at"] = json!("600");
        token["secret"] = json!("a newer secret-of-ada");
    }
    let row = |section: &str, added: u64, updated: u64, kept: u64| json!({"section": section, "added": added, "updated": updated, "kept": kept, "unreadable": 0});
    let expected = json!([
        row("AccessToken", 0, 1, 2),
        row("Account", 1, 0, 2),
        row("IdToken", 1, 0, 2),
        row("RefreshToken", 1, 0, 2),
        row("AppMetadata", 0, 0, 1),
    ]);
    assert_eq!(world.import(&newer), expected);
    assert!(world.export().to_string().contains("a newer secret-of-ada"));
    let file = world.path("seed.json");
    fs::write(&file, Seed::two_people().json().to_string()).unwrap();
    let text = world.run(&["cache", "import", file.to_str().unwrap()]).text();
    assert!(text.starts_with("AccessToken: 0 added, 0 updated, 3 kept as they were\n"), "{text}");
}

#[test]
fn another_cache_is_named_by_its_path() {
    let world = World::with(&Seed::two_people().json());
    let other = world.path("other/cache.sealed");
    let other = other.to_str().unwrap();
    assert_eq!(world.run(&["accounts", "--cache", other]).text(), "Nobody is signed in.\n");
    assert!(!world.path("other").exists(), "looking makes no cache");
    let file = world.path("seed.json");
    fs::write(&file, Seed::two_people().json().to_string()).unwrap();
    world.run(&["--cache", other, "cache", "import", file.to_str().unwrap()]).text();
    world.run(&["sign-out", "ada@example.com", "--cache", other]).text();
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 2);
}
