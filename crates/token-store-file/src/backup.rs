//! The backup: what it is made of at each write, and how it comes back.
//!
//! It is the file of the write before, so that damage to the cache does not reach it. Where that would keep what
//! somebody has just removed, or there was no write before, it is the new cache, sealed once more.

use std::sync::Arc;

use token_cache::JsonPieces;
use token_store::{Snapshot, StoreError};
use token_store_disk::{LockGuard, Locked};

use crate::{
    BackupStatus, Passphrase, Protection,
    cache_file::{CacheFile, Contents, to_save},
    disk::{OpenedFile, back_up, backup_path, replace_backup, set_backup_aside, write_sealed},
    format::{Header, ReadFault},
    keys::FileKey,
};

/// What the backup is to be after a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backup {
    /// The write before.
    Before,
    /// The same cache, sealed once more.
    Same,
    /// The same cache, sealed once more; a backup that is there is another cache's, and is moved aside.
    SameAsNew,
    /// What it is already.
    Unchanged,
}

impl Backup {
    /// What suits a change of this cache into that JSON.
    pub(crate) fn of_change(before: Option<&Contents>, has_lost_entries: bool, json: &JsonPieces) -> Self {
        match before {
            None => Self::SameAsNew,
            // What was taken out of an entry is missed by its length at least; a copy too many does no harm.
            Some(before) if has_lost_entries || json.len() < before.length => Self::Same,
            Some(_) => Self::Before,
        }
    }

    /// Makes it, just before the cache is written: where it fails, nothing has changed.
    pub(crate) fn make(
        self,
        guard: &LockGuard,
        key: &FileKey,
        (generation, json): (u64, &JsonPieces),
    ) -> Result<(), StoreError> {
        let seal_once_more = || {
            let header = Header::generate(key.sealing, key.id, generation)?;
            let path = backup_path(guard.cache());
            replace_backup(guard, |file| write_sealed(file, &path, (&header, &key.key), json))
        };
        match self {
            Self::Before => back_up(guard),
            Self::Same => seal_once_more(),
            Self::SameAsNew => set_backup_aside(guard).and_then(|()| seal_once_more()),
            Self::Unchanged => Ok(()),
        }
    }
}

impl CacheFile {
    /// Puts the backup's cache in the place of the cache. What is there becomes the backup if it is good, and is
    /// moved aside if it is not.
    pub(crate) fn restore(&self, guard: &LockGuard) -> Result<Snapshot, StoreError> {
        let restored = self.read_backup()?;
        let before = self.read_locked(guard)?;
        let key = match &before {
            Some(contents) => self.key(&contents.header)?,
            None => self.keys.kept_or_new(&restored.header)?,
        };
        let newest = before.as_ref().map_or(0, |contents| contents.header.generation);
        let generation = newest.max(restored.header.generation).saturating_add(1);
        let backup = if before.is_some() { Backup::Before } else { Backup::Unchanged };
        let mut cache = Arc::unwrap_or_clone(restored.cache);
        let json = to_save(&mut cache);
        let written = self.write(guard, &key, generation, (cache, json), backup)?;
        Ok(self.snapshot(Some(&written)))
    }

    /// What the backup holds.
    pub(crate) fn load_backup(&self) -> Result<Snapshot, StoreError> {
        let Contents { header, cache, .. } = self.read_backup()?;
        Ok(Snapshot { cache, version: Some(header.version()), set_aside: None })
    }

    /// Gets the backup's key before the lock is taken.
    pub(crate) fn prepare_restore(&self) -> Result<(), StoreError> {
        self.read_backup().map(drop)
    }

    /// What can be told of the backup without its key; none where there is none that is whole.
    pub(crate) fn backup_status(&self) -> Option<BackupStatus> {
        let path = backup_path(self.path());
        let opened = OpenedFile::open(&path).ok()?;
        let header = opened.header().ok()?;
        Some(BackupStatus {
            size: opened.size(),
            protection: header.sealing.protection(),
            key_id: header.key_id,
            generation: header.generation,
            written: opened.written(),
            path,
        })
    }

    /// Whether the passphrase opens a backup that has another one than the cache: the cache is gone, or a change of
    /// the passphrase was cut short.
    pub(crate) fn unlock_backup(&self, cache: Option<&Header>, passphrase: &Passphrase) -> bool {
        let opened = OpenedFile::open(&backup_path(self.path()));
        let Ok(backup) = opened.and_then(|opened| opened.header()) else { return false };
        backup.sealing.protection() == Protection::Passphrase
            && cache.is_none_or(|cache| cache.key_id != backup.key_id)
            && self.keys.unlock(&backup, passphrase).is_ok()
    }

    fn read_backup(&self) -> Result<Contents, StoreError> {
        let path = backup_path(self.path());
        self.try_read_backup().map_err(|fault| match fault {
            ReadFault::Missing => StoreError::NotFound { path },
            ReadFault::Unusable(reason) => StoreError::BackupUnusable { path, reason },
            ReadFault::Store(error) => error,
        })
    }

    fn try_read_backup(&self) -> Result<Contents, ReadFault> {
        let opened = OpenedFile::open(&backup_path(self.path()))?;
        let header = opened.header()?;
        let key = self.keys.of(&header)?;
        Contents::parse(header, opened.cache(&header, &key.key)?)
    }
}
