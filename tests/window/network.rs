//! What stands between the window and a provider: whom to trust, and clocks that differ.

use std::{fs, path::PathBuf};

use demo_tenant::{Clock, DemoOptions, DemoTenant, Tls};
use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{error, providers::connect, providers::describe, row, sign_in_as};

const ADA: &str = "ada@lumenworks.example";

/// Writes the certificate that the provider's clients have to trust to a file of that desktop.
pub(crate) fn write_certificate(desktop: &Desktop, provider: &DemoTenant) -> PathBuf {
    let path = desktop.home().join("company.pem");
    fs::write(&path, provider.certificate_pem().unwrap()).unwrap();
    path
}

/// Chooses a file of certificate authorities under "Network".
pub(crate) async fn choose_ca_file(window: &Window, path: &str) {
    let summary = window.find(&testid("network")).await;
    let is_open = "return document.querySelector('[data-testid=network]').parentElement.open";
    if window.script(is_open).await != true {
        summary.click().await.unwrap();
    }
    window.fill(&testid("ca-file"), path).await;
    window.click(&testid("ca-file-save")).await;
}

fn notice(kind: &str) -> String {
    format!("[data-testid=\"notice\"][data-kind=\"{kind}\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_with_an_authority_of_its_own_is_trusted_once_its_file_is_chosen() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start_credulous().await;
    let options = DemoOptions { tls: Tls::SelfSigned, ..DemoOptions::default() };
    let provider = DemoTenant::start(options).await.unwrap();
    let file = write_certificate(&desktop, &provider).display().to_string();
    let window = Window::open(&desktop).await;
    describe(&window, &provider).await;
    window.click(&testid("provider-save")).await;
    window.find(&error("certificate-not-trusted")).await;
    window.picture("certificate-not-trusted").await;
    assert!(!desktop.settings_path().exists(), "a provider that was refused was saved");
    window.click(&testid("provider-back")).await;

    choose_ca_file(&window, &format!("{file}.none")).await;
    window.find(&error("ca-file-unusable")).await;
    window.picture("ca-file-unusable").await;
    choose_ca_file(&window, &file).await;
    window.lacks(&error("ca-file-unusable")).await;
    window.picture("ca-file").await;
    let link = connect(&desktop, &window, &provider).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.click(&testid("who-am-i-ask")).await;
    window.reads(&testid("who-am-i"), "Ada Fonseca").await;

    window.click(&testid("open-providers")).await;
    // Nothing but a space is nothing.
    choose_ca_file(&window, " ").await;
    window.reads(&testid("announcement"), "were saved").await;
    run_cache_command(&desktop, CacheCommand::Expire);
    window.click(&row(ADA)).await;
    window.click(&testid("get-token")).await;
    window.find(&error("certificate-not-trusted")).await;
    window.close().await;

    // What the environment names counts, and the window says so.
    desktop.set_variable("TESSERA_CA_FILE", &file);
    let window = Window::open(&desktop).await;
    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"renewed\"]").await;
    window.click(&testid("open-providers")).await;
    window.reads(&testid("ca-file-about"), &file).await;
    assert!(!window.find(&testid("ca-file")).await.is_enabled().await.unwrap());
    window.lacks(&testid("ca-file-save")).await;
    window.picture("ca-file-of-environment").await;
    window.close().await;
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.click(&testid("open-providers")).await;
    window.find(&testid("ca-file-about")).await;
    window.picture("ca-file-of-environment-dark").await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_told_and_no_longer_once_the_clocks_agree() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let clock = Clock::system();
    let provider =
        DemoTenant::start(DemoOptions { clock: clock.clone(), ..DemoOptions::default() }).await.unwrap();
    clock.set_offset(250);
    let window = Window::open(&desktop).await;
    let link = connect(&desktop, &window, &provider).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.reads(&notice("clock-behind"), "4 minutes behind the provider's").await;
    window.picture("clock-behind").await;

    clock.set_offset(0);
    get_new_token(&desktop, &window).await;
    window.lacks(&testid("notice")).await;
    window.close().await;

    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    clock.set_offset(-250);
    get_new_token(&desktop, &window).await;
    window.reads(&notice("clock-ahead"), "4 minutes ahead of the provider's").await;
    window.picture("clock-ahead-dark").await;
    clock.set_offset(0);
    get_new_token(&desktop, &window).await;
    window.lacks(&testid("notice")).await;
    window.close().await;
    browser.close().await;
}

/// Gets a token that only the provider can give.
async fn get_new_token(desktop: &Desktop, window: &Window) {
    run_cache_command(desktop, CacheCommand::Expire);
    let expired = "[data-testid=\"token-row\"][data-kind=\"access\"][data-life=\"expired\"]";
    window.find(expired).await;
    window.click(&testid("get-token")).await;
    window.find("[data-testid=\"result-outcome\"][data-outcome=\"renewed\"]").await;
    window.lacks(expired).await;
}
