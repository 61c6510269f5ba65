//! The real browser in which people sign in.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{By, Capabilities, Cookie, WebDriver};

use crate::{
    barriers::barriers,
    desktop::Desktop,
    driver::Driver,
    process::{eventually, workspace},
    proxy::Proxy,
};

/// What is tested is whom Tessera trusts, and a browser has certificates of its own.
const ANY_CERTIFICATE: &str = "--ignore-certificate-errors";

/// A theme in which the system chooses all colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContrastTheme {
    /// Black on white.
    Light,
    /// White on black.
    Dark,
}

/// Headless Chromium with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    _driver: Driver,
}

impl Browser {
    /// Starts it.
    pub async fn start() -> Self {
        Self::open(Driver::for_browser(None).await, &[], json!({})).await
    }

    /// Starts one on that desktop in which a person has allowed pages of `origin` to open the programs of `scheme`.
    pub async fn start_on(desktop: &Desktop, origin: &str, scheme: &str) -> Self {
        let allowed =
            json!({"protocol_handler": {"allowed_origin_protocol_pairs": {origin: {scheme: true}}}});
        Self::open(Driver::for_browser(Some(desktop)).await, &[], allowed).await
    }

    /// Starts one that comes through a proxy and takes any certificate.
    pub async fn start_through(proxy: &Proxy) -> Self {
        let proxy = format!("--proxy-server={}", proxy.address());
        Self::open(Driver::for_browser(None).await, &[&proxy, ANY_CERTIFICATE], json!({})).await
    }

    /// Starts one that takes any certificate.
    pub async fn start_credulous() -> Self {
        Self::open(Driver::for_browser(None).await, &[ANY_CERTIFICATE], json!({})).await
    }

    /// Starts one that cannot reach that port of `localhost`, as on another computer.
    pub async fn start_elsewhere(unreachable: u16) -> Self {
        // Nobody listens on the port that it is led to: systems keep it free for that.
        let rules = format!("--host-resolver-rules=MAP localhost:{unreachable} 127.0.0.1:9");
        Self::open(Driver::for_browser(None).await, &[&rules], json!({})).await
    }

    /// Starts one in which the system chooses all colours, as a contrast theme of Windows has it.
    pub async fn start_with_contrast(theme: ContrastTheme) -> Self {
        let mut arguments = vec!["--force-high-contrast"];
        if theme == ContrastTheme::Dark {
            arguments.push("--force-dark-mode");
        }
        Self::open(Driver::for_browser(None).await, &arguments, json!({})).await
    }

    async fn open(driver: Driver, more: &[&str], preferences: Value) -> Self {
        let mut arguments = vec![
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=900,800",
        ];
        arguments.extend(more);
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", json!("chrome")).expect("a capability is JSON");
        capabilities
            .set(
                "goog:chromeOptions",
                json!({"binary": "/usr/bin/chromium", "args": arguments, "prefs": preferences}),
            )
            .expect("a capability is JSON");
        let session = driver.open(capabilities).await;
        Self { session, _driver: driver }
    }

    /// Opens a link.
    pub async fn go(&self, link: &str) {
        self.session.goto(link).await.expect("the browser opens the link");
    }

    /// Clicks the element that the selector finds, once it is there and stays long enough to be clicked: the
    /// page may be on its way out.
    pub async fn click(&self, selector: &str) {
        eventually(&format!("the browser clicks {selector}"), Duration::from_secs(15), async || {
            self.session.find(By::Css(selector)).await.ok()?.click().await.ok()
        })
        .await;
    }

    /// Types into the field that the selector finds, once it is there.
    pub async fn type_into(&self, selector: &str, text: &str) {
        eventually(&format!("the browser types into {selector}"), Duration::from_secs(15), async || {
            self.session.find(By::Css(selector)).await.ok()?.send_keys(text).await.ok()
        })
        .await;
    }

    /// Waits until the page has such an element.
    pub async fn shows(&self, selector: &str) {
        eventually(&format!("the browser shows {selector}"), Duration::from_secs(15), async || {
            self.has(selector).await.then_some(())
        })
        .await;
    }

    /// Whether the page has such an element now.
    pub async fn has(&self, selector: &str) -> bool {
        self.session.find(By::Css(selector)).await.is_ok()
    }

    /// Waits until the page's text holds `text`.
    pub async fn reads(&self, text: &str) {
        eventually(&format!("the browser shows {text:?}"), Duration::from_secs(15), async || {
            let body = self.session.find(By::Css("body")).await.ok()?;
            body.text().await.ok()?.contains(text).then_some(())
        })
        .await;
    }

    /// Saves a picture of the page to `target/screenshots/{name}.png`.
    pub async fn picture(&self, name: &str) {
        let folder = workspace().join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("target/screenshots can be made");
        let picture = self.session.screenshot_as_png().await.expect("the page can be pictured");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("the picture can be saved");
    }

    /// What keeps people out of the page, as far as axe-core finds it.
    pub async fn barriers(&self) -> Vec<String> {
        barriers(&self.session).await
    }

    /// What a script answers.
    pub async fn script(&self, script: &str) -> Value {
        let answer = self.session.execute(script, Vec::new()).await.expect("the script runs");
        answer.json().clone()
    }

    /// All the text of the page.
    pub async fn text(&self) -> String {
        let body = self.session.find(By::Css("body")).await.expect("the page has a body");
        body.text().await.expect("the body has a text")
    }

    /// The cookie of that name.
    pub async fn cookie(&self, name: &str) -> Cookie {
        self.session.get_named_cookie(name).await.expect("the browser has the cookie")
    }

    /// The address of the page.
    pub async fn address(&self) -> String {
        self.session.current_url().await.expect("the browser has an address").to_string()
    }

    /// Waits until the browser has gone on to an address that begins so, whether or not it could be opened.
    pub async fn ends_at(&self, beginning: &str) -> String {
        eventually(&format!("the browser is at {beginning}"), Duration::from_secs(15), async || {
            let address = self.session.current_url().await.ok()?.to_string();
            address.starts_with(beginning).then_some(address)
        })
        .await
    }

    /// Forgets every cookie of the page's site, so that the provider asks who one is.
    pub async fn forget(&self) {
        self.session.delete_all_cookies().await.expect("cookies can be deleted");
    }

    /// Closes it.
    pub async fn close(self) {
        self.session.quit().await.expect("the browser closes");
    }
}
