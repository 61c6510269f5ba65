//! Every view and dialog, one after the other, as each person may meet it: in each language, in a small window, at twice
//! the size, light, dark, and with more contrast. In none of them is text cut, nor anybody kept out.
//!
//! The pictures are called `{view}-{theme}-{language}`; `scripts/screenshots` takes some of them to `docs/`.

mod eye;
mod overlays;
mod troubles;

use std::fs;

use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Theme, Window, run_cache_command, testid};
use serde_json::json;

use self::eye::{Eye, Motion, SMALL, eye, moving};
use crate::{
    SOON, add_account, choose_passphrase, device_code, error, pane, row, sign_in_as, stage, try_demo, unlock,
};

const ADA: &str = "ada@lumenworks.example";
const FIRST_OF_MANY: &str = "ada.almeida0@lumenworks.example";
const WILHELMINA: &str = "wilhelmina.alexandrina.featherstonehaugh-konstantinidou@harbourpine.example";

async fn tour(theme: Theme, mut eye: Eye) {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.set_theme(theme);
    if eye.motion == Motion::Reduced {
        desktop.reduce_motion();
    }
    let browser = Browser::start().await;
    fs::create_dir_all(desktop.settings_path().parent().unwrap()).unwrap();
    fs::write(desktop.settings_path(), "{\"providers\": [").unwrap();
    let window = Window::open(&desktop).await;
    has_look(&window, theme, eye.motion).await;
    first_run(&mut eye, &window).await;
    signing_in(&mut eye, &desktop, &browser, &window).await;
    account(&mut eye, &window).await;
    providers(&mut eye, &window).await;
    storage(&mut eye, &desktop, &window).await;
    about(&mut eye, &window).await;
    overlays::commands(&mut eye, &window).await;
    overlays::selection(&mut eye, &window).await;
    troubles::providers(&mut eye, &desktop, &browser, &window).await;
    many(&mut eye, &desktop, &window).await;
    let sealed = fs::read(desktop.cache_path()).unwrap();
    troubles::cache(&mut eye, &desktop, &window).await;
    window.close().await;
    passphrases(&mut eye, theme, &browser, &sealed).await;
    browser.close().await;
    assert!(eye.faults.is_empty(), "{}", eye.faults.join("\n"));
}

/// The page follows the desktop's look.
async fn has_look(window: &Window, theme: Theme, motion: Motion) {
    let seen = "return ['color-scheme: dark', 'contrast: more', 'reduced-motion: reduce']
        .map((query) => matchMedia(`(prefers-${query})`).matches)";
    let (dark, contrast) = match theme {
        Theme::Light => (false, false),
        Theme::Dark => (true, false),
        Theme::HighContrast => (false, true),
        Theme::DarkHighContrast => (true, true),
    };
    assert_eq!(window.script(seen).await, json!([dark, contrast, motion == Motion::Reduced]));
}

async fn first_run(eye: &mut Eye, window: &Window) {
    window.find(&testid("notice")).await;
    eye.look(window, "settings-set-aside").await;
    window.click(&testid("notice-dismiss")).await;
    window.lacks(&testid("notice")).await;
    eye.look(window, "first-run").await;

    window.click(&testid("network")).await;
    window.fill(&testid("ca-file"), "/home/ada/company/certificates/company-root.pem").await;
    window.click(&testid("ca-file-save")).await;
    window.find(&error("ca-file-unusable")).await;
    eye.look(window, "network").await;

    window.click(&testid("way-entra")).await;
    window.fill(&testid("provider-client-id"), "not-a-guid").await;
    window.click(&testid("provider-more")).await;
    window.click(&testid("provider-save")).await;
    window.find("[aria-invalid=true]").await;
    eye.look(window, "provider-entra").await;
    window.click(&testid("provider-back")).await;
    window.click(&testid("way-oidc")).await;
    eye.look(window, "provider-oidc").await;
    window.click(&testid("provider-back")).await;
}

async fn signing_in(eye: &mut Eye, desktop: &Desktop, browser: &Browser, window: &Window) {
    try_demo(desktop, window).await;
    window.find(&stage("waiting-for-browser")).await;
    // What waits turns, unless that is not wanted.
    assert_eq!(moving(window).await.is_empty(), eye.motion == Motion::Reduced);
    eye.look(window, "sign-in").await;
    window.click(&testid("sign-in-paste")).await;
    window.fill(&testid("sign-in-address"), "http://localhost").await;
    window.click(&testid("sign-in-address-take")).await;
    window.reads(&testid("sign-in-address-about"), "There is no answer").await;
    eye.look(window, "paste-address").await;
    window.click(&testid("sign-in-use-code")).await;
    device_code::shown(window).await;
    eye.look(window, "device-code").await;
    window.click(&testid("sign-in-cancel")).await;
    window.lacks(&testid("sign-in-panel")).await;
    eye.look(window, "no-accounts").await;

    let link = add_account(desktop, window).await;
    browser.go(&link).await;
    browser.click("#person-ada").await;
    browser.shows("#accept").await;
    browser.click("#cancel").await;
    window.find(&error("consent-refused")).await;
    eye.look(window, "sign-in-refused").await;
    window.click(&testid("sign-in-close")).await;
    for (number, person) in ["ada", "dario", "dario-personal", "wilhelmina", "zoe"].into_iter().enumerate() {
        let link = add_account(desktop, window).await;
        browser.forget().await;
        sign_in_as(browser, &link, person).await;
        window.counts(&testid("account-row"), number + 1, SOON).await;
        window.lacks(&testid("sign-in-panel")).await;
    }
}

