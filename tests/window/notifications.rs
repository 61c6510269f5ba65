//! What the person is notified of, by a real notification daemon.

use std::process::Command;

use demo_tenant::{DemoOptions, DemoTenant};
use end_to_end::{
    Browser, CacheCommand, Desktop, Keyring, Window, built_program, eventually, run_cache_command, testid,
};

use crate::{SOON, providers::connect, row, sign_in_as};

const ADA: &str = "ada@lumenworks.example";

/// Asks for a token on the command line, as another program does.
fn ask_for_token(desktop: &Desktop) -> Option<i32> {
    let mut command = Command::new(built_program("tessera"));
    desktop.dress(command.args(["token", "--scope", "User.Read", "--account", ADA])).status().unwrap().code()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_renewal_is_told_once_to_whoever_does_not_look_and_a_click_opens_the_account() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.manage_windows().await;
    let _panel = desktop.start_panel().await;
    let _daemon = desktop.start_notifications().await;
    let browser = Browser::start().await;
    let provider = DemoTenant::start(DemoOptions::default()).await.unwrap();
    let window = Window::open(&desktop).await;
    let link = connect(&desktop, &window, &provider).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.counts(&testid("account-row"), 2, SOON).await;
    window.click("[data-testid=\"account-row\"][aria-posinset=\"2\"]").await;

    window.click(&testid("open-storage")).await;
    window.click(&testid("keep-in-tray")).await;
    window.find("[data-testid=\"keep-in-tray\"]:checked").await;
    window.find("[data-testid=\"hide-from-capture\"]:disabled").await;
    desktop.close_by_frame();
    window.is_hidden(&desktop).await;

    run_cache_command(&desktop, CacheCommand::Expire);
    provider.switches().revoke_grants("ada").await.unwrap();
    assert_eq!(ask_for_token(&desktop), Some(3), "the person is needed");
    let told = eventually("the person is notified", SOON, async || desktop.notifications().pop()).await;
    assert_eq!(told, format!("Sign in again: Ada Fonseca ({ADA})"));
    desktop.picture("notification");

    desktop.click_notification().await;
    window.is_shown(&desktop).await;
    window.find(&format!("[data-testid=\"account-detail\"][data-username=\"{ADA}\"]")).await;
    window.find("[data-testid=\"account-detail\"] [data-state=\"sign-in-again\"]").await;

    // It is known now, however often a program asks, and whatever else changes.
    desktop.close_by_frame();
    window.is_hidden(&desktop).await;
    assert_eq!(ask_for_token(&desktop), Some(3));
    run_cache_command(&desktop, CacheCommand::Seed(2));
    desktop.tray_menu("the change is seen", |menu| menu.len() == 5).await;
    assert_eq!(desktop.notifications().len(), 1);
    drop(window);
    browser.close().await;
}
