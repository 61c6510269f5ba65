//! The program itself, run as a script would run it: what it writes, what it does, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, and the helpers of tests do so for it"
)]
#![cfg(unix)]

mod accounts;
mod activity;
mod cache_file;
mod check;
mod clearing;
mod device_code;
mod exit_codes;
mod hostile;
#[cfg(target_os = "linux")]
mod keyring;
mod languages;
mod network;
mod plain;
mod providers;
mod rekey;
mod restore;
mod secrets;
mod shell;
mod sign_in;
mod store;
mod support;
#[cfg(target_os = "linux")]
mod terminal;
mod token;
#[cfg(target_os = "linux")]
mod ways_back;
