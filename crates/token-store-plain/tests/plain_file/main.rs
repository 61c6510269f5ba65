//! The plain file: the conformance suite, damage, stale locks, and the real peers beside us.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the helpers of tests do so for it"
)]

mod conformance;
mod contents;
#[cfg(target_os = "linux")]
mod disk_faults;
#[cfg(target_os = "linux")]
mod injected;
#[cfg(target_os = "linux")]
#[path = "../../../token-store-disk/tests/support/injection/mod.rs"]
mod injection;
#[cfg(target_os = "linux")]
mod locking;
#[cfg(target_os = "linux")]
mod peers;
mod support;
