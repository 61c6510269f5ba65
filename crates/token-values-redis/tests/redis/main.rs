//! Values in real servers, which the tests start.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod cluster;
mod conformance;
mod faults;
mod no_writes;
mod other_libraries;
mod partitions;
mod refusals;
mod support;
mod tls;
