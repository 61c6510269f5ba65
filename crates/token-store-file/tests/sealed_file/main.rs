//! The sealed file: what is on the disk, what becomes of damage, several processes, kills and keyrings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the helpers of tests do so for it"
)]

mod at_rest;
mod backup;
mod beside;
mod child;
mod conformance;
mod damage;
#[cfg(target_os = "linux")]
mod disk_faults;
mod following;
#[cfg(target_os = "linux")]
mod injected;
#[cfg(target_os = "linux")]
#[path = "../../../token-store-disk/tests/support/injection/mod.rs"]
mod injection;
mod keyring_faults;
mod kills;
#[cfg(unix)]
mod links;
mod locking;
mod passphrase;
mod processes;
#[cfg(target_os = "linux")]
mod recent;
mod rekey;
mod rekey_kills;
#[cfg(target_os = "linux")]
mod secret_service;
mod segments;
mod support;
