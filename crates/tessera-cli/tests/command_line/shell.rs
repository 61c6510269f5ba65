//! Completions and the manual.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
};

use crate::support::World;

#[test]
fn completions_know_the_commands() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = world.run(&["completions", shell]).text();
        assert!(text.contains("sign-out") && text.contains("dry-run") && text.contains("rekey"), "{shell}");
    }
}

#[test]
fn bash_completes_with_what_it_is_given() {
    let world = World::new();
    let file = world.path("completions");
    fs::write(&file, world.run(&["completions", "bash"]).text()).unwrap();
    let script = "set -eu; source \"$0\"; complete -p tessera >&2
        COMP_WORDS=(tessera cache re); COMP_CWORD=2; _tessera tessera re cache; echo \"${COMPREPLY[*]}\"";
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", script]).arg(&file).stdin(Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "rekey restore\n", "{said}");
}

/// What a page says in roff, where a dash is written as \-.
fn plain(page: &str) -> String {
    page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "")
}

#[test]
fn the_manual_page_tells_commands_variables_and_exit_codes() {
    let page = plain(&World::new().run(&["man"]).text());
    for told in [
        "tessera-sign-out(1)",
        "TESSERA_PASSPHRASE_FILE",
        "TESSERA_NEW_PASSPHRASE_FILE",
        "--plain",
        "EXIT STATUS",
    ] {
        assert!(page.contains(told), "{told} is not in {page}");
    }
    assert!(!page.contains("tessera-help"), "{page}");
}

#[test]
fn every_page_that_a_page_names_is_there() {
    let world = World::new();
    let folder = world.path("man/man1");
    let told = world.run(&["man", folder.to_str().unwrap(), "--json"]).json();
    let written: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    let told: BTreeSet<String> =
        told["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap().to_owned()).collect();
    assert_eq!(written, told);
    assert!(written.contains("tessera-cache-rekey.1") && written.contains("tessera-providers-add-entra.1"));
    let mut named = BTreeSet::new();
    for name in &written {
        let page = plain(&fs::read_to_string(folder.join(name)).unwrap());
        for (start, _) in page.match_indices("(1)") {
            let name_of_page =
                page[..start].rsplit(|it: char| !it.is_ascii_alphanumeric() && it != '-').next().unwrap();
            named.insert(format!("{name_of_page}.1"));
        }
        assert!(page.contains("EXIT STATUS"), "{name}");
    }
    assert_eq!(named, written);
    assert_eq!(
        plain(&world.run(&["man"]).text()),
        plain(&fs::read_to_string(folder.join("tessera.1")).unwrap())
    );
}

#[test]
fn pages_that_cannot_be_written_are_a_failure() {
    let world = World::new();
    fs::write(world.path("file"), "").unwrap();
    let said = world.run(&["man", world.path("file").to_str().unwrap()]).failed(1);
    assert!(said.contains("cannot write"), "{said}");
}
