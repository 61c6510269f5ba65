//! What the pages may ask for. Each command is one call and one view.
//!
//! None runs on the window's own thread, which has to stay free to draw.

// Tauri hands over what a command takes.
#![allow(clippy::needless_pass_by_value)]

pub(crate) mod about;
pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod app;
pub(crate) mod providers;
pub(crate) mod sign_in;
pub(crate) mod storage;
pub(crate) mod tokens;
