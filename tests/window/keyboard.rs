//! All of signing in and out without a mouse.

use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{device_code, row, stage};

const ADA: &str = "ada@lumenworks.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_by_code_and_a_sign_out_need_the_keyboard_alone() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    window.enter(&testid("way-demo")).await;
    window.find(&stage("waiting-for-browser")).await;
    window.enter(&testid("sign-in-paste")).await;
    window.tab_to(&testid("sign-in-address")).await;
    window.press("http://localhost\u{e007}").await;
    window.reads(&testid("sign-in-address-about"), "There is no answer").await;

    window.enter(&testid("sign-in-use-code")).await;
    let code = device_code::shown(&window).await;
    window.enter(&testid("sign-in-copy-code")).await;
    window.reads(&testid("sign-in-copy-code"), "Code copied").await;
    device_code::let_in(&browser, &code, "ada").await;
    window.find(&row(ADA)).await;

    window.enter(&testid("sign-out")).await;
    window.tab_to(&testid("sign-out-browser-too")).await;
    window.press(" ").await;
    window.reads(&testid("removal-dialog"), "for other applications too").await;
    let already = desktop.opened_links().len();
    window.enter(&testid("removal-confirm")).await;
    desktop.next_link(already).await;
    window.lacks(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}
