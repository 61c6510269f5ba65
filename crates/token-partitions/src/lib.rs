//! One token cache for each user of a web app, in values that many nodes share.
//!
//! A [`ValueStore`] is the little that a database has to do: get a value, and swap it for another if nobody else was
//! faster. [`MemoryValues`] is one in memory; the suite in `conformance` is what all of them have to pass.
//! [`Partitions`] makes token stores of the values, each with a [`PartitionKey`](token_store::PartitionKey) of its own.
//!
//! # A sealed value
//! A header in the clear, then the cache's JSON sealed with AES-256-GCM (NIST SP 800-38D), then the tag of 16 bytes. Every
//! write has a key of its own, HKDF-SHA256 (RFC 5869) of the ring's key and of the salt in the header; so the nonce is 0. The
//! associated data are the header and, after it, the name that the value is stored under.
//!
//! | bytes | what | |
//! |---|---|---|
//! | 0..8 | magic | `TESSERA` and 0x1B |
//! | 8..10 | format version | 1; numbers are big-endian |
//! | 10 | n | the length of the key's ID, 1 to 64 |
//! | n | key ID | `A-Z`, `a-z`, `0-9`, `.`, `_`, `-` |
//! | 8 | check of the key | the first bytes of a SHA-256; tells a key that was replaced under its ID |
//! | 8 | generation | counts the writes |
//! | 32 | salt | of this write's key |
//! | 4 | checksum | the first bytes of the SHA-256 of all before; tells damage from a key that is missing |
//!
//! # Counters
//! Of the `metrics` crate, without labels, each with `token_partitions_` before and `_total` after its name.
//!
//! | name | counts |
//! |---|---|
//! | `hits` | caches answered from memory without asking the store |
//! | `confirmations` | caches in memory that the store confirmed by their revision |
//! | `misses` | values read from the store, or found missing there |
//! | `writes` | caches written, or deleted as empty |
//! | `conflicts`, `contended` | writes that somebody else was faster than; changes given up after too many |
//! | `outages` | requests that the store did not answer |
//! | `outage_answers`, `postponed`, `replayed` | answers from memory in an outage; changes kept then, and written later |
//! | `open_failures`, `set_aside` | values that could not be opened; damaged ones that were moved aside |
//! | `evictions` | partitions that left the memory to make room |
//! | `told` | changes of other nodes that the store told of |

mod change_feed;
mod clock;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod key_ring;
mod listening;
mod memory_values;
mod outage;
mod partitions;
mod sealing;
mod value_store;

pub use change_feed::{ChangeFeed, ChangeListener};
pub use clock::{Clock, ManualClock, SystemClock};
pub use key_ring::{KeyRing, KeyRingError, RingKey};
pub use listening::Listening;
pub use memory_values::{MemoryOptions, MemoryValues};
pub use outage::Outage;
pub use partitions::{
    Look, MemoryLimits, Names, Options, OutagePolicy, PartitionKind, PartitionPage, Partitions, PurgeError,
    Purged, Resealed, Statistics, Unopened,
};
pub use sealing::Sealing;
pub use value_store::{Page, Revision, Swapped, Value, ValueError, ValueStore};
