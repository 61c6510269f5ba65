//! Scripts go by how the program ends.

use std::fs::{self, OpenOptions};

use serde_json::json;

use crate::support::{Seed, World};

#[test]
fn nothing_to_tell_is_no_failure_and_makes_no_file() {
    let world = World::new();
    assert_eq!(world.run(&["accounts"]).text(), "Nobody is signed in.\n");
    assert_eq!(world.run(&["tokens"]).text(), "There are no tokens.\n");
    assert_eq!(world.run(&["providers"]).text(), "No provider is connected.\n");
    assert_eq!(world.run(&["cache", "check"]).text(), "The cache is sound.\n");
    assert_eq!(world.run(&["cache", "info", "--json"]).json()["exists"], false);
    world.run(&["clear", "--all"]).text();
    assert!(!world.cache().exists());
}

#[test]
fn what_failed_is_1() {
    let world = World::new();
    let file = world.path("garbage.json");
    for garbage in ["", "hunter2", "[1]"] {
        fs::write(&file, garbage).unwrap();
        let said = world.run(&["cache", "import", file.to_str().unwrap()]).failed(1);
        assert!(said.contains("garbage.json") && !said.contains("hunter2"), "{said}");
    }
    assert!(!world.cache().exists());
}

#[test]
fn wrong_usage_is_2() {
    let world = World::new();
    for arguments in
        [&[][..], &["nothing"], &["clear"], &["clear", "--all", "--expired"], &["token"], &["use"]]
    {
        assert_eq!(world.run(arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(world.run(&["--help"]).code, 0);
    assert_eq!(world.run(&["--version"]).text(), format!("tessera {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_choice_that_is_not_made_is_2_and_lists_the_candidates() {
    let world = World::with(&Seed::two_people().json());
    let said = world.run(&["token", "--scope", "User.Read"]).failed(2);
    assert!(said.contains("ada@example.com") && said.contains("bo@example.com"), "{said}");
    let provider = |id: &str| json!({"id": id, "kind": "demo", "name": id});
    world.write_settings(&json!({"providers": [provider("one"), provider("two")]}));
    let said = world.run(&["sign-in"]).failed(2);
    assert!(said.contains("one") && said.contains("two"), "{said}");
}

#[test]
fn a_sign_in_that_is_needed_is_3() {
    let said = World::new().run(&["token", "--scope", "User.Read"]).failed(3);
    assert!(said.contains("tessera sign-in"), "{said}");
}

#[test]
fn a_held_lock_is_4_and_names_its_holder() {
    let world = World::with(&Seed::two_people().json());
    let path = format!("{}.lockfile", world.cache().display());
    fs::write(&path, "4242 another").unwrap();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.lock().unwrap();
    let said = world.run(&["clear", "--all", "--wait", "0"]).failed(4);
    assert!(said.contains("another (process 4242)"), "{said}");
    assert_eq!(
        world.run(&["accounts", "--json"]).json().as_array().unwrap().len(),
        2,
        "reading takes no lock"
    );
    drop(file);
    world.run(&["clear", "--all", "--wait", "0"]).text();
}

#[test]
fn what_cannot_be_decrypted_is_5_and_stays() {
    let world = World::with(&Seed::two_people().json());
    let bytes = fs::read(world.cache()).unwrap();
    fs::write(world.path("passphrase"), "another passphrase").unwrap();
    let said = world.run(&["accounts"]).failed(5);
    assert!(said.contains("does not open"), "{said}");
    let info = world.run(&["cache", "info", "--json"]);
    assert_eq!(info.code, 5);
    assert!(info.out.contains("\"protection\": \"passphrase\""), "{info:?}");
    fs::remove_file(world.path("passphrase")).unwrap();
    let said = world.run(&["clear", "--all"]).failed(5);
    assert!(said.contains("passphrase file"), "{said}");
    assert_eq!(fs::read(world.cache()).unwrap(), bytes);
}

#[test]
fn a_damaged_cache_is_5_once_and_moved_aside_whole() {
    let world = World::with(&Seed::two_people().json());
    let mut bytes = fs::read(world.cache()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(world.cache(), &bytes).unwrap();
    let said = world.run(&["accounts"]).failed(5);
    assert!(said.contains("moved to"), "{said}");
    let folder = world.cache().parent().unwrap().to_owned();
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap_or_default());
    assert!(files.into_iter().any(|file| file == bytes), "the damaged file is kept");
    assert_eq!(world.run(&["accounts"]).text(), "Nobody is signed in.\n");
}

#[test]
fn what_is_not_there_is_6() {
    let world = World::with(&Seed::two_people().json());
    for arguments in [
        &["use", "nobody@example.com"][..],
        &["sign-out", "nobody@example.com"],
        &["tokens", "--account", "nobody@example.com"],
        &["clear", "--all", "--account", "nobody@example.com"],
        &["token", "--scope", "User.Read", "--account", "ada@example.com"],
        &["cache", "import", "/nonexistent/file"],
        &["sign-in"],
    ] {
        world.run(arguments).failed(6);
    }
    world.connect_demo_tenant();
    world.run(&["sign-in", "--provider", "other"]).failed(6);
}
