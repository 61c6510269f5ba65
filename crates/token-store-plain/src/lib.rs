//! A token cache in the plain JSON file that the MSAL libraries share, for those who choose it: whoever can read
//! the file has the tokens. The sealed file of `token-store-file` is the one to take otherwise.
//!
//! # The lock
//! The extensions of MSAL lock `<cache>.lockfile` in five ways, which do not exclude one another: Python and
//! Node by its existence, .NET and Go by the lock of the system, Python with portalocker by the one and then the
//! other. [`PlainFile`] does both: a file that exists and is locked, put there in one step with this process's
//! ID in it. It is deleted at the end, as all of them expect. One that a killed program left is taken over only
//! when the lock of the system is free and the process named in it is dead; one that names nobody stays, as
//! somebody may just be about to sign it.
//!
//! Some peers delete a lock file that is not theirs (MSAL Node after each reading). So our own processes exclude
//! one another by a second lock, `<cache>.tessera.lockfile`, and each looks, just before it writes, whether the
//! shared lock is still its own; if not, the change is done anew. They leave the lock free for as long as they
//! held it, so that peers, which look only every 100 or 250 ms, get their turn.
//!
//! # Reading and writing
//! Peers write in place, so reading takes the lock too, and what is empty or cut is not taken for an empty cache:
//! after having been looked at for a while, it is moved aside. Ours is a temporary file that is renamed, and its
//! time lies [`TIME_AHEAD`] in the future: MSAL Python remembers when it finished reading, not when it began, and
//! would miss what was written in between, and then overwrite it.
//!
//! # Versions
//! The file has no room for a number, so `<cache>.tessera` has it, with the SHA-256 of the contents that it
//! belongs to. What a peer wrote gets the next number when one of us first sees it.

mod cache_file;
mod contents;
mod file_state;
mod peer_lock;
mod plain_file;
mod process;
mod write_count;

pub use cache_file::TIME_AHEAD;
pub use plain_file::{Options, PlainFile};
