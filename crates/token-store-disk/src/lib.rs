//! What stores that keep a cache in a file share: the lock, writing a file whole, moving it aside.
//!
//! Whatever changes something takes a lock as proof, and the path from it.

mod folder;
mod leftovers;
mod lock;
mod locked;
mod queue;
mod renewal;
mod replace;
mod set_aside;
mod stamp;
mod waiting;

pub use folder::{create_folder_of, folder_of, sync_folder_of};
pub use leftovers::remove_leftovers;
pub use lock::{
    LastWrite, LockGuard, LockState, held, holder, is_at, last_write, lock_path, lock_state, pause,
    refuse_link, sign,
};
pub use locked::Locked;
pub use queue::{Queue, Turn};
pub use renewal::{renewal_lock, renewal_place};
pub use replace::{
    create_temporary, replace, replace_after, replace_by, temporary_name, temporary_prefix, write_over,
    write_over_by,
};
pub use set_aside::{move_aside, set_aside};
