//! What the program is, and what it is made of.

use end_to_end::{Desktop, Keyring, Window, testid};

fn package(name: &str) -> String {
    format!("[data-testid=\"package\"][data-name=\"{name}\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn about_says_where_the_files_are_and_lists_the_licences_of_what_ships() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    let window = Window::open(&desktop).await;
    window.click(&testid("open-about")).await;
    window.reads(&testid("about-version"), env!("CARGO_PKG_VERSION")).await;
    window.reads(&testid("about-cache"), desktop.cache_path().to_str().unwrap()).await;
    window.reads(&testid("about-settings"), desktop.settings_path().to_str().unwrap()).await;
    window.reads(&testid("about-system"), "WebView").await;
    window.picture("about").await;

    window.click(&testid("about-licences")).await;
    for name in ["serde", "tauri", "aws-lc-sys", "svelte", "@tauri-apps/api"] {
        window.find(&package(name)).await;
    }
    // What only builds or tests is no part of the program.
    for name in ["vite", "axe-core", "serde_derive", "tauri-build"] {
        window.lacks(&package(name)).await;
    }
    let without = "return [...document.querySelectorAll('[data-testid=package] .licence')].filter((it) => !it.textContent.trim()).length";
    assert_eq!(window.script(without).await, 0);
    window.picture("licences").await;
    window.fill(&testid("licences-search"), "tauri apache").await;
    window.reads(&testid("licences-count"), " of ").await;
    window.lacks(&package("svelte")).await;
    // By the keyboard alone.
    window.tab_to(&format!("{} summary", package("tauri"))).await;
    window.press("\u{e007}").await;
    window.reads(&format!("{} [data-testid=licence-text]", package("tauri")), "Apache License").await;
    window.picture("licence-text").await;
    window.press("\u{e00c}").await;
    window.lacks(&testid("about-dialog")).await;
    window.resize(720, 560).await;
    for language in ["pt-BR", "it"] {
        window.choose(&testid("language"), language).await;
        window.click(&testid("open-about")).await;
        window.find(&testid("about-cache")).await;
        window.picture(&format!("about-narrow-{}", language.to_lowercase())).await;
        window.click(&testid("about-licences")).await;
        window.find(&package("serde")).await;
        window.picture(&format!("licences-narrow-{}", language.to_lowercase())).await;
        window.click(&testid("about-close")).await;
    }
    window.close().await;
    desktop.set_dark(true);
    let window = Window::open(&desktop).await;
    window.click(&testid("open-about")).await;
    window.find(&testid("about-cache")).await;
    window.picture("about-dark").await;
    window.click(&testid("about-licences")).await;
    window.find(&package("serde")).await;
    window.picture("licences-dark").await;
    window.close().await;
}
