//! An application with a secret at the demo tenant: its credentials, its flows, and a cache for each of its users.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "it is a test")]

mod credentials;
mod of_the_application;
mod on_behalf_of;
mod partitions;
mod peers;
mod shared_caches;
#[path = "../support/mod.rs"]
mod support;
mod web_sign_in;
mod world;
