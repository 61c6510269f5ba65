//! One token cache for each user of a web app, in values that many nodes share.
//!
//! A [`ValueStore`] is the little that a database has to do: get a value, and swap it for another if nobody else was
//! faster.

mod value_store;

pub use value_store::{Page, Revision, Swapped, Value, ValueError, ValueStore};
