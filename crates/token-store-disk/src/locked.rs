use std::path::Path;

/// Proof that this process, and in it this task, holds the lock of one cache file.
pub trait Locked {
    /// The cache file that the lock is for.
    fn cache(&self) -> &Path;
}
