//! Several accounts at once, and what finds them.

use std::time::Instant;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, run_cache_command, testid};

use crate::{SOON, row, signed_in};

const ADA: &str = "ada@lumenworks.example";

#[tokio::test(flavor = "multi_thread")]
async fn several_accounts_are_chosen_on_the_keyboard_signed_out_in_one_go_and_brought_back() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(4));
    window.counts(&testid("account-row"), 5, SOON).await;

    window.tab_to(&row(ADA)).await;
    // Down, Space, and Shift with Down twice.
    window.press("\u{e015}").await;
    window.press(" ").await;
    window.press("\u{e008}\u{e015}\u{e000}").await;
    window.press("\u{e008}\u{e015}\u{e000}").await;
    window.reads(&testid("selection-count"), "3 selected").await;
    window.picture("selection").await;
    window.enter(&testid("selected-sign-out")).await;
    window.reads(&testid("removal-goes"), "3 accounts").await;
    window.picture("selection-sign-out").await;
    window.enter(&testid("removal-confirm")).await;
    window.counts(&testid("account-row"), 2, SOON).await;
    window.reads(&testid("undo-sentence"), "3 accounts").await;
    window.press("\u{e009}z\u{e000}").await;
    window.counts(&testid("account-row"), 5, SOON).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_finds_its_accounts_among_a_thousand() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    window.resize(720, 560).await;
    run_cache_command(&desktop, CacheCommand::Seed(1000));
    window.reads(&testid("account-count"), "1,001 accounts").await;
    let since = Instant::now();
    window.fill(&testid("account-filter"), "files.read").await;
    window.counts(&testid("account-row"), 4, SOON).await;
    println!("four accounts were found by a scope among 1001 after {:?}", since.elapsed());
    window.picture("found-by-scope").await;
    let matched = "return document.querySelector('[data-testid=account-matched]')?.textContent";
    assert_eq!(window.script(matched).await, "Scope Files.Read");
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_tokens_are_chosen_on_the_keyboard_cleared_in_one_go_and_brought_back() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Crowd { accounts: 1, tokens: 4 });
    window.counts(&testid("account-row"), 2, SOON).await;
    window.click("[data-testid=\"account-row\"][aria-posinset=\"2\"]").await;
    window.reads(&testid("token-count"), "9 tokens").await;

    window.tab_to(&testid("token-box")).await;
    // Space, Down, and Shift with Down.
    window.press(" ").await;
    window.press("\u{e015}").await;
    window.press("\u{e008}\u{e015}\u{e000}").await;
    window.reads(&testid("token-selection-count"), "3 tokens selected").await;
    window.picture("token-selection").await;
    window.press("\u{e017}").await;
    window.reads(&testid("removal-goes"), "3 access tokens").await;
    window.reads(&testid("removal-stays"), "the account").await;
    window.picture("token-selection-clear").await;
    window.enter(&testid("removal-confirm")).await;
    window.counts(&testid("token-row"), 6, SOON).await;
    window.counts(&testid("account-row"), 2, SOON).await;
    window.reads(&testid("undo-sentence"), "3 access tokens").await;
    window.press("\u{e009}z\u{e000}").await;
    window.counts(&testid("token-row"), 9, SOON).await;

    // Control and a click on a row, not on its box.
    window.script("document.querySelectorAll('[data-testid=token-toggle]')[4].dispatchEvent(new MouseEvent('click', {ctrlKey: true, bubbles: true}))").await;
    window.reads(&testid("token-selection-count"), "1 token selected").await;
    window.press("\u{e00c}").await;
    window.resize(720, 480).await;
    window.click(&testid("token-box")).await;
    window.picture("token-selection-narrow").await;
    window.close().await;
    browser.close().await;
}
