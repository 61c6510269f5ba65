//! With a real Secret Service: GNOME Keyring, in a D-Bus session of the test's own.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Seed, World};

const UNLOCKED: &str = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >&2";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >&2";

/// Runs the program in a new session, after a command that begins it.
fn in_session(world: &World, begin: &str, arguments: &[&str]) -> (i32, String) {
    in_session_with(world, begin, arguments, false)
}

fn in_session_with(world: &World, begin: &str, arguments: &[&str], passphrase: bool) -> (i32, String) {
    let mut command = Command::new("dbus-run-session");
    let script = format!("{begin}; exec \"$@\"");
    command.args(["--", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_tessera")]).args(arguments);
    world.enter(&mut command);
    command.env("TESSERA_NEW_PASSPHRASE_FILE", world.path("new-passphrase"));
    if !passphrase {
        command.env_remove("TESSERA_PASSPHRASE_FILE");
    }
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_key_is_in_the_keyring_and_no_passphrase_is_asked_for() {
    let world = World::new();
    let seed = world.path("seed.json");
    fs::write(&seed, Seed::two_people().json().to_string()).unwrap();
    let import = ["cache", "import", seed.to_str().unwrap()];
    assert_eq!(in_session(&world, UNLOCKED, &import).0, 0);
    let (code, info) = in_session(&world, UNLOCKED, &["cache", "info", "--json"]);
    let info: Value = serde_json::from_str(&info).unwrap();
    assert_eq!((code, info["protection"].as_str()), (0, Some("keyring")));
    assert_eq!(info["holds"]["accounts"], 2);
    assert_eq!(in_session(&world, LOCKED, &["accounts"]).0, 5);
}

#[test]
fn the_cache_goes_from_key_to_key_from_the_keyring_to_a_passphrase_and_back() {
    let world = World::new();
    let (seed, new) = (world.path("seed.json"), world.path("new-passphrase"));
    fs::write(&seed, Seed::two_people().json().to_string()).unwrap();
    fs::write(&new, PASSPHRASE).unwrap();
    let run = |arguments: &[&str]| {
        let (code, out) = in_session(&world, UNLOCKED, arguments);
        assert_eq!(code, 0, "{arguments:?}");
        serde_json::from_str::<Value>(&out).unwrap()
    };
    run(&["cache", "import", seed.to_str().unwrap(), "--json"]);
    let key_id = || fs::read(world.cache()).unwrap()[12..28].to_vec();
    let first = key_id();
    let told = run(&["cache", "rekey", "--json"]);
    assert_eq!((&told["protection"], &told["oldKey"]["state"]), (&json!("keyring"), &json!("forgotten")));
    assert_ne!(key_id(), first);
    let told = run(&["cache", "rekey", "--passphrase", "--json"]);
    assert_eq!((&told["protection"], &told["oldKey"]["state"]), (&json!("passphrase"), &json!("forgotten")));
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 2);
    fs::copy(&new, world.path("passphrase")).unwrap();
    let back = in_session_with(&world, UNLOCKED, &["cache", "rekey", "--keyring", "--json"], true);
    let told: Value = serde_json::from_str(&back.1).unwrap();
    assert_eq!((&told["protection"], &told["oldKey"]["state"]), (&json!("keyring"), &json!("of-passphrase")));
    assert_eq!(run(&["cache", "info", "--json"])["holds"]["accounts"], 2);
}
