//! What lies over the window, and what is chosen in it.

use end_to_end::{Window, testid};

use super::Eye;

const ESCAPE: &str = "\u{e00c}";
const F1: &str = "\u{e031}";

/// The palette of commands and the sheet of shortcuts.
pub(super) async fn commands(eye: &mut Eye, window: &Window) {
    window.click(&testid("open-palette")).await;
    window.find(&testid("palette-command")).await;
    eye.look(window, "palette").await;
    // A word of all three languages.
    window.fill(&testid("palette-query"), "token").await;
    window.find(&testid("palette-command")).await;
    eye.look(window, "palette-query").await;
    window.fill(&testid("palette-query"), "nothing that anybody could ask for").await;
    window.find(&testid("palette-none")).await;
    eye.look(window, "palette-none").await;
    window.press(ESCAPE).await;
    window.lacks(&testid("palette")).await;
    window.press(F1).await;
    window.find(&testid("shortcut-sheet")).await;
    eye.look(window, "shortcuts").await;
    window.press(ESCAPE).await;
    window.lacks(&testid("shortcut-sheet")).await;
}

/// When the tokens of the account on the right run out.
pub(super) async fn timeline(eye: &mut Eye, window: &Window, view: &str) {
    window.click(&testid("tab-timeline")).await;
    window.find(&testid("timeline-row")).await;
    eye.look(window, view).await;
    window.click(&testid("tab-tokens")).await;
}

/// Several accounts at once.
pub(super) async fn selection(eye: &mut Eye, window: &Window) {
    let choose_three = "[...document.querySelectorAll('[data-testid=account-row]')].slice(0, 3)
        .forEach((row) => row.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true })))";
    window.script(choose_three).await;
    window.find(&testid("selection-bar")).await;
    eye.look(window, "selection").await;
    window.click(&testid("selected-sign-out")).await;
    window.find(&testid("removal-goes")).await;
    eye.look(window, "selection-sign-out").await;
    window.click(&testid("removal-cancel")).await;
    window.click(&testid("selection-clear")).await;
    window.lacks(&testid("selection-bar")).await;
}
