//! What the tests share.

mod browser;
#[path = "../../../../sign-in/tests/support/proxy.rs"]
mod proxy;
mod seed;
mod world;

pub(crate) use browser::Browser;
pub(crate) use proxy::Proxy;
pub(crate) use seed::{Seed, TENANT};
pub(crate) use world::{Ended, PASSPHRASE, World, end, is_private};
