//! What can happen between the window and the browser.

use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{error, row, sign_in_as, stage, try_demo};

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

/// `http://localhost:{port}` out of the authorization link.
fn redirect_of(link: &str) -> String {
    let encoded = link.split("redirect_uri=").nth(1).unwrap().split('&').next().unwrap();
    encoded.replace("%3A", ":").replace("%2F", "/").trim_end_matches('/').to_owned()
}
