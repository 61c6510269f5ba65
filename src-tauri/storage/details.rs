//! What the page about the storage shows.

use std::time::{SystemTime, UNIX_EPOCH};

use token_store::StoreError;
use token_store_file::{BackupStatus, KeyId, LockState, Status};

use super::Storage;
use crate::{
    error::Answer,
    views::{BackupView, LockView, Protection, StorageDetails},
};

impl Storage {
    /// What can be told of the file now, also while another process keeps it locked.
    pub(crate) async fn details(&self) -> Answer<StorageDetails> {
        let status = self.file.status().await?;
        Ok(StorageDetails::of(status, self.file.lock_state().await))
    }
}

impl StorageDetails {
    fn of(status: Status, lock: Result<LockState, StoreError>) -> Self {
        let key_id = status.key_id;
        Self {
            path: status.path.display().to_string(),
            size: status.size,
            protection: status.protection.map(Protection::from),
            key_id: key_id.map(|id| id.to_string()),
            generation: status.generation,
            written: status.written.and_then(unix_seconds),
            written_by: status.written_by,
            lock: lock.into(),
            backup: status.backup.as_ref().map(|backup| BackupView::of(backup, key_id)),
        }
    }
}

impl BackupView {
    fn of(backup: &BackupStatus, key_id: Option<KeyId>) -> Self {
        Self {
            path: backup.path.display().to_string(),
            size: backup.size,
            protection: backup.protection.into(),
            same_key: key_id == Some(backup.key_id),
            generation: backup.generation,
            written: backup.written.and_then(unix_seconds),
        }
    }
}

impl From<Result<LockState, StoreError>> for LockView {
    fn from(lock: Result<LockState, StoreError>) -> Self {
        match lock {
            Ok(LockState::Free) => Self::Free,
            Ok(LockState::Held { by }) => {
                // Bare of words, which would be English.
                Self::Held { by: by.map(|by| format!("{} ({})", by.program, by.process_id)) }
            }
            Err(error) => {
                tracing::debug!(%error, "who holds the lock cannot be told");
                Self::Unknown
            }
        }
    }
}

fn unix_seconds(time: SystemTime) -> Option<u64> {
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
