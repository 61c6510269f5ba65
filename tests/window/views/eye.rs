//! Who looks at a view, in which languages and sizes.

use end_to_end::{Window, eventually};
use serde_json::json;

use crate::SOON;

/// The tour itself speaks English: that comes last.
const LANGUAGES: [&str; 3] = ["it", "pt-BR", "en"];
/// Width and height in pixels, and whether everything in it is twice as large.
pub(super) type Size = (u32, u32, bool);
/// The size that the window opens with.
const USUAL: Size = (1080, 720, false);
pub(super) const SMALL: [Size; 2] = [(720, 480, false), (720, 480, true)];

/// Who looks at the views: what is wrong with them is told at the end, all of it.
pub(super) struct Eye {
    pub(super) theme: &'static str,
    pub(super) sizes: &'static [Size],
    pub(super) languages: &'static [&'static str],
    pub(super) motion: Motion,
    pub(super) faults: Vec<String>,
}

/// What the desktop says about things that move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motion {
    Usual,
    Reduced,
}

impl Eye {
    /// Looks at the view that the window shows, in each language, and leaves a picture of each.
    pub(super) async fn look(&mut self, window: &Window, view: &str) {
        for (width, height, twice) in self.sizes.iter().copied() {
            if self.sizes.len() > 1 {
                resize(window, width, height, twice).await;
            }
            for language in self.languages {
                // This ends what was announced in another language: it would lie over what is to be seen.
                speak(window, language).await;
                let mut faults = window.misfits().await;
                if self.motion == Motion::Reduced {
                    faults.extend(moving(window).await);
                }
                if *language == "en" {
                    faults.extend(window.barriers().await);
                }
                let size = format!("{width}{}", if twice { " at 200 %" } else { "" });
                self.faults.extend(faults.iter().map(|fault| format!("{view} {language} {size}: {fault}")));
                if (width, height, twice) == USUAL {
                    window.save_picture(&format!("{view}-{}-{}", self.theme, language.to_lowercase())).await;
                }
            }
        }
        // The tour goes on where list and detail are side by side.
        if self.sizes.len() > 1 {
            let (width, height, twice) = USUAL;
            resize(window, width, height, twice).await;
        }
    }
}

/// What moves in the page, in words.
pub(super) async fn moving(window: &Window) -> Vec<String> {
    let moving = "return document.getAnimations().map(({ effect }) => `moves: <${effect.target.localName} class=\"${effect.target.className}\">`)";
    serde_json::from_value(window.script(moving).await).unwrap()
}

/// Chooses the language, which a dialog would be in front of.
async fn speak(window: &Window, language: &str) {
    let choose = format!(
        "const choice = document.querySelector('[data-testid=language]');
        choice.value = {};
        choice.dispatchEvent(new Event('change', {{ bubbles: true }}));",
        json!(language)
    );
    window.script(&choose).await;
    window.find(&format!("html[lang=\"{language}\"]")).await;
}

/// Makes the window that large, in pixels, and everything in it twice as large or not.
async fn resize(window: &Window, width: u32, height: u32, twice: bool) {
    window.resize(width, height).await;
    zoom(window, width, 1.0, "0").await;
    for step in 1..=if twice { 5 } else { 0 } {
        zoom(window, width, 1.0 + f64::from(step) / 5.0, "=").await;
    }
}

/// Presses Ctrl with that key and waits until the page is as much larger.
async fn zoom(window: &Window, width: u32, factor: f64, key: &str) {
    let press = format!(
        "window.dispatchEvent(new KeyboardEvent('keydown', {{ key: {}, ctrlKey: true }}))",
        json!(key)
    );
    window.script(&press).await;
    let wanted = f64::from(width) / factor;
    eventually(&format!("the page is {wanted} wide"), SOON, async || {
        let width = window.script("return innerWidth").await.as_f64()?;
        ((width - wanted).abs() < 2.0).then_some(())
    })
    .await;
}

/// Who looks at everything in its usual size and in all languages.
pub(super) fn eye(theme: &'static str) -> Eye {
    Eye { theme, sizes: &[USUAL], languages: &LANGUAGES, motion: Motion::Usual, faults: Vec::new() }
}