async fn account(eye: &mut Eye, window: &Window) {
    window.click(&row(WILHELMINA)).await;
    window.reads(&testid("account-username"), WILHELMINA).await;
    eye.look(window, "long-names").await;
    window.click(&row(ADA)).await;
    window.reads(&testid("account-username"), ADA).await;
    eye.look(window, "accounts").await;
    overlays::timeline(eye, window, "timeline").await;

    let toggle = "[data-kind=\"access\"] [data-testid=\"token-toggle\"]";
    window.click(toggle).await;
    window.reads(&testid("token-detail"), "aud").await;
    eye.look(window, "token").await;
    window.click(toggle).await;
    window.click(&testid("who-am-i-ask")).await;
    window.reads(&testid("who-am-i"), "Ada Fonseca").await;
    eye.look(window, "who-am-i").await;
    window.click(&testid("get-token")).await;
    window.click(&testid("result-why")).await;
    window.find(&testid("explanation")).await;
    eye.look(window, "explanation").await;
    window.click(&testid("explanation-dismiss")).await;
    window.click(&testid("result-dismiss")).await;

    window.click(&testid("clear-menu")).await;
    eye.look(window, "clear-menu").await;
    window.click(&testid("clear-access-tokens")).await;
    window.find(&testid("removal-goes")).await;
    eye.look(window, "clear").await;
    window.click(&testid("removal-cancel")).await;
    window.click(&testid("sign-out")).await;
    window.click(&testid("sign-out-browser-too")).await;
    eye.look(window, "sign-out").await;
    window.click(&testid("removal-cancel")).await;

    window.click(&testid("clear-menu")).await;
    window.click(&testid("clear-access-tokens")).await;
    window.click(&testid("removal-confirm")).await;
    window.find(&testid("undo")).await;
    // The time stands still for whoever is on it.
    window.script("document.querySelector('[data-testid=undo]').focus()").await;
    eye.look(window, "undo").await;
    window.click(&testid("undo")).await;
    window.lacks(&testid("undo")).await;
    window.click(&testid("tab-activity")).await;
    window.find(&testid("activity-entry")).await;
    eye.look(window, "activity-account").await;
    window.click(&testid("tab-tokens")).await;

    window.fill(&testid("account-filter"), "nobody of that name").await;
    window.find(&testid("accounts-empty")).await;
    eye.look(window, "filter-empty").await;
    window.click(&testid("clear-filter")).await;
}

async fn providers(eye: &mut Eye, window: &Window) {
    window.click(&testid("open-providers")).await;
    window.find(&testid("provider-row")).await;
    eye.look(window, "providers").await;
    window.click(&testid("provider-remove")).await;
    window.find(&testid("remove-provider-text")).await;
    eye.look(window, "provider-remove").await;
    window.click(&testid("remove-provider-cancel")).await;
}

async fn storage(eye: &mut Eye, desktop: &Desktop, window: &Window) {
    window.click(&testid("status-storage")).await;
    window.find(&testid("storage-backup")).await;
    eye.look(window, "storage").await;
    window.click(&testid("open-activity")).await;
    window.find(&testid("activity-entry")).await;
    eye.look(window, "activity").await;
    window.click(&testid("status-storage")).await;
    for kind in ["redacted", "whole"] {
        window.click(&testid(&format!("export-{kind}"))).await;
        window.find(&testid("export-dialog")).await;
        eye.look(window, &format!("export-{kind}")).await;
        window.click(&testid("export-cancel")).await;
    }
    let file = desktop.home().join("import.json");
    fs::write(&file, run_cache_command(desktop, CacheCommand::Export)).unwrap();
    window.click(&testid("import")).await;
    eye.look(window, "import").await;
    window.fill(&testid("import-path"), desktop.home().join("missing.json").to_str().unwrap()).await;
    window.click(&testid("import-confirm")).await;
    window.find(&error("file-missing")).await;
    eye.look(window, "import-missing").await;
    run_cache_command(desktop, CacheCommand::SignOut("zoe@harbourpine.example"));
    window.counts(&testid("account-row"), 4, SOON).await;
    window.fill(&testid("import-path"), file.to_str().unwrap()).await;
    window.click(&testid("import-confirm")).await;
    window.find(&testid("import-new")).await;
    eye.look(window, "import-preview").await;
    window.click(&testid("import-cancel")).await;

    window.click(&testid("rotate-key")).await;
    eye.look(window, "key").await;
    window.click(&testid("key-cancel")).await;
    window.click(&testid("change-passphrase")).await;
    window.fill(&testid("new-passphrase"), "correct horse battery").await;
    window.fill(&testid("new-passphrase-again"), "another horse").await;
    window.click(&testid("key-confirm")).await;
    eye.look(window, "passphrase-change").await;
    window.click(&testid("key-cancel")).await;
    window.click(&testid("restore-backup")).await;
    window.find(&testid("restore-comes")).await;
    eye.look(window, "restore").await;
    window.click(&testid("restore-cancel")).await;
}

