//! The page for a device's code as a picture to scan, in half blocks.

use std::io::{self, IsTerminal};

use sign_in::{DeviceCodePrompt, QrCode};
use terminal_size::{Height, Width, terminal_size_of};

use crate::{arguments::Picture, output};

/// Black on white, whatever the terminal's colours (ECMA-48, section 8.3.117).
const COLOURS: (&str, &str) = ("\u{1b}[30;107m", "\u{1b}[0m");
const NO_COLOURS: (&str, &str) = ("", "");

/// Shows it, if it is wanted and there is room for it.
pub(super) fn show(prompt: &DeviceCodePrompt, when: Picture) {
    let Some(code) = prompt.qr_code().filter(|_| when != Picture::Never) else { return };
    let is_terminal = io::stderr().is_terminal();
    if when == Picture::Always || (is_terminal && fits(&code)) {
        output::picture(&draw(&code, if is_terminal { COLOURS } else { NO_COLOURS }));
    }
}

fn fits(code: &QrCode) -> bool {
    let side = side(code);
    terminal_size_of(io::stderr()).is_some_and(|(Width(columns), Height(lines))| {
        // Some lines are for the words around it.
        usize::from(columns) >= side && usize::from(lines) >= side.div_ceil(2) + 3
    })
}

/// With the margin.
fn side(code: &QrCode) -> usize {
    code.width() + 2 * code.quiet_zone()
}

/// Two lines of modules in each line of characters.
fn draw(code: &QrCode, (begin, end): (&str, &str)) -> String {
    let is_dark = |column: usize, line: usize| {
        let margin = code.quiet_zone();
        column >= margin && line >= margin && code.is_dark(column - margin, line - margin)
    };
    let half_block = |column, line| match (is_dark(column, line), is_dark(column, line + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    let side = side(code);
    let lines = (0..side).step_by(2).map(|line| {
        let blocks: String = (0..side).map(|column| half_block(column, line)).collect();
        format!("{begin}{blocks}{end}\n")
    });
    lines.collect()
}
