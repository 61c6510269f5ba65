//! What the end-to-end tests share: a desktop of their own (display, D-Bus, keyring, profile), the real
//! window driven through WebDriver, and a real browser.
//!
//! Nothing here knows Tessera's code: the tests see what a person and the file system see.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::missing_panics_doc
)]

mod barriers;
mod browser;
mod desktop;
mod driver;
mod held;
mod notifications;
mod pages;
mod peer;
mod polkit;
mod process;
mod proxy;
mod system_bus;
mod tray;
mod window;

pub use browser::{Browser, ContrastTheme};
pub use desktop::{Desktop, Keyring, Theme};
pub use held::HeldWindow;
pub use pages::Pages;
pub use peer::{CacheCommand, run_cache_command};
pub use polkit::{Question, Questions, Reply};
pub use process::{Process, as_root, eventually, workspace};
pub use proxy::Proxy;
pub use system_bus::{Asker, SystemBus};
pub use tray::TrayEntry;
pub use window::{Window, built_program, program, testid};
