//! The cache's file: damaged, without a keyring, behind a keyring that does not answer.

use std::fs;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{SOON, choose_passphrase, error, pane, row, sign_in_again_as, sign_in_as, signed_in, try_demo};

const ADA: &str = "ada@lumenworks.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_moved_aside_and_signing_in_goes_on() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    signed_in(&desktop, &browser, "ada", ADA).await.close().await;

    let mut damaged = fs::read(desktop.cache_path()).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(desktop.cache_path(), &damaged).unwrap();
    fs::write(desktop.settings_path().with_file_name("not-ours.txt"), "stays").unwrap();

    let window = Window::open(&desktop).await;
    window.find("[data-testid=\"notice\"][data-kind=\"cache-set-aside\"]").await;
    window.picture("cache-set-aside").await;
    let kept = window.find(&testid("notice-path")).await.text().await.unwrap();
    assert_eq!(fs::read(&kept).unwrap(), damaged, "the damaged file was not kept as it was");

    let link = crate::add_account(&desktop, &window).await;
    browser.forget().await;
    sign_in_again_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.click(&testid("notice-dismiss")).await;
    window.lacks(&testid("notice")).await;
    window.close().await;

    let window = Window::open(&desktop).await;
    window.find(&row(ADA)).await;
    window.lacks(&testid("notice")).await;
    assert!(fs::exists(&kept).unwrap());
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_cache_put_back_is_shown_and_told() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let older = fs::read(desktop.cache_path()).unwrap();
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.counts(&testid("account-row"), 2, SOON).await;
    fs::write(desktop.cache_path(), older).unwrap();
    window.find("[data-testid=\"notice\"][data-kind=\"cache-put-back\"]").await;
    window.counts(&testid("account-row"), 1, SOON).await;
    window.picture("cache-put-back").await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_read_are_moved_aside() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    fs::create_dir_all(desktop.settings_path().parent().unwrap()).unwrap();
    fs::write(desktop.settings_path(), "{\"providers\": [").unwrap();
    let window = Window::open(&desktop).await;
    window.find("[data-testid=\"notice\"][data-kind=\"settings-set-aside\"]").await;
    window.find(&testid("first-run")).await;
    window.picture("settings-set-aside").await;
    let kept = window.find(&testid("notice-path")).await.text().await.unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), "{\"providers\": [");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_opened_are_told_in_the_window() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    fs::create_dir_all(desktop.settings_path()).unwrap();
    let window = Window::open(&desktop).await;
    window.find(&pane("unavailable")).await;
    window.picture("settings-unavailable").await;
    window.click(&testid("storage-retry")).await;
    window.find(&pane("unavailable")).await;
    // The window sees by itself that the way is free: a button to press would be gone at any moment.
    fs::remove_dir(desktop.settings_path()).unwrap();
    window.find(&testid("first-run")).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_a_passphrase_protects_the_cache() {
    let desktop = Desktop::start(Keyring::Absent).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    window.find(&pane("new-passphrase-needed")).await;
    window.fill(&testid("new-passphrase"), "correct horse battery").await;
    window.fill(&testid("new-passphrase-again"), "correct horse battery").await;
    window.picture("new-passphrase").await;
    window.click(&testid("choose-passphrase")).await;
    let link = try_demo(&desktop, &window).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.find("[data-testid=\"storage-protection\"][data-protection=\"passphrase\"]").await;
    assert!(desktop.files_with("correct horse battery").is_empty(), "the passphrase is on the disk");
    window.close().await;

    let window = Window::open(&desktop).await;
    window.find(&pane("passphrase-needed")).await;
    window.fill(&testid("passphrase"), "wrong horse battery!").await;
    window.click(&testid("unlock")).await;
    window.find(&error("passphrase-wrong")).await;
    window.picture("passphrase-wrong").await;
    window.fill(&testid("passphrase"), "correct horse battery").await;
    window.click(&testid("unlock")).await;
    window.find(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_passphrase_is_given_up_and_the_file_kept() {
    let desktop = Desktop::start(Keyring::Absent).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    choose_passphrase(&window, "correct horse battery").await;
    let link = try_demo(&desktop, &window).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.close().await;
    let forgotten = fs::read(desktop.cache_path()).unwrap();

    let window = Window::open(&desktop).await;
    window.find(&pane("passphrase-needed")).await;
    window.click(&format!("{} summary", testid("start-over-about"))).await;
    window.picture("passphrase-forgotten").await;
    window.click(&testid("start-over")).await;
    window.reads(&testid("start-over-path"), &desktop.cache_path().display().to_string()).await;
    window.picture("start-over-dialog").await;
    window.click(&testid("start-over-cancel")).await;
    window.lacks(&testid("start-over-dialog")).await;
    assert_eq!(fs::read(desktop.cache_path()).unwrap(), forgotten, "cancelling touched the file");

    window.click(&testid("start-over")).await;
    window.click(&testid("start-over-confirm")).await;
    window.find(&pane("new-passphrase-needed")).await;
    window.find("[data-testid=\"notice\"][data-kind=\"cache-given-up\"]").await;
    let kept = window.find(&testid("notice-path")).await.text().await.unwrap();
    assert_eq!(fs::read(&kept).unwrap(), forgotten, "the file was not kept as it was");
    window.counts(&format!("{}:focus", testid("new-passphrase")), 1, SOON).await;
    window.picture("cache-given-up").await;

    choose_passphrase(&window, "another passphrase").await;
    window.find(&testid("no-accounts")).await;
    let link = crate::add_account(&desktop, &window).await;
    browser.forget().await;
    sign_in_again_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    assert_eq!(fs::read(&kept).unwrap(), forgotten, "the file that was given up was touched");
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_hangs_is_named_and_can_be_tried_again() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    signed_in(&desktop, &browser, "ada", ADA).await.close().await;
    let before = fs::read(desktop.cache_path()).unwrap();

    desktop.freeze_keyring();
    let window = Window::open(&desktop).await;
    window.find(&pane("opening")).await;
    // The keyring has half a minute, in which a person may be typing its password.
    end_to_end::eventually("the keyring is given up", SOON * 3, async || {
        (window.count(&error("keyring-timed-out")).await == 1).then_some(())
    })
    .await;
    window.picture("keyring-timed-out").await;
    desktop.thaw_keyring();
    window.click(&testid("storage-retry")).await;
    window.find(&row(ADA)).await;
    assert_eq!(fs::read(desktop.cache_path()).unwrap(), before, "the file was touched");
    window.close().await;
    browser.close().await;
}
