//! Clearing tokens and signing out.

use serde_json::{Value, json};

use crate::support::{Seed, World};

fn numbers(accounts: u64, access: u64, refresh: u64, id: u64) -> Value {
    json!({"accounts": accounts, "accessTokens": access, "refreshTokens": refresh, "idTokens": id})
}

#[test]
fn each_way_to_clear_takes_what_it_says_and_no_more() {
    for (arguments, goes, stays) in [
        (&["--expired"][..], numbers(0, 1, 0, 0), numbers(2, 2, 2, 2)),
        (&["--access-tokens"], numbers(0, 3, 0, 0), numbers(2, 0, 2, 2)),
        (&["--all"], numbers(0, 3, 2, 2), numbers(2, 0, 0, 0)),
        (&["--expired", "--account", "ada@example.com"], numbers(0, 1, 0, 0), numbers(1, 1, 1, 1)),
        (&["--access-tokens", "--account", "bo@example.com"], numbers(0, 1, 0, 0), numbers(1, 0, 1, 1)),
        (&["--all", "--account", "bo@example.com"], numbers(0, 1, 1, 1), numbers(1, 0, 0, 0)),
    ] {
        let world = World::with(&Seed::two_people().json());
        let before = world.export();
        let with = |more: &str| {
            let arguments =
                [&["clear", "--json"], arguments, &[more][..usize::from(!more.is_empty())]].concat();
            world.run(&arguments).json()
        };
        let rehearsed = with("--dry-run");
        assert_eq!(rehearsed, json!({"dryRun": true, "goes": goes, "stays": stays}), "{arguments:?}");
        assert_eq!(world.export(), before);
        assert_eq!(with(""), json!({"dryRun": false, "goes": goes, "stays": stays}), "{arguments:?}");
        assert_ne!(world.export(), before);
    }
}

#[test]
fn a_sign_out_is_rehearsed_and_then_takes_the_whole_account() {
    let world = World::with(&Seed::two_people().json());
    let text = world.run(&["sign-out", "ada@example.com", "--dry-run"]).text();
    assert!(text.starts_with("Would go: 1 account, 2 access tokens, 1 refresh token, 1 ID token."), "{text}");
    let text = world.run(&["sign-out", "ada@example.com"]).text();
    assert!(text.ends_with("Stays: nothing.\n"), "{text}");
    assert!(!world.export().to_string().contains("ada."));
    assert_eq!(world.run(&["accounts", "--json"]).json().as_array().unwrap().len(), 1);
}
