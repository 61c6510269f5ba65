//! Why an account has to sign in again.

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{providers::connect, row, sign_in_as};

const ADA: &str = "ada@lumenworks.example";

/// The mark of the account's state on the right.
fn state(state: &str) -> String {
    format!("[data-testid=\"account-detail\"] [data-testid=\"account-state\"][data-state=\"{state}\"]")
}

fn explanation(conclusion: &str) -> String {
    format!("[data-testid=\"explanation\"][data-conclusion=\"{conclusion}\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_state_of_an_account_is_told_in_words_and_explained() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let link = connect(&desktop, &window, &provider).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.find(&state("ready")).await;
    window.click(&testid("get-token")).await;
    window.click(&testid("result-why")).await;
    window.find(&explanation("cached-token")).await;
    window.picture("explanation-cached").await;
    window.click(&testid("explanation-dismiss")).await;

    run_cache_command(&desktop, CacheCommand::Expire);
    window.find(&state("renews-by-itself")).await;
    provider.switches().revoke_grants("ada").await.unwrap();
    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"sign-in-needed\"]").await;
    window.find(&state("sign-in-again")).await;
    window.click(&testid("result-why")).await;
    window.find(&explanation("dead-refresh-token")).await;
    window.reads(&testid("explanation"), "AADSTS50173").await;
    window.reads(&testid("explanation-advice"), "The sign-in was revoked").await;
    window.reads(&testid("explanation-todo"), "Sign in again").await;
    window.picture("explanation-dead").await;
    picture_advice(&window, "explanation-advice").await;
    window.close().await;

    // It is known without asking again, in another run of the program too.
    let asked = provider.switches().requests(demo_tenant::Endpoint::Token);
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.find(&state("sign-in-again")).await;
    window.click(&testid("why-sign-in")).await;
    window.find(&explanation("dead-refresh-token")).await;
    picture_advice(&window, "explanation-advice-dark").await;
    window.click(&testid("get-token")).await;
    window.reads(&testid("result-provider-code"), "AADSTS50173").await;
    assert_eq!(provider.switches().requests(demo_tenant::Endpoint::Token), asked);

    let already = desktop.opened_links().len();
    window.click(&testid("sign-in-again")).await;
    let link = desktop.next_link(already).await;
    // The browser knows her still, and a provider of any kind is asked for the consent, for a refresh token.
    browser.go(&link).await;
    browser.click("#accept").await;
    browser.reads("You are signed in").await;
    window.find(&state("ready")).await;
    window.close().await;
    browser.close().await;
}

/// Pictures the step that says what to do, which may be further down.
async fn picture_advice(window: &Window, name: &str) {
    let advice = window.find(&testid("explanation-advice")).await;
    advice.scroll_into_view().await.unwrap();
    window.picture(name).await;
}
