//! Signing in on another device, with a code that the window shows.

use demo_tenant::{DemoOptions, DemoTenant, Endpoint, Fault};
use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{error, providers::connect, row, signed_in, stage, try_demo};

const ADA: &str = "ada@lumenworks.example";

/// Goes on with a code instead of the browser, and answers the address and the code that the window shows.
async fn use_a_code(window: &Window) -> (String, String) {
    window.click(&testid("sign-in-use-code")).await;
    shown(window).await
}

pub(crate) async fn shown(window: &Window) -> (String, String) {
    window.find(&stage("waiting-for-device")).await;
    let address = window.find(&testid("device-address")).await.text().await.unwrap();
    let code = window.find(&testid("device-code")).await.text().await.unwrap();
    (address, code)
}

/// Signs that person in on the other device.
pub(crate) async fn let_in(browser: &Browser, (address, code): &(String, String), person: &str) {
    browser.go(address).await;
    browser.type_into("#user-code", code).await;
    browser.click("#next").await;
    browser.click(&format!("#person-{person}")).await;
    browser.click("#accept").await;
    browser.shows("#device-let-in").await;
}

/// A window that waits for a code to be typed at a provider that the test can disturb.
async fn waiting_at(desktop: &Desktop, provider: &DemoTenant) -> (Window, (String, String)) {
    provider.switches().set_device_code_interval(1);
    let window = Window::open(desktop).await;
    connect(desktop, &window, provider).await;
    let code = use_a_code(&window).await;
    (window, code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_typed_on_another_device_signs_in_here() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    try_demo(&desktop, &window).await;
    let code = use_a_code(&window).await;
    window.find(&testid("qr-code")).await;
    window.find(&testid("sign-in-time-left")).await;
    window.picture("device-code").await;
    window.click(&testid("sign-in-copy-code")).await;
    window.reads(&testid("sign-in-copy-code"), "Code copied").await;
    for (language, heading) in
        [("pt-BR", "Entre em outro dispositivo"), ("it", "Accedi su un altro dispositivo")]
    {
        window.choose(&testid("language"), language).await;
        window.reads(&testid("sign-in-stage"), heading).await;
        window.picture(&format!("device-code-{language}")).await;
    }

    let_in(&browser, &code, "ada").await;
    window.find(&row(ADA)).await;
    window.reads(&testid("account-username"), ADA).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_ran_out_gives_way_to_a_new_one_and_a_dead_network_is_waited_out() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let (window, first) = waiting_at(&desktop, &provider).await;

    provider.switches().expire_device_codes();
    window.find(&error("device-code-expired")).await;
    window.picture("device-code-expired").await;
    window.reads(&testid("sign-in-retry"), "Get a new code").await;
    window.click(&testid("sign-in-retry")).await;
    let second = shown(&window).await;
    assert_ne!(first.1, second.1);

    provider.switches().fail_next(Endpoint::Token, Fault::Drop, 2);
    window.reads(&testid("sign-in-trouble"), "cannot be reached").await;
    window.picture("device-code-trouble").await;
    window.lacks(&testid("sign-in-trouble")).await;
    let_in(&browser, &second, "ada").await;
    window.find(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_device_may_decline_and_the_window_may_cancel_or_go_back_to_the_browser() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let (window, (address, code)) = waiting_at(&desktop, &provider).await;
    browser.go(&address).await;
    browser.type_into("#user-code", &code).await;
    browser.click("#next").await;
    browser.click("#person-ada").await;
    browser.shows("#accept").await;
    browser.click("#cancel").await;
    window.find(&error("consent-refused")).await;

    window.click(&testid("sign-in-retry")).await;
    shown(&window).await;
    let already = desktop.opened_links().len();
    window.click(&testid("sign-in-use-browser")).await;
    desktop.next_link(already).await;
    window.find(&stage("waiting-for-browser")).await;
    window.click(&testid("sign-in-use-code")).await;
    shown(&window).await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&testid("sign-in-panel")).await;
    window.lacks(&testid("account-row")).await;
    // With a code from the start, where nobody has an account yet.
    window.picture("no-accounts").await;
    window.click("[data-testid=\"no-accounts\"] [data-testid=\"add-account-by-code\"]").await;
    shown(&window).await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&testid("sign-in-panel")).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_added_with_a_code_from_the_start_at_each_provider() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let links = desktop.opened_links().len();
    window.enter(&testid("add-account-by-code")).await;
    let code = shown(&window).await;
    browser.forget().await;
    let_in(&browser, &code, "bruno").await;
    window.find(&row("bruno@lumenworks.example")).await;

    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    provider.switches().set_device_code_interval(1);
    window.click(&testid("open-providers")).await;
    connect(&desktop, &window, &provider).await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&testid("sign-in-panel")).await;
    window.enter(&testid("add-account-by-code")).await;
    window.counts(&testid("add-account-by-code-with"), 2, crate::SOON).await;
    window.picture("add-account-by-code").await;
    // The second of the two: the first has the focus.
    window.press("\u{e015}").await;
    window.press("\u{e007}").await;
    let code = shown(&window).await;
    assert!(code.0.starts_with(provider.base_url().as_str()), "{}", code.0);
    browser.forget().await;
    let_in(&browser, &code, "ada").await;
    window.counts(&testid("account-row"), 3, crate::SOON).await;
    // The browser of this computer was asked for the other provider's page alone.
    assert_eq!(desktop.opened_links().len(), links + 1);
    window.close().await;

    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.click(&testid("add-account-by-code")).await;
    window.picture("add-account-by-code-dark").await;
    window.close().await;
    browser.close().await;
}
