//! `cache restore`.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{Seed, World};

/// Bo was imported after Ada, so the backup holds Ada alone.
fn grown() -> World {
    let mut first = Seed::default();
    first.account("ada", "ada@example.com");
    let world = World::with(&first.json());
    world.import(&Seed::two_people().json());
    world
}

fn usernames(world: &World) -> Vec<String> {
    let accounts = world.run(&["accounts", "--json"]).json();
    let name = |account: &Value| account["username"].as_str().unwrap().to_owned();
    accounts.as_array().unwrap().iter().map(name).collect()
}

fn backup(world: &World) -> PathBuf {
    world.cache().with_extension("sealed.backup")
}

fn folder(world: &World) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs::read_dir(world.cache().parent().unwrap()).unwrap();
    let mut files: Vec<_> =
        files.map(|file| file.unwrap().path()).map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn a_rehearsal_tells_what_would_come_back_and_changes_nothing() {
    let world = grown();
    let before = folder(&world);
    let told = world.run(&["cache", "restore", "--dry-run", "--json"]).json();
    let holds = json!({"accounts": 1, "accessTokens": 0, "refreshTokens": 1, "idTokens": 1});
    let expected = json!({"generation": 2, "usernames": ["ada@example.com"], "holds": holds});
    assert_eq!((&told["backup"], &told["generation"]), (&expected, &json!(3)));
    assert_eq!((&told["dryRun"], &told["presentCache"]), (&json!(true), &json!("becomes-backup")));
    let text = world.run(&["cache", "restore", "--dry-run"]).text();
    assert!(
        text.starts_with("Would come back: the cache of write 2, with 1 account, 1 refresh token"),
        "{text}"
    );
    assert_eq!(folder(&world), before);
    assert!(world.run(&["cache", "info"]).text().contains("Backup: of write 2"));
}

#[test]
fn the_backup_comes_back_and_doing_so_again_undoes_it() {
    let world = grown();
    let text = world.run(&["cache", "restore"]).text();
    assert!(text.contains("restoring again undoes this"), "{text}");
    assert_eq!(usernames(&world), ["ada@example.com"]);
    let told = world.run(&["cache", "restore", "--json"]).json();
    assert_eq!((&told["presentCache"], &told["movedTo"]), (&json!("becomes-backup"), &Value::Null));
    assert_eq!(usernames(&world), ["ada@example.com", "bo@example.com"]);
}

#[test]
fn a_damaged_cache_is_moved_aside_whole() {
    let world = grown();
    let mut damaged = fs::read(world.cache()).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(world.cache(), &damaged).unwrap();
    let told = world.run(&["cache", "restore", "--json"]).json();
    assert_eq!(told["presentCache"], "moved-aside");
    assert_eq!(fs::read(told["movedTo"].as_str().unwrap()).unwrap(), damaged);
    assert_eq!(usernames(&world), ["ada@example.com"]);
}

#[test]
fn a_cache_that_is_gone_comes_back() {
    let world = grown();
    fs::remove_file(world.cache()).unwrap();
    let text = world.run(&["cache", "restore"]).text();
    assert!(text.contains("There was no cache to be replaced."), "{text}");
    assert_eq!(usernames(&world), ["ada@example.com"]);
}

#[test]
fn no_backup_is_6() {
    World::new().run(&["cache", "restore"]).failed(6);
    let world = grown();
    fs::remove_file(backup(&world)).unwrap();
    let said = world.run(&["cache", "restore", "--dry-run"]).failed(6);
    assert!(said.contains(".backup"), "{said}");
}

#[test]
fn a_backup_that_does_not_open_is_5_and_stays() {
    let world = grown();
    fs::write(world.path("passphrase"), "a wrong passphrase").unwrap();
    world.run(&["cache", "restore"]).failed(5);
    fs::write(world.path("passphrase"), crate::support::PASSPHRASE).unwrap();
    let mut damaged = fs::read(backup(&world)).unwrap();
    damaged.truncate(200);
    fs::write(backup(&world), &damaged).unwrap();
    let before = folder(&world);
    let said = world.run(&["cache", "restore"]).failed(5);
    assert!(said.contains("cannot be opened (damaged)"), "{said}");
    assert_eq!(folder(&world), before);
}
