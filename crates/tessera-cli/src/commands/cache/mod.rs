//! The cache file as a whole.

mod check;
mod export;
mod import;
mod info;

pub(crate) use check::{check, repair};
pub(crate) use export::export;
pub(crate) use import::import;
pub(crate) use info::info;
