//! With a real Secret Service: GNOME Keyring, in a D-Bus session of the test's own.

use std::{fs, process::Command};

use serde_json::Value;

use crate::support::{Seed, World};

const UNLOCKED: &str = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >&2";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >&2";

/// Runs the program in a new session, after a command that begins it.
fn in_session(world: &World, begin: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new("dbus-run-session");
    let script = format!("{begin}; exec \"$@\"");
    command.args(["--", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_tessera")]).args(arguments);
    world.enter(&mut command);
    command.env_remove("TESSERA_PASSPHRASE_FILE");
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
