//! The cache as a file that leaves, and comes in.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};

use crate::{error, row, signed_in};

const ADA: &str = "ada@lumenworks.example";

async fn open_page(window: &Window) {
    window.click(&testid("status-storage")).await;
    window.find(&testid("import")).await;
}

async fn export(window: &Window, kind: &str, picture: &str) {
    window.click(&testid(kind)).await;
    window.find(&testid("export-dialog")).await;
    window.picture(picture).await;
    window.click(&testid("export-confirm")).await;
    window.lacks(&testid("export-dialog")).await;
}

/// Names a file and has it looked at.
async fn look_at(window: &Window, file: &Path) {
    window.fill(&testid("import-path"), file.to_str().unwrap()).await;
    window.click(&testid("import-confirm")).await;
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

/// The texts of the tokens in a cache's JSON.
fn secrets(cache: &str) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(cache).unwrap();
    let sections =
        ["AccessToken", "RefreshToken", "IdToken"].map(|section| json[section].as_object().unwrap());
    let secret = |entry: &serde_json::Value| entry["secret"].as_str().unwrap().to_owned();
    sections.iter().flat_map(|section| section.values().map(secret)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_for_support_tells_nobody_and_the_whole_says_what_it_is() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    run_cache_command(&desktop, CacheCommand::Seed(12));
    let cache = run_cache_command(&desktop, CacheCommand::Export);
    open_page(&window).await;
    export(&window, "export-redacted", "export-redacted").await;
    let support = desktop.home().join("tessera-support.json");
    window.reads(&testid("announcement"), support.to_str().unwrap()).await;
    let redacted = fs::read_to_string(&support).unwrap();
    assert_eq!(mode(&support), 0o600);
    assert!(redacted.contains("account-13") && !redacted.contains('@'), "{redacted}");
    for secret in secrets(&cache) {
        assert!(desktop.files_with(&secret).is_empty(), "a token is on the disk");
    }

    export(&window, "export-whole", "export-whole").await;
    let whole = desktop.home().join("tessera-export.json");
    window.reads(&testid("announcement"), "tessera-export.json. Delete it").await;
    assert_eq!((fs::read_to_string(&whole).unwrap(), mode(&whole)), (cache.clone(), 0o600));
    window.click(&testid("export-whole")).await;
    window.fill(&testid("export-path"), support.to_str().unwrap()).await;
    window.click(&testid("export-confirm")).await;
    window.find(&error("export-exists")).await;
    window.resize(720, 560).await;
    window.picture("export-exists-narrow").await;
    assert_eq!(fs::read_to_string(&support).unwrap(), redacted);
    window.click(&testid("export-confirm")).await;
    window.lacks(&testid("export-dialog")).await;
    assert_eq!(fs::read_to_string(&support).unwrap(), cache);

    let own = desktop.cache_path();
    let before = fs::read(&own).unwrap();
    window.click(&testid("export-whole")).await;
    window.fill(&testid("export-path"), own.to_str().unwrap()).await;
    window.click(&testid("export-confirm")).await;
    window.find(&error("is-the-cache")).await;
    assert_eq!(fs::read(&own).unwrap(), before);
    window.click(&testid("export-cancel")).await;
    for language in ["pt-BR", "it"] {
        window.choose(&testid("language"), language).await;
        for kind in ["redacted", "whole"] {
            window.click(&testid(&format!("export-{kind}"))).await;
            window.picture(&format!("export-{kind}-{}", language.to_lowercase())).await;
            window.click(&testid("export-cancel")).await;
        }
    }
    window.close().await;

    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    open_page(&window).await;
    window.click(&testid("export-whole")).await;
    window.picture("export-whole-dark").await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_comes_back_after_a_preview_and_what_is_no_cache_does_not() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    open_page(&window).await;
    export(&window, "export-whole", "export-whole-one").await;
    let whole = desktop.home().join("tessera-export.json");
    run_cache_command(&desktop, CacheCommand::SignOut(ADA));
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.lacks(&row(ADA)).await;
    open_page(&window).await;
    window.click(&testid("import")).await;
    // The export is proposed.
    window.click(&testid("import-confirm")).await;
    window.reads(&testid("import-new"), ADA).await;
    window.reads(&testid("import-added"), "1 refresh token").await;
    window.picture("import-preview").await;
    fs::write(&whole, "changed behind the window's back").unwrap();
    window.lacks(&row(ADA)).await;
    window.click(&testid("import-confirm")).await;
    window.find(&row(ADA)).await;
    window.reads(&testid("announcement"), "The file still holds the tokens").await;

    let cache = run_cache_command(&desktop, CacheCommand::Export);
    let before = fs::read(desktop.cache_path()).unwrap();
    let refused = desktop.home().join("refused.json");
    window.click(&testid("import")).await;
    for (content, code) in [
        (&b"Dear Bo"[..], "import-invalid"),
        (&cache.as_bytes()[..cache.len() / 2], "import-invalid"),
        (br#"{"tesseraRedactedCache": 1}"#, "import-redacted"),
        (&before, "import-sealed"),
    ] {
        fs::write(&refused, content).unwrap();
        look_at(&window, &refused).await;
        window.find(&error(code)).await;
    }
    fs::File::create(&refused).unwrap().set_len(1 << 31).unwrap();
    look_at(&window, &refused).await;
    window.find(&error("import-too-large")).await;
    window.resize(720, 560).await;
    window.picture("import-too-large-narrow").await;
    look_at(&window, &desktop.home().join("missing.json")).await;
    window.find(&error("file-missing")).await;
    assert_eq!(fs::read(desktop.cache_path()).unwrap(), before, "what was refused has changed the cache");

    fs::write(&refused, &cache).unwrap();
    look_at(&window, &refused).await;
    window.reads(&testid("import-consequence"), "nothing would change").await;
    window.lacks(&testid("import-confirm")).await;
    window.click(&testid("import-cancel")).await;
    run_cache_command(&desktop, CacheCommand::SignOut(ADA));
    window.lacks(&row(ADA)).await;
    for language in ["pt-BR", "it"] {
        window.choose(&testid("language"), language).await;
        open_page(&window).await;
        window.click(&testid("import")).await;
        look_at(&window, &refused).await;
        window.reads(&testid("import-new"), ADA).await;
        window.picture(&format!("import-preview-{}", language.to_lowercase())).await;
        window.click(&testid("import-cancel")).await;
    }
    window.close().await;
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    open_page(&window).await;
    window.picture("storage-page-transfer-dark").await;
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_can_be_imported_before_anything_else() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let file = desktop.home().join("msal.json");
    let account = r#"{"Account": {"u.t-login.example-t": {"home_account_id": "u.t", "environment": "login.example",
        "realm": "t", "local_account_id": "u", "username": "ada@example.com", "authority_type": "MSSTS"}}}"#;
    fs::write(&file, account).unwrap();
    let window = Window::open(&desktop).await;
    open_page(&window).await;
    window.lacks(&testid("export-whole")).await;
    // By the keyboard alone.
    window.enter(&testid("import")).await;
    window.tab_to(&testid("import-path")).await;
    window.press(file.to_str().unwrap()).await;
    window.press("\u{e007}").await;
    window.reads(&testid("import-new"), "ada@example.com").await;
    window.press("\u{e007}").await;
    window.find(&row("ada@example.com")).await;
    window.picture("import-first").await;
    window.close().await;
}
