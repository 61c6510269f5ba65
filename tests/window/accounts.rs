//! The list of accounts: told apart, many, changed by another process.

use std::time::Instant;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, eventually, run_cache_command, testid};

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

    // A row shows as soon as its height is known.
    let texts = eventually("both rows show", SOON, async || {
        let script =
            "return [...document.querySelectorAll('[data-testid=account-row]')].map(row => row.innerText)";
        let texts: Vec<String> = serde_json::from_value(window.script(script).await).unwrap();
        texts.iter().all(|text| !text.is_empty()).then_some(texts)
    })
    .await;
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
    window.reads(&testid("account-count"), "201 accounts").await;
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
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_accounts_are_listed_scrolled_and_filtered_with_few_rows_drawn() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    run_cache_command(&desktop, CacheCommand::Crowd { accounts: 1000, tokens: 20 });
    let window = Window::open(&desktop).await;
    window.reads(&testid("account-count"), "1,000 accounts").await;
    window.find(&testid("token-row")).await;
    eventually("as many rows are drawn as are in sight, and hardly more", SOON, async || {
        (8..40).contains(&window.count(&testid("account-row")).await).then_some(())
    })
    .await;

    // Every row can be reached by the keyboard, and says where it is in the whole.
    window.press("/").await;
    window.press("\u{e015}").await;
    window.press("\u{e010}").await;
    let last = "[data-testid=account-row][aria-posinset='1000'][aria-setsize='1000']";
    window.find(&format!("{last}:focus")).await;
    eventually("the last row is in sight", SOON, async || is_in_sight(&window, last).await.then_some(()))
        .await;
    window.press("\u{e007}").await;
    window.reads(&testid("account-username"), "jonas.jardim999@lumenworks.example").await;
    window.picture("accounts-1000-end").await;
    assert!(window.count(&testid("account-row")).await < 40);

    // And by scrolling.
    window.script("document.querySelector('[role=listbox]').scrollTop = 0").await;
    window.find(&row("ada.almeida0@lumenworks.example")).await;
    window.script("document.querySelector('[role=listbox]').scrollTop = 20000").await;
    window.lacks(&row("ada.almeida0@lumenworks.example")).await;

    window.fill(&testid("account-filter"), "costa92").await;
    window.counts(&testid("account-row"), 10, SOON).await;
    let first = row("ada.costa920@lumenworks.example");
    eventually("what was found is in sight", SOON, async || is_in_sight(&window, &first).await.then_some(()))
        .await;
    window.picture("accounts-1000-filtered").await;
    window.close().await;
}

async fn is_in_sight(window: &Window, selector: &str) -> bool {
    let script = format!(
        r#"const row = document.querySelector(`{selector}`).getBoundingClientRect();
           const list = document.querySelector('[role=listbox]').getBoundingClientRect();
           return row.height > 0 && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;"#
    );
    window.script(&script).await == true
}
