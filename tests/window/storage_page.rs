//! The page about the cache's file.

use std::fs::{self, File};

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::signed_in;

const ADA: &str = "ada@lumenworks.example";

async fn read(window: &Window, name: &str) -> String {
    window.find(&testid(name)).await.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_storage_page_tells_of_the_file_and_follows_what_others_do() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = Window::open(&desktop).await;
    window.click(&testid("status-storage")).await;
    window.reads(&testid("storage-size"), "Nothing has been written yet").await;
    window.picture("storage-empty").await;
    window.click(&testid("storage-close")).await;
    window.find(&testid("first-run")).await;
    window.close().await;

    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    window.click(&testid("open-storage")).await;
    let path = desktop.cache_path();
    window.reads(&testid("storage-details-path"), &path.display().to_string()).await;
    window.reads(&testid("storage-details-protection"), "key in the system keyring").await;
    window.reads(&testid("storage-written"), ", by tessera-desktop").await;
    window.reads(&testid("storage-backup"), "Of write ").await;
    let key_id = read(&window, "storage-key-id").await;
    assert!(key_id.len() == 32 && key_id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key_id}");
    window.picture("storage-page").await;

    let before: u64 = read(&window, "storage-generation").await.parse().unwrap();
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.reads(&testid("storage-generation"), &(before + 1).to_string()).await;
    window.reads(&testid("storage-written"), ", by cache-tool").await;

    let lock = path.with_file_name("token-cache.sealed.lockfile");
    let file = File::options().read(true).write(true).open(&lock).unwrap();
    file.lock().unwrap();
    fs::write(&lock, "4711 another-program").unwrap();
    window.reads(&testid("storage-lock"), "Held now by another-program (4711)").await;
    // What a killed process leaves in the file is not believed.
    drop(file);
    window.reads(&testid("storage-lock"), "Nobody is writing now").await;
    window.resize(720, 560).await;
    window.choose(&testid("language"), "it").await;
    window.picture("storage-page-narrow-it").await;
    window.choose(&testid("language"), "pt-BR").await;
    window.picture("storage-page-narrow-pt-br").await;
    window.close().await;

    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.click(&testid("status-storage")).await;
    window.find(&testid("storage-backup")).await;
    window.picture("storage-page-dark").await;
    window.close().await;
    browser.close().await;
}
