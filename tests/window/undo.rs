//! Undoing a removal, while another program uses the same cache.

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};
use serde_json::Value;

use crate::{SOON, current_row, row, signed_in, tokens};

const ADA: &str = "ada@lumenworks.example";
/// Control and Z, and Control let go.
const CONTROL_Z: &str = "\u{e009}z\u{e000}";

/// The tokens of everybody as another program reads them.
fn secrets(desktop: &Desktop) -> Vec<String> {
    let cache: Value = serde_json::from_str(&run_cache_command(desktop, CacheCommand::Export)).unwrap();
    let sections = ["AccessToken", "RefreshToken", "IdToken"];
    let entries =
        sections.iter().filter_map(|section| cache[section].as_object()).flat_map(|all| all.values());
    let mut secrets: Vec<_> = entries.map(|entry| entry["secret"].as_str().unwrap().to_owned()).collect();
    secrets.sort();
    secrets
}

async fn sign_out(window: &Window) {
    window.click(&testid("sign-out")).await;
    window.reads(&testid("removal-goes"), "the account").await;
    window.reads(&testid("removal-consequence"), "You can undo this").await;
    window.click(&testid("removal-confirm")).await;
    window.lacks(&row(ADA)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_is_undone_to_the_last_token_among_what_another_program_wrote() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let before = secrets(&desktop);
    sign_out(&window).await;
    window.find(&testid("undo")).await;
    assert_eq!(secrets(&desktop), Vec::<String>::new(), "another program still finds what was removed");
    run_cache_command(&desktop, CacheCommand::Seed(2));
    window.counts(&testid("account-row"), 2, SOON).await;
    window.picture("undo").await;
    let page = window.script("return document.documentElement.outerHTML").await;
    assert!(!page.as_str().unwrap().contains("eyJ"), "a token's text is in the page");

    window.press(CONTROL_Z).await;
    window.reads(&testid("announcement"), "Brought back: the account").await;
    window.find(&current_row(ADA)).await;
    window.lacks(&testid("undo")).await;
    let after = secrets(&desktop);
    assert!(before.iter().all(|secret| after.contains(secret)), "not all of her tokens are back");
    window.counts(&testid("account-row"), 3, SOON).await;
    window.picture("undone").await;

    window.click(&row(ADA)).await;
    sign_out(&window).await;
    window.find(&testid("undo")).await;
    window.lacks(&testid("undo")).await;
    window.press(CONTROL_Z).await;
    window.lacks(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cleared_tokens_do_not_bring_an_account_back_that_another_program_signed_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    let others = secrets(&desktop).len() - 3;
    window.click(&testid("clear-menu")).await;
    window.click(&testid("clear-access-tokens")).await;
    window.reads(&testid("removal-goes"), "1 access token").await;
    window.click(&testid("removal-confirm")).await;
    window.find(&testid("undo")).await;
    window.lacks(&tokens("access")).await;
    run_cache_command(&desktop, CacheCommand::SignOut(ADA));
    window.lacks(&row(ADA)).await;
    window.lacks(&testid("undo")).await;
    assert_eq!(secrets(&desktop).len(), others);
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_that_waits_for_another_programs_lock_can_be_given_up() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let lock = desktop.lock_cache();
    window.click(&testid("sign-out")).await;
    window.reads(&testid("removal-goes"), "the account").await;
    window.click(&testid("removal-confirm")).await;
    window.find(&format!("{}[aria-disabled=true]", testid("removal-confirm"))).await;
    window.picture("removal-waits").await;
    window.click(&testid("removal-cancel")).await;
    window.lacks(&testid("removal-dialog")).await;
    drop(lock);

    // What comes after it in the line is done, and it is not.
    run_cache_command(&desktop, CacheCommand::Expire);
    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"renewed\"]").await;
    window.find(&current_row(ADA)).await;
    let all = secrets(&desktop);
    assert!(!all.is_empty());
    assert_eq!(window.count(&testid("undo")).await, 0);

    // Undoing can be given up too, and done after all.
    sign_out(&window).await;
    let lock = desktop.lock_cache();
    window.click(&testid("undo")).await;
    window.find(&testid("undo-give-up")).await;
    window.picture("undo-waits").await;
    window.click(&testid("undo-give-up")).await;
    window.find(&testid("undo-dismiss")).await;
    drop(lock);
    assert_eq!(secrets(&desktop), Vec::<String>::new());
    window.press(CONTROL_Z).await;
    window.find(&row(ADA)).await;
    assert_eq!(secrets(&desktop), all);
    window.close().await;
    browser.close().await;
}
