//! What differs at a terminal, and without one.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
};

use crate::support::{PASSPHRASE, Seed, World};

/// The program at a terminal of its own; all that it shows there comes out of the child.
fn at_terminal(world: &World, arguments: &str) -> Child {
    let mut command = Command::new("script");
    world.enter(&mut command);
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_tessera"));
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).env_remove("TESSERA_PASSPHRASE_FILE");
    command.spawn().unwrap()
}

#[test]
fn the_passphrase_is_asked_for_and_an_export_warns() {
    let world = World::with(&Seed::two_people().json());
    let mut child = at_terminal(&world, "cache export");
    let mut out = child.stdout.take().unwrap();
    let mut shown = Vec::new();
    while !shown.ends_with(b"Passphrase of the token cache: ") {
        let mut byte = [0];
        assert_eq!(out.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&shown));
        shown.push(byte[0]);
    }
    let mut input = child.stdin.take().unwrap();
    input.write_all(format!("{PASSPHRASE}\n").as_bytes()).unwrap();
    out.read_to_end(&mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    assert!(child.wait().unwrap().success(), "{shown}");
    assert!(shown.contains("whoever sees them is signed in as you"), "{shown}");
    assert!(shown.contains("access-secret-of-ada"), "{shown}");
}

#[test]
fn without_a_terminal_the_passphrase_file_is_what_is_asked_for() {
    let world = World::with(&Seed::two_people().json());
    let mut command = Command::new("setsid");
    world.enter(&mut command);
    command.args(["--wait", env!("CARGO_BIN_EXE_tessera"), "accounts"]).env_remove("TESSERA_PASSPHRASE_FILE");
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("TESSERA_PASSPHRASE_FILE"), "{said}");
}
