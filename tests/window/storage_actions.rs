//! Another key for the cache's file, and its backup in its place.

use std::fs;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{choose_passphrase, error, pane, row, sign_in_as, signed_in, try_demo, unlock};

const ADA: &str = "ada@lumenworks.example";
const OLD: &str = "correct horse battery";
const NEW: &str = "four unrelated words here";

async fn open_page(window: &Window) {
    window.click(&testid("status-storage")).await;
    window.find(&testid("rotate-key")).await;
}

async fn key_id(window: &Window) -> String {
    window.find(&testid("storage-key-id")).await.text().await.unwrap()
}

async fn confirm_key(window: &Window) {
    window.click(&testid("key-confirm")).await;
    window.lacks(&testid("key-dialog")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_exchanged_and_kept_by_a_passphrase_and_by_the_keyring_again() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    let exported = run_cache_command(&desktop, CacheCommand::Export);
    open_page(&window).await;
    let first = key_id(&window).await;
    window.click(&testid("rotate-key")).await;
    window.picture("key-dialog").await;
    confirm_key(&window).await;
    window.reads(&testid("announcement"), "the keyring has forgotten the old one").await;
    assert_ne!(key_id(&window).await, first);
    assert_eq!(run_cache_command(&desktop, CacheCommand::Export), exported);

    window.click(&testid("change-passphrase")).await;
    window.fill(&testid("new-passphrase"), OLD).await;
    window.fill(&testid("new-passphrase-again"), OLD).await;
    window.picture("passphrase-dialog").await;
    confirm_key(&window).await;
    window.reads(&testid("storage-details-protection"), "Encrypted with your passphrase").await;
    window.close().await;

    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    unlock(&window, OLD).await;
    open_page(&window).await;
    window.click(&testid("to-keyring")).await;
    window.fill(&testid("current-passphrase"), "wrong horse battery!").await;
    window.click(&testid("key-confirm")).await;
    window.find(&error("passphrase-wrong")).await;
    window.picture("keyring-dialog-wrong-dark").await;
    window.fill(&testid("current-passphrase"), OLD).await;
    confirm_key(&window).await;
    window.reads(&testid("storage-details-protection"), "key in the system keyring").await;
    assert_eq!(run_cache_command(&desktop, CacheCommand::Export), exported);
    assert!(desktop.files_with(OLD).is_empty(), "the passphrase is on the disk");
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_passphrase_takes_the_place_of_the_one_so_far() {
    let desktop = Desktop::start(Keyring::Absent).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    choose_passphrase(&window, OLD).await;
    let link = try_demo(&desktop, &window).await;
    sign_in_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    open_page(&window).await;
    let before = fs::read(desktop.cache_path()).unwrap();
    window.click(&testid("to-keyring")).await;
    window.fill(&testid("current-passphrase"), OLD).await;
    window.click(&testid("key-confirm")).await;
    window.find(&error("keyring-absent")).await;
    window.click(&testid("key-cancel")).await;
    assert_eq!(fs::read(desktop.cache_path()).unwrap(), before, "what failed has changed the file");

    window.click(&testid("change-passphrase")).await;
    window.fill(&testid("current-passphrase"), OLD).await;
    window.fill(&testid("new-passphrase"), NEW).await;
    window.fill(&testid("new-passphrase-again"), NEW).await;
    confirm_key(&window).await;
    window.find(&row(ADA)).await;
    window.close().await;

    let window = Window::open(&desktop).await;
    unlock(&window, OLD).await;
    window.find(&error("passphrase-wrong")).await;
    window.find(&pane("passphrase-needed")).await;
    unlock(&window, NEW).await;
    window.find(&row(ADA)).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_and_a_backup_that_wait_for_another_programs_lock_can_be_given_up() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    open_page(&window).await;
    window.counts("[data-testid=\"account-row\"]", 2, crate::SOON).await;
    let key = key_id(&window).await;
    let generation = window.find(&testid("storage-generation")).await.text().await.unwrap();
    let generation: u64 = generation.parse().unwrap();
    let lock = desktop.lock_cache();
    for (action, dialog) in [("rotate-key", "key"), ("restore-backup", "restore")] {
        let confirm = testid(&format!("{dialog}-confirm"));
        window.click(&testid(action)).await;
        window.click(&confirm).await;
        window.find(&format!("{confirm}[aria-disabled=true]")).await;
        window.picture(&format!("{dialog}-waits")).await;
        window.click(&testid(&format!("{dialog}-cancel"))).await;
        window.lacks(&testid(&format!("{dialog}-dialog"))).await;
    }
    drop(lock);

    // What comes after them in the line finds the file as it was.
    window.click(&testid("rotate-key")).await;
    confirm_key(&window).await;
    window.reads(&testid("announcement"), "the keyring has forgotten the old one").await;
    assert_ne!(key_id(&window).await, key);
    window.reads(&testid("storage-generation"), &(generation + 1).to_string()).await;
    window.counts("[data-testid=\"account-row\"]", 2, crate::SOON).await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backup_comes_back_after_a_preview_and_goes_again() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(1));
    let seeded = "[data-testid=\"account-row\"]";
    window.counts(seeded, 2, crate::SOON).await;
    open_page(&window).await;
    window.click(&testid("restore-backup")).await;
    window.reads(&testid("restore-goes"), "@lumenworks.example").await;
    window.reads(&testid("restore-comes"), "nothing").await;
    window.resize(720, 560).await;
    window.picture("restore-dialog").await;
    window.click(&testid("restore-cancel")).await;
    window.counts(seeded, 2, crate::SOON).await;

    window.click(&testid("restore-backup")).await;
    window.click(&testid("restore-confirm")).await;
    window.counts(seeded, 1, crate::SOON).await;
    window.find(&row(ADA)).await;
    window.choose(&testid("language"), "pt-BR").await;
    window.click(&testid("restore-backup")).await;
    window.reads(&testid("restore-comes"), "@lumenworks.example").await;
    window.picture("restore-dialog-pt-br").await;
    window.click(&testid("restore-confirm")).await;
    window.counts(seeded, 2, crate::SOON).await;
    window.choose(&testid("language"), "it").await;
    window.picture("storage-actions-it").await;
    window.close().await;
    browser.close().await;
}
