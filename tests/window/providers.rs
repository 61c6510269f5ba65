//! The other two ways in.

use std::net::TcpListener;

use demo_tenant::{DemoOptions, DemoTenant, Endpoint, Fault, Refusal};
use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{error, row, sign_in_as};

/// Connects the provider as any OpenID Connect provider and answers the link of the first sign-in.
pub(crate) async fn connect(desktop: &Desktop, window: &Window, provider: &DemoTenant) -> String {
    describe(window, provider).await;
    let already = desktop.opened_links().len();
    window.click(&testid("provider-save")).await;
    desktop.next_link(already).await
}

/// Fills the form of an OpenID Connect provider in.
pub(crate) async fn describe(window: &Window, provider: &DemoTenant) {
    let issuer = format!("{}{}/v2.0", provider.base_url(), provider.tenants()[0].id);
    window.click(&testid("way-oidc")).await;
    window.fill(&testid("provider-authority"), &issuer).await;
    window.fill(&testid("provider-client-id"), provider.client_id()).await;
    window.picture("provider-oidc").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_too_old_is_told_and_stores_nothing() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let link = connect(&desktop, &window, &provider).await;
    provider.switches().fail_next(Endpoint::Token, Fault::Refuse(Refusal::RefreshTokenExpired), 1);
    browser.go(&link).await;
    browser.click("#person-ada").await;
    browser.click("#accept").await;
    browser.reads("You are not signed in").await;
    window.find(&error("code-expired")).await;
    window.picture("sign-in-code-expired").await;
    window.lacks(&testid("account-row")).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_answers_can_be_given_up_and_is_not_saved() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    // The system takes the connections, and nobody reads what comes over them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let window = Window::open(&desktop).await;
    window.click(&testid("way-oidc")).await;
    let issuer = format!("http://{}", silent.local_addr().unwrap());
    window.fill(&testid("provider-authority"), &issuer).await;
    window.fill(&testid("provider-client-id"), "tessera").await;
    window.click(&testid("provider-save")).await;
    window.find(&format!("{}[aria-disabled=true]", testid("provider-save"))).await;
    window.picture("provider-checking").await;
    window.click(&testid("provider-cancel")).await;
    window.find(&testid("way-oidc")).await;
    assert_eq!(desktop.opened_links(), [""; 0]);
    assert!(!desktop.settings_path().exists(), "a provider that did not answer was saved");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_openid_provider_signs_people_in_and_a_dead_network_signs_nobody_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let link = connect(&desktop, &window, &provider).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row("ada@lumenworks.example")).await;
    window.click(&testid("who-am-i-ask")).await;
    window.reads(&testid("who-am-i"), "Ada Fonseca").await;
    window.reads("[data-testid=\"who-am-i-field\"][data-name=\"email\"]", "ada@lumenworks.example").await;
    window.picture("signed-in-oidc").await;

    let port = provider.base_url().port().unwrap();
    provider.stop().await;
    end_to_end::run_cache_command(&desktop, end_to_end::CacheCommand::Expire);
    window.click(&testid("get-token")).await;
    window.find(&error("network")).await;
    window.picture("no-network").await;
    window.find(&row("ada@lumenworks.example")).await;

    // A network that swallows everything: nobody has to wait for it.
    let silent = TcpListener::bind(("127.0.0.1", port)).unwrap();
    window.click(&testid("get-token")).await;
    window.find(&testid("result-give-up")).await;
    window.picture("getting-token").await;
    window.click(&testid("result-give-up")).await;
    window.lacks(&testid("result")).await;
    window.find(&row("ada@lumenworks.example")).await;
    drop(silent);
    window.close().await;

    let window = Window::open(&desktop).await;
    window.find(&row("ada@lumenworks.example")).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entra_application_that_cannot_be_right_is_not_saved() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;
    window.click(&testid("way-entra")).await;
    window.fill(&testid("provider-client-id"), "not-a-guid").await;
    window.click(&testid("provider-save")).await;
    window.picture("provider-entra-refused").await;
    let text = window.find(&testid("provider-client-id-about")).await.text().await.unwrap();
    assert!(!text.is_empty());
    assert!(!desktop.settings_path().exists(), "a provider that cannot be right was saved");
    window.close().await;
}
