use std::{path::PathBuf, time::SystemTime};

use crate::{KeyId, Protection};

/// What can be told of the backup without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupStatus {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// How it is protected.
    pub protection: Protection,
    /// The ID of its master key.
    pub key_id: KeyId,
    /// The number of the write that it holds.
    pub generation: u64,
    /// When that write was made; none where the system does not tell.
    pub written: Option<SystemTime>,
}
