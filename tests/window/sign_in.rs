//! What can happen between the window and the browser.

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{add_account, error, providers::describe, row, sign_in_as, signed_in, stage, try_demo};

const ADA: &str = "ada@lumenworks.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_consent_is_told_and_can_be_tried_again() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;

    let link = try_demo(&desktop, &window).await;
    window.find(&stage("waiting-for-browser")).await;
    window.picture("sign-in-waiting").await;
    browser.go(&link).await;
    browser.click("#person-ada").await;
    // The page before has a way back of the same name: only the consent page can be accepted.
    browser.shows("#accept").await;
    browser.click("#cancel").await;
    window.find(&error("consent-refused")).await;
    window.reads(&testid("error-provider-code"), "AADSTS65004").await;
    window.picture("sign-in-refused").await;

    let already = desktop.opened_links().len();
    window.click(&testid("sign-in-retry")).await;
    let link = desktop.next_link(already).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_the_wrong_state_and_strays_end_nothing() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;

    let link = try_demo(&desktop, &window).await;
    let redirect = redirect_of(&link);
    // Neither of these is an answer.
    browser.go(&format!("{redirect}/favicon.ico")).await;
    browser.go(&redirect).await;
    window.find(&stage("waiting-for-browser")).await;
    browser.go(&format!("{redirect}/?code=stolen&state=made-up")).await;
    browser.reads("This answer was not expected").await;
    window.find(&stage("waiting-for-browser")).await;
    window.lacks(&row(ADA)).await;
    // It ended nothing: the right answer still counts.
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_closes_the_port_and_stores_nothing() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;

    let link = try_demo(&desktop, &window).await;
    let port: u16 = redirect_of(&link).rsplit(':').next().unwrap().parse().unwrap();
    window.find(&stage("waiting-for-browser")).await;
    window.find(&testid("sign-in-time-left")).await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&stage("waiting-for-browser")).await;
    end_to_end::eventually("the port is closed", crate::SOON, async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err().then_some(())
    })
    .await;
    window.lacks(&testid("account-row")).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_that_a_browser_ends_on_elsewhere_is_pasted_and_a_wrong_one_ends_nothing() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;
    let link = try_demo(&desktop, &window).await;
    let redirect = redirect_of(&link);
    let port = redirect.rsplit(':').next().unwrap().parse().unwrap();
    let browser = Browser::start_elsewhere(port).await;
    browser.go(&link).await;
    browser.click("#person-ada").await;
    browser.click("#accept").await;
    let address = browser.ends_at(&redirect).await;
    assert!(address.contains("code="), "{address}");
    window.find(&stage("waiting-for-browser")).await;

    window.click(&testid("sign-in-paste")).await;
    for (wrong, words) in [
        ("http://localhost", "There is no answer to a sign-in"),
        (&format!("{redirect}/?code=stolen&state=made-up"), "belongs to another sign-in"),
    ] {
        window.fill(&testid("sign-in-address"), wrong).await;
        window.click(&testid("sign-in-address-take")).await;
        window.reads(&testid("sign-in-address-about"), words).await;
        window.find(&stage("waiting-for-browser")).await;
    }
    window.picture("sign-in-paste").await;
    window.fill(&testid("sign-in-address"), &address).await;
    window.click(&testid("sign-in-address-take")).await;
    window.find(&row(ADA)).await;
    let html = window.script("return document.documentElement.outerHTML").await;
    assert!(!html.as_str().unwrap().contains("code="), "the address stays in the page");
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_at_a_time_and_the_person_says_which() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    add_account(&desktop, &window).await;
    window.find(&stage("waiting-for-browser")).await;

    window.click(&testid("open-providers")).await;
    describe(&window, &provider).await;
    window.click(&testid("provider-save")).await;
    window.find(&testid("sign-in-wanted")).await;
    window.picture("sign-in-instead").await;
    let already = desktop.opened_links().len();
    window.click(&testid("sign-in-replace")).await;
    let link = desktop.next_link(already).await;
    browser.forget().await;
    sign_in_as(&browser, &link, "bruno").await;
    window.find(&row("bruno@lumenworks.example")).await;
    window.close().await;
    browser.close().await;
}

/// `http://localhost:{port}` out of the authorization link.
fn redirect_of(link: &str) -> String {
    let encoded = link.split("redirect_uri=").nth(1).unwrap().split('&').next().unwrap();
    encoded.replace("%3A", ":").replace("%2F", "/").trim_end_matches('/').to_owned()
}
