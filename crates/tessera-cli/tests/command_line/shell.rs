//! Completions and the manual page.

use crate::support::World;

#[test]
fn completions_know_the_commands() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = world.run(&["completions", shell]).text();
        assert!(
            text.contains("sign-out") && text.contains("--dry-run") || text.contains("dry-run"),
            "{shell}"
        );
    }
}

#[test]
fn the_manual_page_tells_commands_variables_and_exit_codes() {
    // roff writes a dash as \-.
    let page = World::new().run(&["man"]).text().replace("\\-", "-");
    for told in ["sign-out", "--access-tokens", "TESSERA_PASSPHRASE_FILE", "5 the cache cannot be"] {
        assert!(page.contains(told), "{told} is not in {page}");
    }
}
