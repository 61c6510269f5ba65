//! What differs at a terminal, and without one.

use std::{
    fs,
    io::{Read, Write},
    process::{Child, Command, Stdio},
};

use crate::support::{PASSPHRASE, Seed, World};

/// The program at a terminal of its own; all that it shows there comes out of the child.
pub(crate) fn at_terminal(world: &World, arguments: &str) -> Child {
    let mut command = Command::new("script");
    world.enter(&mut command);
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_tessera"));
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).env_remove("TESSERA_PASSPHRASE_FILE");
    command.spawn().unwrap()
}

/// Answers each question as it comes, and tells all that was shown.
pub(crate) fn converse(mut child: Child, questions: &[(&str, &str)]) -> (bool, String) {
    let (mut out, mut input) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
    let mut shown = Vec::new();
    for (question, answer) in questions {
        while !shown.ends_with(question.as_bytes()) {
            let mut byte = [0];
            assert_eq!(out.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&shown));
            shown.push(byte[0]);
        }
        input.write_all(format!("{answer}\n").as_bytes()).unwrap();
    }
    out.read_to_end(&mut shown).unwrap();
    (child.wait().unwrap().success(), String::from_utf8(shown).unwrap())
}

const KNOWN: (&str, &str) = ("Passphrase of the token cache: ", PASSPHRASE);

#[test]
fn the_passphrase_is_asked_for_and_an_export_warns() {
    let world = World::with(&Seed::two_people().json());
    let (success, shown) = converse(at_terminal(&world, "cache export"), &[KNOWN]);
    assert!(success, "{shown}");
    assert!(shown.contains("whoever sees them is signed in as you"), "{shown}");
    assert!(shown.contains("access-secret-of-ada"), "{shown}");
}

#[test]
fn another_passphrase_is_asked_for_twice_after_the_old_one() {
    let world = World::with(&Seed::two_people().json());
    let bytes = fs::read(world.cache()).unwrap();
    let new = "a passphrase to change to";
    let questions = |again| [KNOWN, ("New passphrase: ", new), ("The same again: ", again)];
    let rekey = || at_terminal(&world, "cache rekey --passphrase");
    let (success, shown) = converse(rekey(), &questions("something else"));
    assert!(!success && shown.contains("differ"), "{shown}");
    assert_eq!(fs::read(world.cache()).unwrap(), bytes);
    let (success, shown) = converse(rekey(), &questions(new));
    assert!(success, "{shown}");
    fs::write(world.path("passphrase"), new).unwrap();
    world.run(&["accounts"]).text();
}

#[test]
fn a_wrong_passphrase_ends_before_a_new_one_is_asked_for() {
    let world = World::with(&Seed::two_people().json());
    let (success, shown) =
        converse(at_terminal(&world, "cache rekey --passphrase"), &[(KNOWN.0, "a wrong one")]);
    assert!(!success && !shown.contains("New passphrase"), "{shown}");
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
