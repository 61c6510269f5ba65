//! How the window was left.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CurrentAccount, Kept};

/// How the window was left, so that it opens there again. Fields that this version does not know are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowState {
    /// Its size when it was not maximised; none before it was first opened.
    pub size: Option<Size>,
    /// Where it was then; none where the system does not tell (Wayland).
    pub position: Option<Position>,
    /// Whether it filled the screen.
    pub maximized: bool,
    /// The account that was looked at; none where the person chose none.
    pub account: Option<CurrentAccount>,
    /// The part of the account's page that was open, by the page's own name for it.
    pub part: Option<String>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

/// The size of the page in a window, in logical pixels: the same to the eye after the screen's scale has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// From the left to the right.
    pub width: u32,
    /// From the top to the bottom.
    pub height: u32,
}

/// The upper left corner of a window with its frame, in physical pixels of the desktop, which has all screens in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// From the left edge of the main screen; negative on a screen to its left.
    pub x: i32,
    /// From the upper edge of the main screen; negative on a screen above it.
    pub y: i32,
}

impl Kept for WindowState {
    const FILE_NAME: &'static str = "window.json";
}
