//! What goes wrong, and what the window says of it.

use std::fs;

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{Browser, CacheCommand, Desktop, Window, run_cache_command, testid};

use super::{Eye, FIRST_OF_MANY};
use crate::{
    device_code, error,
    providers::{connect, describe},
    row, sign_in_as,
};

const BRUNO: &str = "bruno@lumenworks.example";

/// A provider that cannot be reached, before it is connected and afterwards, and codes that run out.
pub(super) async fn providers(eye: &mut Eye, desktop: &Desktop, browser: &Browser, window: &Window) {
    let gone = DemoTenant::start(DemoOptions::default()).await.unwrap();
    window.click(&testid("open-providers")).await;
    describe(window, &gone).await;
    gone.stop().await;
    window.click(&testid("provider-save")).await;
    window.find(&error("network")).await;
    eye.look(window, "provider-unreachable").await;
    window.click(&testid("provider-back")).await;

    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    provider.switches().set_device_code_interval(1);
    let link = connect(desktop, window, &provider).await;
    browser.forget().await;
    sign_in_as(browser, &link, "bruno").await;
    window.reads(&testid("account-username"), BRUNO).await;
    window.click(&testid("add-account-by-code")).await;
    window.click(&format!("{}:last-child", testid("add-account-by-code-with"))).await;
    device_code::shown(window).await;
    provider.switches().expire_device_codes();
    window.find(&error("device-code-expired")).await;
    eye.look(window, "device-code-expired").await;
    window.click(&testid("sign-in-retry")).await;
    device_code::shown(window).await;
    provider.stop().await;
    window.find(&testid("sign-in-trouble")).await;
    eye.look(window, "device-code-trouble").await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&testid("sign-in-panel")).await;

    window.click(&row(BRUNO)).await;
    run_cache_command(desktop, CacheCommand::Expire);
    window.click(&testid("get-token")).await;
    window.find(&error("network")).await;
    eye.look(window, "no-network").await;
    window.click(&testid("result-dismiss")).await;
}

/// A cache that somebody has put back.
pub(super) async fn cache(eye: &mut Eye, desktop: &Desktop, window: &Window) {
    let path = desktop.cache_path();
    let older = fs::read(&path).unwrap();
    // What the window has not seen, it does not miss.
    window.find(&row(FIRST_OF_MANY)).await;
    run_cache_command(desktop, CacheCommand::SignOut(FIRST_OF_MANY));
    window.lacks(&row(FIRST_OF_MANY)).await;
    fs::write(&path, &older).unwrap();
    window.find(&notice("cache-put-back")).await;
    eye.look(window, "cache-put-back").await;
    window.click(&testid("notice-dismiss")).await;
    window.lacks(&testid("notice")).await;
}

fn notice(kind: &str) -> String {
    format!("[data-testid=\"notice\"][data-kind=\"{kind}\"]")
}
