//! One token cache for each user of a web app, in values that many nodes share.
//!
//! A [`ValueStore`] is the little that a database has to do: get a value, and swap it for another if nobody else was
//! faster. [`MemoryValues`] is one in memory; the suite in `conformance` is what all of them have to pass.

mod clock;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod heard_changes;
mod key_ring;
mod memory_values;
mod partitions;
mod sealing;
mod value_store;

pub use clock::{Clock, ManualClock, SystemClock};
pub use heard_changes::HeardChanges;
pub use key_ring::{KeyRing, KeyRingError, RingKey};
pub use memory_values::{MemoryOptions, MemoryValues};
pub use partitions::{
    MemoryLimits, Names, Options, OutagePolicy, PartitionKind, PartitionPage, Partitions, Purged, Resealed,
    Statistics,
};
pub use sealing::Sealing;
pub use value_store::{Page, Revision, Swapped, Value, ValueError, ValueStore};
