use std::{path::PathBuf, time::SystemTime};

use token_store::SetAside;

use crate::{BackupStatus, KeyId, Protection};

/// What can be told of the file without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where the file is, or is to be.
    pub path: PathBuf,
    /// Its size in bytes; none where there is no file yet.
    pub size: Option<u64>,
    /// How it is protected; none where there is no file, or none that can be told.
    pub protection: Option<Protection>,
    /// The ID of its master key; none where there is no file, or none that can be told.
    pub key_id: Option<KeyId>,
    /// How many writes there have been; none where there is no file, or none that can be told.
    pub generation: Option<u64>,
    /// When it was written last; none where there is no file, or the system does not tell.
    pub written: Option<SystemTime>,
    /// The program that wrote it last, if it has noted that.
    pub written_by: Option<String>,
    /// The number of a newer write that this store has seen, where somebody has put an older file in its place; none
    /// once as many writes have been made again.
    pub older_than: Option<u64>,
    /// The unusable file that this store last moved aside.
    pub set_aside: Option<SetAside>,
    /// The backup; none where there is none yet, or none that is whole.
    pub backup: Option<BackupStatus>,
}

impl Status {
    /// Whether there is a file.
    pub fn exists(&self) -> bool {
        self.size.is_some()
    }
}
