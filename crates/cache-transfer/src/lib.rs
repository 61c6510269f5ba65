//! A token cache that leaves its store as a file, or comes in as one.
//!
//! - [`save`] writes such a file: for its owner alone, whole or not at all, and over nothing that was not asked about.
//! - [`redacted`] makes what may be shown to others: a document of its own, built from the fields that are allowed in it.
//! - [`open`] and [`read`] take in what an MSAL library or Tessera wrote, and tell what it is when it cannot be taken.
//! - [`compare`] says what an import would bring, before it does.
//!
//! What an import does is [`TokenCache::merge`](token_cache::TokenCache::merge).

mod comparison;
mod import;
mod pseudonyms;
mod redacted;
mod save;
mod shape;

pub use comparison::{Comparison, Tokens, compare};
pub use import::{ImportError, SEALED, open, read};
pub use redacted::redacted;
pub use save::{ExportError, Overwrite, save};
