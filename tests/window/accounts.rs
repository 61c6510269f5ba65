//! The list of accounts: told apart, many, changed by another process.

use std::time::Instant;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{
    SOON, add_account, choose_passphrase, current_row, row, sign_in_as, signed_in, try_demo, unlock,
};

const DARIO: &str = "dario@harbourpine.example";
const WILHELMINA: &str = "wilhelmina.alexandrina.featherstonehaugh-konstantinidou@harbourpine.example";

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_that_share_a_username_are_told_apart() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "dario", DARIO).await;
    let link = add_account(&desktop, &window).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "dario-personal").await;
    window.counts(&row(DARIO), 2, SOON).await;

    let texts = window
        .script(
            "return [...document.querySelectorAll('[data-testid=account-row]')].map(row => row.innerText)",
        )
        .await;
    let texts: Vec<&str> = texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("Personal")), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("Work")), "{texts:?}");

    let link = add_account(&desktop, &window).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "wilhelmina").await;
    window.click(&row(WILHELMINA)).await;
    window.reads(&testid("account-username"), WILHELMINA).await;
    window.picture("told-apart-and-long-names").await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_to_its_claims_and_hides_its_text_until_asked() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", "ada@lumenworks.example").await;
    window.click("[data-kind=\"access\"] [data-testid=\"token-toggle\"]").await;
    window.reads("[data-testid=\"token-detail\"]", "aud").await;
    window.picture("token-open").await;

    let has_token = "return document.documentElement.outerHTML.includes('eyJ')";
    assert_eq!(
        window.script(has_token).await,
        false,
        "a token's text is in the page before it was asked for"
    );
    window.click(&testid("token-show")).await;
    window.reads(&testid("token-text"), "eyJ").await;
    window.click(&testid("token-hide")).await;
    assert_eq!(window.script(has_token).await, false, "a token's text stays in the page after it was hidden");
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_changes_shows_by_itself() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.set_dark(true);
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", "ada@lumenworks.example").await;
    window.picture("signed-in-dark").await;

    run_cache_command(&desktop, CacheCommand::Seed(200));
    let since = Instant::now();
    window.counts(&testid("account-row"), 201, SOON).await;
    println!("another process's 200 accounts were shown after {:?}", since.elapsed());
    window.picture("accounts-200-dark").await;

    window.fill(&testid("account-filter"), "costa2").await;
    window.counts(&testid("account-row"), 10, SOON).await;
    window.picture("filtered-dark").await;
    window.click(&testid("clear-filter")).await;

    run_cache_command(&desktop, CacheCommand::SignOut("ada@lumenworks.example"));
    window.lacks(&row("ada@lumenworks.example")).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_show_the_same_accounts_and_the_same_one_in_use() {
    // Where there is no D-Bus session, the second start cannot learn of the first one.
    let desktop = Desktop::start(Keyring::Absent).await;
    let browser = Browser::start().await;
    let first = Window::open(&desktop).await;
    choose_passphrase(&first, "correct horse battery").await;
    let link = try_demo(&desktop, &first).await;
    sign_in_as(&browser, &link, "ada").await;
    first.find(&current_row("ada@lumenworks.example")).await;
    let second = Window::open(&desktop).await;
    unlock(&second, "correct horse battery").await;
    second.find(&row("ada@lumenworks.example")).await;

    let link = add_account(&desktop, &second).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "bruno").await;
    second.find(&row("bruno@lumenworks.example")).await;
    first.find(&row("bruno@lumenworks.example")).await;

    second.click(&row("bruno@lumenworks.example")).await;
    second.click(&testid("use-account")).await;
    first.find(&current_row("bruno@lumenworks.example")).await;
    first.close().await;
    second.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_window_still_shows_everything() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    let link = try_demo(&desktop, &window).await;
    window.resize(720, 480).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row("ada@lumenworks.example")).await;
    window.find(&testid("tokens")).await;
    window.picture("smallest").await;
    let overflows = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(window.script(overflows).await, false, "the page is wider than the window");
    window.close().await;
    browser.close().await;
}
