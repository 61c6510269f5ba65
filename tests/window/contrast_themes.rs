//! Every view in the contrast themes of Windows, where the system chooses all colours. WebKit on this system has nothing like
//! it, so these are the same pages in Chromium, which can do as if.

use end_to_end::{Browser, ContrastTheme, Pages, testid};
use serde_json::json;

/// A scene, what is clicked in it, and what it is called.
const VIEWS: [(&str, &[&str], &str); 22] = [
    ("first-run", &[], "first-run"),
    ("first-run", &["way-entra", "provider-more"], "provider-entra"),
    ("no-accounts", &[], "no-accounts"),
    ("team", &[], "accounts"),
    ("team", &["tab-timeline"], "timeline"),
    ("team", &["tab-activity"], "account-activity"),
    ("team", &["account-box"], "selection"),
    ("team", &["clear-menu"], "clear-menu"),
    ("team", &["sign-out"], "sign-out"),
    ("team", &["open-providers"], "providers"),
    ("team", &["open-storage"], "storage"),
    ("team", &["open-palette"], "palette"),
    ("team", &["open-about"], "about"),
    ("long", &[], "long-names"),
    ("notices", &[], "notices"),
    ("lock-held", &[], "lock-held"),
    ("waiting", &["sign-in-row"], "sign-in"),
    ("device-code", &["sign-in-row"], "device-code"),
    ("refused", &["sign-in-row"], "sign-in-refused"),
    ("passphrase", &[], "passphrase"),
    ("new-passphrase", &[], "new-passphrase"),
    ("unavailable", &[], "unavailable"),
];

/// Whether the open account and the chosen tab look unlike their neighbours, though no tint is painted.
const MARKS: &str = "
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    const row = (more) => style(`[role=option]${more}`).borderInlineStartWidth;
    const tab = (more) => style(`[role=tab]${more}`).borderBottomColor;
    return [
      matchMedia('(forced-colors: active)').matches,
      row('[aria-current=true]') !== row(':not([aria-current])'),
      tab('[aria-selected=true]') !== tab('[aria-selected=false]'),
    ];";
/// Whether the command that Enter runs does.
const COMMAND: &str = "
    const outline = (selected) => getComputedStyle(
      document.querySelector(`[data-testid=palette-command][aria-selected=${selected}]`),
    ).outlineStyle;
    return [outline(true), outline(false)];";

#[tokio::test(flavor = "multi_thread")]
async fn no_view_keeps_anybody_out_where_the_system_chooses_the_colours() {
    let pages = Pages::start().await;
    let mut faults = Vec::new();
    for (theme, word) in [(ContrastTheme::Light, "light"), (ContrastTheme::Dark, "dark")] {
        let browser = Browser::start_with_contrast(theme).await;
        for (scene, clicks, name) in VIEWS {
            browser.go(&pages.scene(scene)).await;
            browser.shows(&testid("storage-path")).await;
            for click in clicks {
                browser.click(&testid(click)).await;
            }
            browser.picture(&format!("contrast-theme-{name}-{word}")).await;
            faults
                .extend(browser.barriers().await.into_iter().map(|fault| format!("{name}, {word}: {fault}")));
            match name {
                "accounts" => assert_eq!(browser.script(MARKS).await, json!([true, true, true]), "{word}"),
                "palette" => assert_eq!(browser.script(COMMAND).await, json!(["solid", "none"]), "{word}"),
                _ => {}
            }
        }
        browser.close().await;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
