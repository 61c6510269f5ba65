//! `cache rekey` with a passphrase; with a keyring see `keyring`.

use std::fs;

use serde_json::json;

use crate::support::{Ended, PASSPHRASE, Seed, World, end};

const ANOTHER: &str = "another passphrase altogether";

fn rekey(world: &World, new: &str, arguments: &[&str]) -> Ended {
    fs::write(world.path("new-passphrase"), format!("{new}\n")).unwrap();
    let mut command = world.command();
    command.args(["cache", "rekey"]).args(arguments);
    command.env("TESSERA_NEW_PASSPHRASE_FILE", world.path("new-passphrase"));
    let ended = end(&mut command);
    world.remember(&ended);
    assert!(new.is_empty() || !format!("{ended:?}").contains(new), "{ended:?}");
    ended
}

#[test]
fn another_passphrase_opens_the_cache_and_the_old_one_does_not() {
    let world = World::with(&Seed::two_people().json());
    let before = world.export();
    let ended = rekey(&world, ANOTHER, &["--passphrase", "--json"]);
    assert!(ended.err.contains("TESSERA_PASSPHRASE_FILE has to name a file with the new"), "{ended:?}");
    let told = ended.json();
    assert_eq!(
        told,
        json!({"protection": "passphrase", "generation": 3, "oldKey": {"state": "of-passphrase"}})
    );
    world.run(&["accounts"]).failed(5);
    fs::write(world.path("passphrase"), ANOTHER).unwrap();
    assert_eq!(world.export(), before);
}

#[test]
fn a_new_key_of_the_same_passphrase_is_another_key() {
    let world = World::with(&Seed::two_people().json());
    let (key_id, before) = (|| fs::read(world.cache()).unwrap()[12..28].to_vec(), world.export());
    let old = key_id();
    let ended = rekey(&world, "", &[]);
    assert!(ended.err.is_empty() && ended.out.contains("a new key of the same passphrase"), "{ended:?}");
    assert_ne!(key_id(), old);
    assert_eq!(world.export(), before);
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let world = World::with(&Seed::two_people().json());
    let bytes = fs::read(world.cache()).unwrap();
    let said = rekey(&world, "too little", &["--passphrase"]).failed(1);
    assert!(said.contains("too short; take at least 12"), "{said}");
    let said = rekey(&world, "", &["--keyring"]).failed(5);
    assert!(said.contains("no keyring answers"), "{said}");
    rekey(&world, "", &["--keyring", "--passphrase"]).failed(2);
    fs::write(world.path("passphrase"), "a wrong old passphrase").unwrap();
    rekey(&world, ANOTHER, &["--passphrase"]).failed(5);
    rekey(&world, ANOTHER, &[]).failed(5);
    fs::write(world.path("passphrase"), PASSPHRASE).unwrap();
    assert_eq!(fs::read(world.cache()).unwrap(), bytes);
}

#[test]
fn a_cache_that_is_not_there_is_6_and_is_not_begun() {
    let world = World::new();
    rekey(&world, ANOTHER, &["--passphrase"]).failed(6);
    assert!(!world.cache().exists());
}
