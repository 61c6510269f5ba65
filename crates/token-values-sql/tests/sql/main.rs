//! Values in files and in real servers, which the tests start.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, and the helpers of tests do so for it"
)]

mod conformance;
mod faults;
mod no_room;
mod partitions;
mod refusals;
mod replica;
mod sqlite_file;
mod support;
mod tables;
