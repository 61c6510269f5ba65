//! Scopes: which there are, what they mean in plain words, and how a request names them.

mod permission;
mod requested;

pub(crate) use permission::{OidcScope, Permission, Resource};
pub(crate) use requested::Requested;
