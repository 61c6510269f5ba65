//! The real window, driven as a person would: by what is shown and can be clicked.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use thirtyfour::{
    By, Capabilities, WebDriver, WebElement,
    prelude::{ElementQueryable, ElementWaitable},
};

use crate::{
    barriers::{barriers, findings},
    desktop::Desktop,
    driver::Driver,
    process::{eventually, workspace},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Selects by `data-testid`.
pub fn testid(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

/// Tessera's window.
#[derive(Debug)]
pub struct Window {
    session: WebDriver,
    _driver: Driver,
}

impl Window {
    /// Opens it on that desktop.
    pub async fn open(desktop: &Desktop) -> Self {
        Self::open_program(desktop, &program()).await
    }

    /// Opens that program's window, as it was installed.
    pub async fn open_program(desktop: &Desktop, program: &Path) -> Self {
        desktop.last_window_ends().await;
        let driver = Driver::for_window(desktop).await;
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", json!("wry")).expect("a capability is JSON");
        capabilities.set("tauri:options", json!({"application": program})).expect("a capability is JSON");
        let session = driver.open(capabilities).await;
        Self { session, _driver: driver }
    }

    /// Closes it, as its close button would.
    pub async fn close(self) {
        self.session.quit().await.expect("the window closes");
    }

    /// Has the window manager close it, and waits until the program has ended.
    pub async fn close_by_frame(self, desktop: &Desktop) {
        desktop.close_by_frame();
        self.has_ended(desktop).await;
    }

    /// Waits until nobody sees the window.
    pub async fn is_hidden(&self, desktop: &Desktop) {
        let hidden = async || (!desktop.shows_window()).then_some(());
        let within =
            tokio::time::timeout(PATIENCE, eventually("the window is hidden", PATIENCE * 2, hidden)).await;
        within.unwrap_or_else(|_| panic!("the window is not hidden; the display has {}", desktop.windows()));
    }

    /// Waits until the window is there to be seen.
    pub async fn is_shown(&self, desktop: &Desktop) {
        eventually("the window is shown", PATIENCE, async || desktop.shows_window().then_some(())).await;
    }

    /// Waits until the program has ended by itself.
    pub async fn has_ended(self, desktop: &Desktop) {
        eventually("the program ends", PATIENCE, async || {
            (!desktop.has_on_bus("dev.tessera.desktop.SingleInstance")).then_some(())
        })
        .await;
        // The driver has lost its window, and says so.
        let _ = self.session.quit().await;
    }

    /// The first element that the selector finds, once it is shown.
    pub async fn find(&self, selector: &str) -> WebElement {
        let query = self.session.query(By::Css(selector)).wait(PATIENCE, Duration::from_millis(50));
        let found = query.and_displayed().first().await;
        let Ok(element) = found else {
            panic!("the window shows no {selector}; it shows: {}", self.text().await);
        };
        element
    }

    /// How many elements the selector finds now.
    pub async fn count(&self, selector: &str) -> usize {
        self.session.find_all(By::Css(selector)).await.map_or(0, |all| all.len())
    }

    /// Clicks the element that the selector finds; again, if the page was drawn anew at that moment.
    pub async fn click(&self, selector: &str) {
        self.find(selector).await;
        eventually(&format!("{selector} can be clicked"), PATIENCE, async || {
            let element = self.session.find(By::Css(selector)).await.ok()?;
            element.wait_until().clickable().await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// Types into the field that the selector finds.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Presses keys wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let element = self.session.active_element().await.expect("something has the focus");
        element.send_keys(keys).await.expect("keys can be pressed");
    }

    /// Chooses the option of that value in the list that the selector finds.
    pub async fn choose(&self, selector: &str, value: &str) {
        self.click(&format!("{selector} option[value=\"{value}\"]")).await;
    }

    /// Goes on with the Tab key until the focus is on the element that the selector finds.
    pub async fn tab_to(&self, selector: &str) {
        self.find(selector).await;
        let is_there = format!("return document.activeElement.matches({})", json!(selector));
        for _ in 0..60 {
            if self.script(&is_there).await == json!(true) {
                return;
            }
            self.press("\u{e004}").await;
        }
        panic!("the Tab key does not lead to {selector}");
    }

    /// Goes to the element with the Tab key and presses Enter.
    pub async fn enter(&self, selector: &str) {
        self.tab_to(selector).await;
        self.press("\u{e007}").await;
    }

    /// Waits until the element's text holds `text`.
    pub async fn reads(&self, selector: &str, text: &str) {
        self.comes_to(&format!("{selector} reads {text:?}"), PATIENCE, async || {
            let shown = self.session.find(By::Css(selector)).await.ok()?.text().await.ok()?;
            shown.contains(text).then_some(())
        })
        .await;
    }

    /// Waits until exactly that many elements are found.
    pub async fn counts(&self, selector: &str, wanted: usize, within: Duration) {
        self.comes_to(&format!("{wanted} x {selector}"), within, async || {
            (self.count(selector).await == wanted).then_some(())
        })
        .await;
    }

    /// Waits until `look` answers something; says what the window shows where it does not.
    async fn comes_to(&self, what: &str, within: Duration, look: impl AsyncFnMut() -> Option<()>) {
        let came = tokio::time::timeout(within, eventually(what, within * 2, look)).await;
        assert!(came.is_ok(), "not within {within:?}: {what}; the window shows: {}", self.text().await);
    }

    /// Waits until nothing is found.
    pub async fn lacks(&self, selector: &str) {
        self.counts(selector, 0, PATIENCE).await;
    }

    /// All the text that is shown.
    pub async fn text(&self) -> String {
        let Ok(body) = self.session.find(By::Css("body")).await else { return "nothing".to_owned() };
        body.text().await.unwrap_or_default()
    }

    /// Runs a script in the page and answers what it returns.
    pub async fn script(&self, script: &str) -> Value {
        let answer = self.session.execute(script, Vec::new()).await.expect("the script runs");
        answer.json().clone()
    }

    /// Saves a picture of the page to `target/screenshots/{name}.png`: all text has to fit, and whoever sees the page in
    /// another way has to be able to use it too.
    pub async fn picture(&self, name: &str) {
        assert_eq!(self.misfits().await, [""; 0], "{name}: what does not fit");
        assert_eq!(self.barriers().await, [""; 0], "{name}: what keeps people out");
        self.save_picture(name).await;
    }

    /// Saves a picture of the page to `target/screenshots/{name}.png`.
    pub async fn save_picture(&self, name: &str) {
        let folder = workspace().join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("target/screenshots can be made");
        // What has just come into the page is painted with the second frame from now.
        let painted = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))";
        self.session.execute_async(painted, Vec::new()).await.expect("the page is painted");
        // WebKitGTK takes the picture with the next frame that it paints, and paints none where nothing changes: a dot
        // that nobody sees does, meanwhile.
        self.script(
            "const dot = document.createElement('i');
            dot.id = 'picture';
            Object.assign(dot.style, { position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px' });
            document.body.append(dot);
            const frames = ['rgb(0 0 0 / 1%)', 'rgb(0 0 0 / 2%)'].map((backgroundColor) => ({ backgroundColor }));
            dot.animate(frames, { duration: 100, iterations: Infinity });",
        )
        .await;
        let picture = self.session.screenshot_as_png().await.expect("the window can be pictured");
        self.script("document.getElementById('picture').remove()").await;
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("the picture can be saved");
    }

    /// What keeps people out who see, hear or move in other ways, as far as axe-core finds it (WCAG 2.2 AA).
    pub async fn barriers(&self) -> Vec<String> {
        barriers(&self.session).await
    }

    /// Which text is cut, hidden, beyond its box or the window, or over another text.
    pub async fn misfits(&self) -> Vec<String> {
        findings(&self.session, include_str!("fits.js")).await
    }

    /// Moves the window there and makes it that large, in pixels, and waits until it is.
    pub async fn place(&self, place: (i32, i32, u32, u32)) {
        let (x, y, width, height) = place;
        self.session
            .set_window_rect(x.into(), y.into(), width, height)
            .await
            .expect("the window can be placed");
        self.is_at(place).await;
    }

    /// Waits until the window is there and that large, in pixels.
    pub async fn is_at(&self, place: (i32, i32, u32, u32)) {
        let mut last = None;
        let there = async || {
            last = Some(self.rect().await);
            (last == Some(place)).then_some(())
        };
        let within =
            tokio::time::timeout(PATIENCE, eventually("the window is there", PATIENCE * 2, there)).await;
        assert!(within.is_ok(), "the window is at {last:?}, not at {place:?}");
    }

    /// Where in the page those elements are: the left edge, the upper one, the width and the height of each, in pixels.
    pub async fn places(&self, selector: &str) -> Vec<(u32, u32, u32, u32)> {
        let mut places = Vec::new();
        for element in self.session.find_all(By::Css(selector)).await.expect("the page can be asked") {
            let rect = element.rect().await.expect("the element says where it is");
            let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in the page")]
            let [left, top, right, bottom] =
                [rect.x.floor(), rect.y.floor(), right.ceil(), bottom.ceil()].map(|edge| edge as u32);
            places.push((left, top, right - left, bottom - top));
        }
        places
    }

    /// Where the window is and how large, in pixels.
    pub async fn rect(&self) -> (i32, i32, u32, u32) {
        let rect = self.session.get_window_rect().await.expect("the window says where it is");
        let number = |value: i64| i32::try_from(value).expect("it is on a screen");
        let size = |value: i64| u32::try_from(value).expect("no size is negative");
        (number(rect.x), number(rect.y), size(rect.width), size(rect.height))
    }

    /// Has the window fill the screen, and answers where it is then.
    pub async fn maximize(&self) -> (i32, i32, u32, u32) {
        let before = self.rect().await;
        self.session.maximize_window().await.expect("the window can be maximised");
        eventually("the window is maximised", PATIENCE, async || {
            let rect = self.rect().await;
            (rect.2 > before.2 && rect.3 > before.3).then_some(rect)
        })
        .await
    }

    /// Makes the window that large, in pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.session.set_window_rect(0, 0, width, height).await.expect("the window can be resized");
    }
}

/// The window's program.
pub fn program() -> PathBuf {
    built_program("tessera-desktop")
}

/// A program of the project, as `./test` builds it.
pub fn built_program(name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    let program = target.join("debug").join(name);
    assert!(program.exists(), "{} is not built; ./test builds it", program.display());
    program
}
