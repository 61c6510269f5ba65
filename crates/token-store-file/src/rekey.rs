//! Sealing the file with a new key.
//!
//! At every moment the file can be opened by whoever may open it: the keyring has the new key before the file
//! needs it, and loses the old one only when no file needs that any more. Whoever is killed in between leaves
//! at worst one key too many in the keyring.

use token_store::StoreError;
use token_store_disk::LockGuard;

use crate::{
    NewKey, OldKey, PassphraseCost, Rekeyed,
    cache_file::CacheFile,
    disk::file_sealed_with,
    format::{Header, Protection, ReadFault},
    keys::FileKey,
};

impl CacheFile {
    /// Gets the old key and makes the new one before the lock is taken, for a keyring may make others wait for
    /// long.
    pub(crate) fn prepare_rekey(&self, new: &NewKey, cost: PassphraseCost) -> Result<FileKey, StoreError> {
        match self.header().and_then(|header| self.keys.of(&header)) {
            Ok(_) | Err(ReadFault::Unusable(_)) => self.keys.generate(new, cost),
            Err(ReadFault::Missing) => Err(StoreError::NotFound { path: self.path().to_owned() }),
            Err(ReadFault::Store(error)) => Err(error),
        }
    }

    /// Seals the newest cache with the new key, and forgets the old one.
    pub(crate) fn rekey(&self, guard: &LockGuard, key: &FileKey) -> Result<Rekeyed, StoreError> {
        let not_found = || StoreError::NotFound { path: self.path().to_owned() };
        let before = self.read_locked(guard)?.ok_or_else(not_found)?;
        let written = self.write_again(guard, key, &before)?;
        let old_key = self.retire(&before.header);
        Ok(Rekeyed { snapshot: self.snapshot(Some(&written)), old_key })
    }

    /// Lets go of a new key, unless the file was written all the same.
    pub(crate) fn discard(&self, key: &FileKey) -> Result<(), StoreError> {
        let is_kept = key.sealing.protection() == Protection::Keyring;
        if is_kept && file_sealed_with(self.path(), key.id).is_none() {
            self.keys.forget_kept(key.id)?;
        }
        Ok(())
    }

    fn retire(&self, old: &Header) -> OldKey {
        if old.sealing.protection() == Protection::Passphrase {
            return OldKey::OfPassphrase;
        }
        if let Some(by) = file_sealed_with(self.path(), old.key_id) {
            return OldKey::Needed { by };
        }
        match self.keys.forget_kept(old.key_id) {
            Ok(()) => OldKey::Forgotten,
            Err(reason) => OldKey::Stuck { reason },
        }
    }
}
