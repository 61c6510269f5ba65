//! Tessera's window.

// Without this a console window stands behind Tessera's on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    tessera_desktop::run()
}
