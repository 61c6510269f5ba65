use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use token_store_file::{KeyId, Keyring, KeyringError, MasterKey};

/// A keyring in a folder, for processes to share, that gives a key from memory once it has read it: what a
/// real keyring takes to answer, once in a process's life, is not measured.
#[derive(Debug)]
pub(crate) struct KeysAtHand {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    known: HashMap<KeyId, MasterKey>,
}

impl KeysAtHand {
    /// In this folder.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { inner: Mutex::new(Inner { folder: folder.to_owned(), known: HashMap::new() }) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn path(&self, id: KeyId) -> PathBuf {
        self.folder.join(format!("key-{id}"))
    }
}

impl Keyring for KeysAtHand {
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        let mut inner = self.inner();
        if let Some(known) = inner.known.get(&id) {
            return Ok(Some(known.clone()));
        }
        let found = fs::read(inner.path(id)).ok().and_then(|bytes| MasterKey::from_slice(&bytes));
        inner.known.extend(found.clone().map(|key| (id, key)));
        Ok(found)
    }

    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError> {
        let inner = self.inner();
        fs::write(inner.path(id), key.expose()).map_err(|error| KeyringError::Failed { source: error.into() })
    }

    fn forget(&self, id: KeyId) -> Result<(), KeyringError> {
        let mut inner = self.inner();
        inner.known.remove(&id);
        // It is no error where there is none.
        drop(fs::remove_file(inner.path(id)));
        Ok(())
    }
}
