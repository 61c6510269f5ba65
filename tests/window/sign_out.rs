//! Signing out here, and in the browser.

use end_to_end::{Browser, Desktop, Keyring, testid};

use crate::{add_account, row, sign_in_again_as, signed_in};

const ADA: &str = "ada@lumenworks.example";
/// The mark of whom the provider knows to be signed in in the browser.
const SESSION: &str = "#person-ada .tag";

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_in_the_browser_is_a_choice_apart_and_really_ends_its_session() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;

    window.click(&testid("sign-out")).await;
    window.reads(&testid("removal-goes"), "the account").await;
    window.picture("sign-out").await;
    let already = desktop.opened_links().len();
    window.click(&testid("removal-confirm")).await;
    window.lacks(&row(ADA)).await;
    assert_eq!(desktop.opened_links().len(), already, "the browser was opened without being asked for");
    let link = add_account(&desktop, &window).await;
    browser.go(&link).await;
    browser.shows(SESSION).await;
    sign_in_again_as(&browser, &link, "ada").await;

    window.find(&row(ADA)).await;
    window.click(&testid("sign-out")).await;
    window.click(&testid("sign-out-browser-too")).await;
    window.picture("sign-out-browser-too").await;
    let already = desktop.opened_links().len();
    window.click(&testid("removal-confirm")).await;
    let page = desktop.next_link(already).await;
    assert!(!page.contains("eyJ"), "a token is in the address: {page}");
    window.lacks(&row(ADA)).await;
    browser.go(&page).await;
    browser.shows("#signed-out").await;
    let link = add_account(&desktop, &window).await;
    browser.go(&link).await;
    browser.shows("#person-ada").await;
    assert!(!browser.has(SESSION).await, "the browser still knows her");
    window.close().await;
    browser.close().await;
}
