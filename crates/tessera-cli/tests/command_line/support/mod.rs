//! What the tests share.

mod browser;
mod seed;
mod world;

pub(crate) use browser::Browser;
pub(crate) use seed::{Seed, TENANT};
pub(crate) use world::{Ended, PASSPHRASE, World, end, is_private};
