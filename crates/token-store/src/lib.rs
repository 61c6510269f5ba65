//! Where a token cache lives: the trait of every store, its conformance suite, and a store in memory.
//!
//! One [`TokenStore`] is one persisted [`TokenCache`](token_cache::TokenCache): one user's, or one partition's.
//! Whoever reads takes a [`Snapshot`]; whoever changes hands the store a [`Change`], which the store applies
//! to the newest cache under its own lock. Nobody can write a cache that he read earlier over a newer one.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod error;
mod extension;
mod holder;
mod memory;
mod partition;
mod renewal_lock;
mod set_aside;
mod snapshot;
mod store;
mod version;

pub use error::StoreError;
pub use extension::TokenStoreExt;
pub use holder::LockHolder;
pub use memory::MemoryStore;
pub use partition::{PartitionKey, TokenStores};
pub use renewal_lock::RenewalLock;
pub use set_aside::{SetAside, SetAsideReason};
pub use snapshot::Snapshot;
pub use store::{BoxFuture, Change, TokenStore};
pub use version::Version;
