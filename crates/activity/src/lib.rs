//! What happened to the accounts and tokens: when, by which program, and how it ended. Never a secret.
//!
//! - [`Entry`]: one thing that happened ([`What`]), to whom ([`Person`]), by whom ([`Program`]), and why it did not
//!   come about, where it did not ([`Fault`]).
//! - [`ActivityLog`]: the file beside a cache that keeps the entries: [`append`](ActivityLog::append),
//!   [`read`](ActivityLog::read), [`clear`](ActivityLog::clear).
//! - [`matches`]: whether an entry is what somebody looks for.
//! - [`document`]: entries as a file that leaves.
//! - [`changes`]: what came into a cache and went from it between two looks, for what other programs do.
//!
//! # The file
//! `<cache>.activity`, one JSON object a line, the oldest first, in UTF-8. Only its owner can read it (mode 0600): it
//! names people. Writers take a lock of its own, `<cache>.activity.lockfile`, and write whole lines at its end.
//! A line that was cut short, because its writer was killed or the disk full, spoils no other. Beyond 2 MiB, which are
//! some 5,000 entries, the oldest go. What cannot be an activity log is moved aside, never deleted. Readers take no
//! lock; they leave out lines that they do not understand, and keep fields that they do not know.
//!
//! What an entry may hold is bounded when it is written, whatever a program puts into it: texts have at most 256
//! characters, none that a terminal would obey, and none that look like a token; a provider's code is one word.

mod changes;
mod document;
mod entry;
mod fault;
mod lines;
mod lock;
mod log;
mod search;
mod text;
mod what;

pub use changes::{Change, changes};
pub use document::document;
pub use entry::{Application, Counts, Entry, Person, Program};
pub use fault::Fault;
pub use log::{ActivityLog, Appended, Recorded, Stamp};
pub use search::matches;
pub use what::{Outcome, What};
