//! Names, keys and files that mean no good, and readers that go away.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::support::{Ended, Seed, World, end};

/// Clears the screen, turns the writing around, begins a line of its own.
const NAME: &str = "eve\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\nada@example.com is signed in.";

/// A world in which every name is hostile, and its plain cache.
fn world() -> (World, String) {
    let mut seed = Seed::two_people();
    seed.account("eve", NAME).access("eve", &format!("Mail.Read {NAME}"), "4000000000");
    seed.account("twin", NAME);
    let mut cache = seed.json();
    let odd = cache["AccessToken"].as_object().unwrap().values().next().unwrap().clone();
    cache["AccessToken"].as_object_mut().unwrap().insert(format!("key {NAME}"), odd);
    let (world, plain) = World::with_plain(&cache);
    let provider =
        |id: &str| json!({"id": id, "kind": "oidc", "name": NAME, "clientId": NAME, "authority": NAME});
    world.write_settings(&json!({"providers": [provider("one"), provider(NAME)]}));
    world.import(&cache);
    (world, plain)
}

fn is_harmless(text: &str) -> bool {
    text.chars().all(|it| it == '\n' || !it.is_control() && !matches!(it, '\u{202e}' | '\u{200b}'))
}

#[test]
fn no_name_makes_a_terminal_do_anything_or_makes_a_line_of_its_own() {
    let (world, plain) = world();
    let plain = ["--plain", "--cache", &plain];
    let told = world.run(&["cache", "restore"]).text();
    assert!(is_harmless(&told), "{told}");
    for arguments in [
        &["accounts"][..],
        &["tokens"],
        &["tokens", "--account", NAME],
        &["use", NAME],
        &["use", "eve.11111111-2222-3333-4444-555555555555"],
        &["sign-out", "nobody\u{1b}[2J"],
        &["token", "--scope", NAME],
        &["token", "--scope", "s", "--account", "ada@example.com"],
        &["providers"],
        &["providers", "remove", NAME],
        &["sign-in"],
        &["sign-in", "--provider", "one"],
        &["cache", "info"],
        &["cache", "check"],
        &["cache", "import", NAME],
        &["nonsense\u{1b}[2J"],
        &["cache", "check", "--repair"],
    ] {
        for json in [&[][..], &["--json"]] {
            let ended = world.run(&[arguments, json, &plain].concat());
            let all = format!("{}{}", ended.out, ended.err);
            assert!(is_harmless(&all), "{arguments:?}: {ended:?}");
            assert!(
                !all.lines().any(|line| line.starts_with("ada@example.com is")),
                "{arguments:?}: {ended:?}"
            );
        }
    }
}

#[test]
fn a_name_of_any_length_leaves_the_table_readable() {
    let mut seed = Seed::default();
    seed.account("long", &"x".repeat(20_000)).account("bo", "bo@example.com");
    let world = World::with(&seed.json());
    let text = world.run(&["accounts"]).text();
    assert!(text.lines().all(|line| line.chars().count() < 300), "{text}");
    assert_eq!(world.run(&["accounts", "--json"]).json()[0]["username"].as_str().unwrap().len(), 20_000);
}

#[test]
fn ten_thousand_tokens_are_listed_and_cleared() {
    let mut seed = Seed::two_people();
    for number in 0..10_000 {
        seed.access("ada", &format!("Scope.{number}"), "1000");
    }
    let world = World::with(&seed.json());
    let ended = world.run_secretive(&["tokens", "--json"]);
    assert_eq!(ended.json().as_array().unwrap().len(), 10_007);
    assert_eq!(world.run_secretive(&["tokens"]).text().lines().count(), 10_008);
    let told = world.run(&["clear", "--expired", "--json"]).json();
    assert_eq!(told["goes"]["accessTokens"], 10_001);
}

/// Runs the program with a reader that reads one byte and goes away.
fn read_by_nobody(world: &World, arguments: &[&str]) -> Ended {
    let mut command = world.command();
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0]).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    Ended { code: output.status.code().unwrap(), out: String::new(), err }
}

#[test]
fn a_reader_that_has_enough_is_no_failure_and_no_panic() {
    let mut seed = Seed::two_people();
    for number in 0..3_000 {
        seed.access("ada", &format!("Scope.{number}"), "4000000000");
    }
    let world = World::with(&seed.json());
    for arguments in
        [&["tokens"][..], &["tokens", "--json"], &["cache", "export"], &["completions", "bash"], &["man"]]
    {
        let ended = read_by_nobody(&world, arguments);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let world = World::with(&Seed::two_people().json());
    for arguments in [&["accounts"][..], &["accounts", "--json"], &["cache", "export"], &["man"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command().args(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("cannot write the output"), "{said}");
    }
}

#[test]
fn without_any_standard_stream_nothing_goes_wrong() {
    let world = World::with(&Seed::two_people().json());
    let mut command = Command::new("sh");
    world.enter(&mut command);
    command.args(["-c", "\"$0\" use bo@example.com <&- >&- 2>&-", env!("CARGO_BIN_EXE_tessera")]);
    assert_eq!(end(&mut command).code, 0);
    assert_eq!(world.run(&["accounts", "--json"]).json()[1]["inUse"], true);
}

#[test]
fn the_output_has_no_colours() {
    let world = World::with(&Seed::two_people().json());
    for arguments in [&["--help"][..], &["nonsense"], &["accounts"], &["cache", "info"]] {
        let ended = world.run(arguments);
        assert!(!ended.out.contains('\u{1b}') && !ended.err.contains('\u{1b}'), "{ended:?}");
    }
}

#[test]
fn an_error_is_one_line_of_text_on_the_standard_error_also_with_json() {
    let world = World::with(&Seed::two_people().json());
    for (arguments, code) in
        [(&["use", "nobody", "--json"][..], 6), (&["token", "--scope", "a", "--json"], 2)]
    {
        let ended = world.run(arguments);
        assert!(ended.out.is_empty() && ended.err.lines().count() == 1, "{ended:?}");
        assert!(ended.failed(code).starts_with("tessera: "));
    }
}

#[test]
fn the_cache_is_not_overwritten_by_its_own_export() {
    let world = World::with(&Seed::two_people().json());
    let before = fs::read(world.cache()).unwrap();
    let backup = world.cache().with_extension("sealed.backup");
    for file in [world.cache(), backup] {
        world.run(&["cache", "export", "--force", file.to_str().unwrap()]).failed(2);
    }
    assert_eq!(fs::read(world.cache()).unwrap(), before);
}

#[test]
fn a_passphrase_file_that_cannot_be_one_is_5() {
    let world = World::with(&Seed::two_people().json());
    for file in ["/dev/zero", "/", "/nonexistent"] {
        let output = world.command().arg("accounts").env("TESSERA_PASSPHRASE_FILE", file).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{file}: {output:?}");
    }
}
