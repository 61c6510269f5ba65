//! Redirects by a scheme of the application's own, and the one window that they come to.

use std::process::{Command, ExitStatus};

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{Browser, Desktop, Keyring, Window, program, testid};

use crate::{providers::describe, row};

const NOT_EXPECTED: &str = "[data-testid=\"notice\"][data-kind=\"answer-not-expected\"]";

/// Starts the program once more, as the system would, and waits until that start has ended.
fn start_again(desktop: &Desktop, arguments: &[&str]) -> ExitStatus {
    let mut command = Command::new(program());
    desktop.dress(command.args(arguments)).status().unwrap()
}

/// What the system says about programs for a scheme.
fn handlers_of(desktop: &Desktop, scheme: &str) -> String {
    let mut query = Command::new("gio");
    query.args(["mime", &format!("x-scheme-handler/{scheme}")]);
    let answer = desktop.dress(&mut query).output().unwrap();
    String::from_utf8_lossy(&answer.stdout).into_owned()
}

/// Connects the provider with the scheme that Entra would make of the client ID, and answers the scheme and the link of
/// the first sign-in.
async fn connect_by_scheme(desktop: &Desktop, window: &Window, provider: &DemoTenant) -> (String, String) {
    let scheme = format!("msal{}", provider.client_id());
    describe(window, provider).await;
    window.click(&testid("provider-more")).await;
    window.fill(&testid("provider-redirect"), &format!("{scheme}://auth")).await;
    let already = desktop.opened_links().len();
    window.click(&testid("provider-save")).await;
    (scheme, desktop.next_link(already).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_hands_a_scheme_of_the_applications_own_to_the_window() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let (scheme, link) = connect_by_scheme(&desktop, &window, &provider).await;
    window.find("[data-testid=\"sign-in-way-back\"][data-way=\"scheme\"]").await;
    window.picture("sign-in-by-scheme").await;
    let handlers = handlers_of(&desktop, &scheme);
    assert!(handlers.contains("tessera-desktop-handler.desktop"), "{handlers}");

    let browser =
        Browser::start_on(&desktop, &provider.base_url().origin().ascii_serialization(), &scheme).await;
    browser.go(&link).await;
    browser.click("#person-ada").await;
    browser.click("#accept").await;
    window.find(&row("ada@lumenworks.example")).await;
    window.lacks(NOT_EXPECTED).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_no_sign_in_waits_for_is_told_and_does_nothing() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let (scheme, _) = connect_by_scheme(&desktop, &window, &provider).await;
    let foreign = format!("{scheme}://auth?code=stolen&state=of-somebody-else");
    assert!(start_again(&desktop, &[&foreign]).success());
    window.find(NOT_EXPECTED).await;
    window.picture("answer-not-expected").await;
    window.find("[data-testid=\"sign-in-panel\"][data-stage=\"waiting-for-browser\"]").await;

    window.click(&testid("sign-in-cancel")).await;
    window.click(&testid("notice-dismiss")).await;
    window.lacks(NOT_EXPECTED).await;
    assert!(start_again(&desktop, &[&foreign]).success());
    window.find(NOT_EXPECTED).await;
    window.lacks(&testid("account-row")).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_start_shows_the_window_that_is_open_and_ends() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;
    window.find(&testid("way-demo")).await;
    assert!(start_again(&desktop, &[]).success());
    window.find(&testid("way-demo")).await;
    window.lacks(NOT_EXPECTED).await;
    window.close().await;

    // Once it is closed, the next start has a window of its own.
    let window = Window::open(&desktop).await;
    window.find(&testid("way-demo")).await;
    window.close().await;
}
