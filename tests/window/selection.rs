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
