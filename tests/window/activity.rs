//! What happened: noted, shown as it happens, found, exported, cleared.

use std::{fs, os::unix::fs::PermissionsExt};

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Window, run_cache_command, testid};
use serde_json::Value;

use crate::{SOON, row, signed_in, tokens};

const ADA: &str = "ada@lumenworks.example";

/// The entries of one kind.
fn entries(what: &str) -> String {
    format!("[data-testid=\"activity-entry\"][data-what=\"{what}\"]")
}

async fn clear_access_tokens(window: &Window) {
    window.click(&testid("clear-menu")).await;
    window.click(&testid("clear-access-tokens")).await;
    window.reads(&testid("removal-goes"), "1 access token").await;
    window.click(&testid("removal-confirm")).await;
    window.find(&testid("undo")).await;
}

/// Everything that is a token in the cache, and the parts of those that have some.
fn secrets(desktop: &Desktop) -> Vec<String> {
    let cache: Value = serde_json::from_str(&run_cache_command(desktop, CacheCommand::Export)).unwrap();
    let sections = ["AccessToken", "RefreshToken", "IdToken"];
    let all = sections.iter().filter_map(|section| cache[section].as_object()).flat_map(|all| all.values());
    let texts: Vec<String> = all.map(|entry| entry["secret"].as_str().unwrap().to_owned()).collect();
    let parts = texts.iter().flat_map(|text| text.split('.')).filter(|part| part.len() >= 12);
    parts.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_noted_without_secrets_and_shown_as_it_happens() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    window.click(&testid("tab-activity")).await;
    window.reads(&entries("sign-in"), "Signed in").await;
    window.reads(&entries("sign-in"), "User.Read").await;
    window.reads(&entries("sign-in"), "in this window").await;
    clear_access_tokens(&window).await;
    window.reads(&entries("clear"), "went: 1 access token").await;
    window.click(&testid("undo")).await;
    window.reads(&entries("undo"), "came: 1 access token").await;
    clear_access_tokens(&window).await;
    let mut secrets_seen = secrets(&desktop);
    window.click(&testid("get-token")).await;
    window.reads(&entries("renewal"), "Token renewed").await;
    window.click(&testid("tab-tokens")).await;
    window.click(&format!("{} {}", tokens("access"), testid("token-toggle"))).await;
    window.reads(&testid("scopes-granted"), "User.Read").await;
    window.reads(&testid("scopes-unlisted"), "offline_access").await;
    window.picture("token-scopes").await;
    window.click(&testid("token-copy")).await;
    window.click(&testid("tab-activity")).await;
    window.find(&entries("token-copied")).await;
    secrets_seen.extend(secrets(&desktop));
    window.picture("activity-account").await;

    // What another program does, and which.
    run_cache_command(&desktop, CacheCommand::Seed(1));
    window.counts(&testid("account-row"), 2, SOON).await;
    window.click(&format!("{}:not([data-username=\"{ADA}\"])", testid("account-row"))).await;
    window.click(&testid("tab-tokens")).await;
    window.click(&format!("{} {}", tokens("access"), testid("token-toggle"))).await;
    window.reads(&testid("scopes-unknown"), "another program got this token").await;
    window.picture("token-scopes-unknown").await;
    window.click(&testid("status-storage")).await;
    window.click(&testid("open-activity")).await;
    window.reads(&entries("cache-changed"), "came: the account").await;
    window.reads(&entries("cache-changed"), "by cache-tool").await;
    run_cache_command(&desktop, CacheCommand::SignOut(ADA));
    window.counts(&entries("cache-changed"), 2, SOON).await;
    window.reads(&entries("cache-changed"), "went: the account").await;
    window.fill(&testid("activity-search"), "cache-tool ada@lumen").await;
    window.counts(&testid("activity-entry"), 1, SOON).await;
    window.click(&testid("activity-clear-search")).await;

    let log = desktop.cache_path().with_file_name("token-cache.sealed.activity");
    assert_eq!(fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    let noted = fs::read_to_string(&log).unwrap();
    let page = window.script("return document.documentElement.outerHTML").await;
    assert!(secrets_seen.len() >= 10);
    for secret in &secrets_seen {
        assert!(!noted.contains(secret) && !page.as_str().unwrap().contains(secret), "a token is told");
    }
    window.picture("activity").await;
    window.close().await;

    // It is kept, and the same in the dark, in a small window and in other languages.
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.click(&testid("status-storage")).await;
    window.click(&testid("open-activity")).await;
    window.find(&entries("sign-in")).await;
    window.picture("activity-dark").await;
    window.resize(720, 560).await;
    for language in ["it", "pt-BR"] {
        window.choose(&testid("language"), language).await;
        window.find(&format!("html[lang=\"{language}\"]")).await;
        window.picture(&format!("activity-narrow-{}", language.to_lowercase())).await;
    }
    window.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_can_be_taken_along_and_cleared() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    window.click(&testid("sign-out")).await;
    window.reads(&testid("removal-goes"), "the account").await;
    window.click(&testid("removal-confirm")).await;
    window.lacks(&row(ADA)).await;
    window.click(&testid("status-storage")).await;
    window.click(&testid("open-activity")).await;
    window.find(&entries("sign-out")).await;

    let file = desktop.home().join("what-happened.json");
    window.click(&testid("activity-export")).await;
    window.fill(&testid("activity-export-path"), file.to_str().unwrap()).await;
    window.picture("activity-export").await;
    window.click(&testid("activity-export-confirm")).await;
    window.reads(&testid("announcement"), "It names accounts").await;
    let exported: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let told = |at: usize| {
        (exported["entries"][at]["what"].as_str(), &exported["entries"][at]["account"]["username"])
    };
    assert_eq!(told(0), (Some("sign-out"), &Value::from(ADA)));
    assert_eq!(told(1), (Some("sign-in"), &Value::from(ADA)));
    assert!(!exported.to_string().contains("eyJ"));

    window.click(&testid("activity-clear")).await;
    window.picture("activity-clear").await;
    window.click(&testid("activity-clear-confirm")).await;
    window.find(&entries("log-cleared")).await;
    window.counts(&testid("activity-entry"), 1, SOON).await;

    // Nothing that a person does fails because it cannot be noted.
    let log = desktop.cache_path().with_file_name("token-cache.sealed.activity");
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    window.click(&testid("activity-close")).await;
    let link = crate::add_account(&desktop, &window).await;
    crate::sign_in_again_as(&browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.find("[data-testid=\"notice\"][data-kind=\"activity-not-kept\"]").await;
    window.close().await;
    browser.close().await;
}
