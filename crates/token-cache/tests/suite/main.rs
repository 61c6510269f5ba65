//! The cache as its users and the other MSAL libraries meet it.
#![expect(clippy::panic, clippy::unwrap_used, reason = "what helps a test may fail it")]

mod account_views;
mod application_tokens;
mod bearer_tokens;
mod bound_tokens;
mod damage;
mod dead_marks;
mod differential;
#[cfg(target_os = "linux")]
mod hostile;
mod intended_differences;
mod memory;
mod msal_node;
mod msal_python;
mod other_libraries;
mod peer;
mod people;
mod pieces;
mod random;
mod removal;
mod removal_properties;
mod repair;
mod requested_notes;
mod search;
mod superseded;
mod undo;
#[cfg(target_os = "linux")]
mod wiping;

use peer::Peer;
use people::{Issue, Person};
use random::Random;

use token_cache::TokenCache;

/// 2023-11-14T22:13:20Z.
const NOW: i64 = 1_700_000_000;

/// The environment of the public cloud.
const ENTRA: &str = "login.microsoftonline.com";

/// What a cache serializes to, as text.
fn json(cache: &TokenCache) -> String {
    String::from_utf8(cache.serialize().to_vec()).unwrap()
}

/// A cache from JSON that must be readable.
fn read(json: &str) -> TokenCache {
    TokenCache::deserialize(json.as_bytes()).unwrap()
}