async fn about(eye: &mut Eye, window: &Window) {
    window.click(&testid("open-about")).await;
    window.find(&testid("about-cache")).await;
    eye.look(window, "about").await;
    window.click(&testid("about-licences")).await;
    window.fill(&testid("licences-search"), "tauri apache").await;
    window.find(&testid("package")).await;
    eye.look(window, "licences").await;
    window.click(&testid("about-close")).await;
}

async fn many(eye: &mut Eye, desktop: &Desktop, window: &Window) {
    run_cache_command(desktop, CacheCommand::Seed(200));
    run_cache_command(desktop, CacheCommand::Crowd { accounts: 1, tokens: 150 });
    window.find(&row(ADA)).await;
    window.click(&row(ADA)).await;
    window.find(&testid("tokens")).await;
    eye.look(window, "many-accounts").await;
    window.click(&row(FIRST_OF_MANY)).await;
    window.reads(&testid("token-count"), "301 tokens").await;
    eye.look(window, "many-tokens").await;
    overlays::timeline(eye, window, "timeline-many").await;
    window.click(&row(ADA)).await;
    run_cache_command(desktop, CacheCommand::Expire);
    window.find(&format!("{} [data-life=\"expired\"]", testid("tokens"))).await;
    eye.look(window, "expired").await;
}

async fn passphrases(eye: &mut Eye, theme: Theme, browser: &Browser, sealed: &[u8]) {
    let mut desktop = Desktop::start(Keyring::Absent).await;
    desktop.set_theme(theme);
    if eye.motion == Motion::Reduced {
        desktop.reduce_motion();
    }
    // What a keyring protects that is not there any more.
    fs::create_dir_all(desktop.cache_path().parent().unwrap()).unwrap();
    fs::write(desktop.cache_path(), sealed).unwrap();
    let window = Window::open(&desktop).await;
    window.find(&pane("keyring-unavailable")).await;
    eye.look(&window, "keyring-absent").await;
    fs::remove_file(desktop.cache_path()).unwrap();
    window.click(&testid("storage-retry")).await;
    window.find(&pane("new-passphrase-needed")).await;
    window.fill(&testid("new-passphrase"), "correct horse battery").await;
    eye.look(&window, "passphrase-new").await;
    choose_passphrase(&window, "correct horse battery").await;
    let link = try_demo(&desktop, &window).await;
    browser.forget().await;
    sign_in_as(browser, &link, "ada").await;
    window.find(&row(ADA)).await;
    window.close().await;

    let window = Window::open(&desktop).await;
    unlock(&window, "wrong horse battery").await;
    window.find(&error("passphrase-wrong")).await;
    window.click(&format!("{} summary", testid("start-over-about"))).await;
    eye.look(&window, "passphrase").await;
    window.click(&testid("start-over")).await;
    window.find(&testid("start-over-path")).await;
    eye.look(&window, "start-over").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_fits_when_light() {
    tour(Theme::Light, eye("light")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_fits_in_the_smallest_window_and_at_twice_the_size() {
    tour(Theme::Light, Eye { sizes: &SMALL, ..eye("light") }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_fits_when_dark() {
    tour(Theme::Dark, eye("dark")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_fits_with_more_contrast_and_nothing_moves_where_that_is_not_wanted() {
    tour(Theme::HighContrast, Eye { languages: &["en"], motion: Motion::Reduced, ..eye("contrast") }).await;
}

/// Not the whole tour: only colours differ from the one with more contrast.
#[tokio::test(flavor = "multi_thread")]
async fn lists_dialogs_and_notices_have_more_contrast_in_the_dark() {
    let mut desktop = Desktop::start(Keyring::Unlocked).await;
    desktop.set_theme(Theme::DarkHighContrast);
    let mut eye = Eye { languages: &["en"], ..eye("dark-contrast") };
    run_cache_command(&desktop, CacheCommand::Crowd { accounts: 4, tokens: 3 });
    let window = Window::open(&desktop).await;
    has_look(&window, Theme::DarkHighContrast, Motion::Usual).await;
    window.find(&testid("token-row")).await;
    eye.look(&window, "accounts").await;
    overlays::timeline(&mut eye, &window, "timeline").await;
    overlays::commands(&mut eye, &window).await;
    overlays::selection(&mut eye, &window).await;
    troubles::cache(&mut eye, &desktop, &window).await;
    window.close().await;
    assert!(eye.faults.is_empty(), "{}", eye.faults.join("\n"));
}
