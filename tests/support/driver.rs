//! WebDriver servers: WebKit's for the window (behind tauri-driver) and Chromium's for the browser.

use std::{path::PathBuf, process::Command, time::Duration};

use test_servers::free_port;
use thirtyfour::{Capabilities, WebDriver};

use crate::{
    desktop::Desktop,
    process::{Process, eventually, workspace},
};

/// A running WebDriver server.
#[derive(Debug)]
pub(crate) struct Driver {
    _process: Process,
    address: String,
}

impl Driver {
    /// tauri-driver, which starts the window inside the desktop.
    pub(crate) async fn for_window(desktop: &Desktop) -> Self {
        let (port, native) = (free_port(), free_port());
        let mut command = Command::new(tauri_driver());
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        Self::start(desktop.dress(&mut command), &[native, port], "tauri-driver.log").await
    }

    /// chromedriver, which starts headless Chromium, inside the desktop if there is one.
    pub(crate) async fn for_browser(desktop: Option<&Desktop>) -> Self {
        let port = free_port();
        let mut command = Command::new("chromedriver");
        if let Some(desktop) = desktop {
            // Elsewhere than on a known desktop, `xdg-open` of Debian 12 does not find programs whose path is in quotes.
            desktop.dress(&mut command).env("XDG_CURRENT_DESKTOP", "GNOME");
        }
        Self::start(command.arg(format!("--port={port}")), &[port], "chromedriver.log").await
    }

    /// Starts the server and waits until it listens on all its ports; the last one is its own.
    async fn start(command: &mut Command, ports: &[u16], log: &str) -> Self {
        let process = Process::start(command, log);
        for port in ports {
            eventually("the WebDriver server listens", Duration::from_secs(20), async || {
                tokio::net::TcpStream::connect(("127.0.0.1", *port)).await.ok()
            })
            .await;
        }
        let address = format!("http://127.0.0.1:{}", ports.last().expect("it has a port"));
        Self { _process: process, address }
    }

    /// Opens a session: a window or a browser.
    pub(crate) async fn open(&self, capabilities: Capabilities) -> WebDriver {
        WebDriver::new(&self.address, capabilities).await.expect("the WebDriver server opens a session")
    }
}

fn tauri_driver() -> PathBuf {
    workspace().join("target/tools/bin/tauri-driver")
}
