//! `--plain`: MSAL's own file, in the clear.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Seed, TENANT, World, is_private};

/// Every answer comes with the warning.
fn run(world: &World, cache: &str, arguments: &[&str]) -> String {
    let ended = world.run(&[arguments, &["--plain", "--cache", cache]].concat());
    assert!(ended.err.contains("are in the clear"), "{ended:?}");
    ended.text()
}

fn read(cache: &str) -> Value {
    serde_json::from_slice(&fs::read(cache).unwrap()).unwrap()
}

#[test]
fn everything_that_makes_sense_works_on_a_plain_file() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    assert!(run(&world, &cache, &["accounts"]).contains("bo@example.com"));
    assert_eq!(run(&world, &cache, &["tokens"]).lines().count(), 8);
    run(&world, &cache, &["use", "bo@example.com"]);
    assert!(run(&world, &cache, &["clear", "--expired", "--dry-run"]).contains("Would go: 1 access token."));
    run(&world, &cache, &["clear", "--expired"]);
    assert_eq!(read(&cache)["AccessToken"].as_object().unwrap().len(), 2);
    run(&world, &cache, &["sign-out", "ada@example.com"]);
    assert!(!fs::read_to_string(&cache).unwrap().contains(&format!("ada.{TENANT}")));
    assert_eq!(run(&world, &cache, &["cache", "check"]), "The cache is sound.\n");
    let export = world.run_secretive(&["cache", "export", "--plain", "--cache", &cache]);
    assert_eq!(export.json(), read(&cache));
    let file = world.path("seed.json");
    fs::write(&file, Seed::two_people().json().to_string()).unwrap();
    run(&world, &cache, &["cache", "import", file.to_str().unwrap()]);
    assert_eq!(read(&cache)["Account"].as_object().unwrap().len(), 2);
    assert!(!world.cache().exists(), "the sealed cache is another one");
}

#[test]
fn a_plain_file_says_that_it_has_no_key() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    let info: Value = serde_json::from_str(&run(&world, &cache, &["cache", "info", "--json"])).unwrap();
    assert_eq!((&info["protection"], &info["backup"]), (&json!("none"), &Value::Null));
    assert_eq!(info["holds"]["accounts"], 2);
    assert!(
        run(&world, &cache, &["cache", "info"])
            .contains("Key: none; whoever can read the file has the tokens")
    );
}

#[test]
fn a_plain_file_is_begun_for_its_owner_alone_and_only_for_tokens() {
    let world = World::new();
    let (cache, seed) = (world.path("new/msal.json"), world.path("seed.json"));
    let name = cache.to_str().unwrap();
    assert!(run(&world, name, &["cache", "info"]).contains("Nothing has been written yet."));
    run(&world, name, &["clear", "--all"]);
    assert!(!cache.exists());
    fs::write(&seed, Seed::two_people().json().to_string()).unwrap();
    run(&world, name, &["cache", "import", seed.to_str().unwrap()]);
    assert!(is_private(&cache));
}

#[test]
fn plain_is_never_taken_for_sealed_nor_sealed_for_plain() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    let before = fs::read(&cache).unwrap();
    for arguments in
        [&["accounts"][..], &["clear", "--all"], &["cache", "info"], &["sign-out", "ada@example.com"]]
    {
        let said = world.run(&[arguments, &["--cache", &cache]].concat()).failed(2);
        assert!(said.contains("--plain"), "{said}");
    }
    assert_eq!(fs::read(&cache).unwrap(), before);
    let said = world.run(&["accounts", "--plain"]).failed(2);
    assert!(said.contains("--cache"), "{said}");
    let sealed = World::with(&Seed::two_people().json());
    let (name, before) = (sealed.cache(), fs::read(sealed.cache()).unwrap());
    let name = name.to_str().unwrap();
    let said = sealed.run(&["clear", "--all", "--plain", "--cache", name]).failed(2);
    assert!(said.contains("leave --plain out"), "{said}");
    assert_eq!(fs::read(sealed.cache()).unwrap(), before);
}

#[test]
fn a_file_that_is_no_cache_is_left_where_it_is() {
    let world = World::new();
    let file = world.path("letter.txt");
    fs::write(&file, "Dear Bo,\n").unwrap();
    let name = file.to_str().unwrap();
    world.run(&["accounts", "--cache", name]).failed(1);
    world.run(&["clear", "--all", "--cache", name, "--plain"]).failed(1);
    assert_eq!(fs::read_to_string(&file).unwrap(), "Dear Bo,\n");
}

#[test]
fn a_plain_file_has_neither_a_key_nor_a_backup() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    for command in [&["rekey"][..], &["rekey", "--keyring"], &["restore"], &["restore", "--dry-run"]] {
        let said = world.run(&[&["cache"], command, &["--plain", "--cache", &cache]].concat()).failed(2);
        assert!(said.contains("neither a key nor a backup"), "{said}");
    }
    assert_eq!(read(&cache), Seed::two_people().json());
}

#[test]
fn a_person_signs_in_to_a_plain_file_and_gets_a_token_of_it() {
    let world = World::new();
    world.connect_demo_tenant();
    let cache = world.path("msal.json");
    let plain = ["--plain", "--cache", cache.to_str().unwrap()];
    world.sign_in_with("ada", &plain).json();
    assert!(is_private(&cache));
    let arguments = [&["token", "--scope", "User.Read"][..], &plain].concat();
    let token = world.run_secretive(&arguments).json();
    assert!(fs::read_to_string(&cache).unwrap().contains(token["accessToken"].as_str().unwrap()));
}

#[test]
fn a_lock_that_an_msal_library_holds_is_4() {
    let (world, cache) = World::with_plain(&Seed::two_people().json());
    fs::write(format!("{cache}.lockfile"), "").unwrap();
    let said = world.run(&["accounts", "--plain", "--cache", &cache, "--wait", "0"]).failed(4);
    assert!(said.contains("msal.json.lockfile"), "{said}");
}
