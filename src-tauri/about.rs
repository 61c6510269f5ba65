//! What the program is, and where its files are.

use std::env::consts::{ARCH, OS};

use crate::{app::App, views::AboutView};

impl App {
    /// For the person, and for whoever helps.
    pub(crate) fn about(&self) -> AboutView {
        AboutView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            web_view: tauri::webview_version().ok(),
            system: format!("{OS} {ARCH}"),
            cache: self.storage.view().path,
            settings: self.providers.path().display().to_string(),
            demo_tenant: self.connections.demo_folder().display().to_string(),
        }
    }
}
