//! The palette of commands and the sheet of shortcuts.

use end_to_end::{Browser, Desktop, Keyring, Window, testid};

use crate::{SOON, signed_in, tokens};

const ADA: &str = "ada@lumenworks.example";
const CONTROL: &str = "\u{e009}";
const RELEASE: &str = "\u{e000}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

async fn open_palette(window: &Window) {
    window.press(&format!("{CONTROL}k{RELEASE}")).await;
    window.find(&testid("palette")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_does_what_is_asked_for_by_a_few_letters_and_the_sheet_lists_all_keys() {
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let browser = Browser::start().await;
    let window = signed_in(&desktop, &browser, "ada", ADA).await;
    open_palette(&window).await;
    window.picture("palette").await;
    window.press("gtok").await;
    window.press(ENTER).await;
    window.find("[data-testid=\"result\"][data-kind=\"token\"]").await;
    window.lacks(&testid("palette")).await;

    open_palette(&window).await;
    window.press("clear tokens all").await;
    window.press(ENTER).await;
    window.reads(&testid("removal-dialog"), "Clear all tokens of Ada").await;
    window.press(ESCAPE).await;
    window.lacks(&testid("removal-dialog")).await;
    window.counts(&tokens("access"), 1, SOON).await;

    window.press(&format!("{CONTROL}l{RELEASE}")).await;
    window.press("?").await;
    window.reads(&testid("shortcut-sheet"), "Undo the last removal").await;
    window.picture("shortcuts").await;
    window.press(ESCAPE).await;
    window.choose(&testid("language"), "it").await;
    window.resize(720, 560).await;
    window.press("\u{e031}").await;
    window.reads(&testid("shortcut-sheet"), "Ottieni un token").await;
    window.picture("shortcuts-it-narrow").await;
    window.press(ESCAPE).await;
    window.lacks(&testid("shortcut-sheet")).await;
    window.choose(&testid("language"), "pt-BR").await;
    window.tab_to(&testid("open-palette")).await;
    open_palette(&window).await;
    window.picture("palette-pt-br-narrow").await;
    window.close().await;
    browser.close().await;
}
