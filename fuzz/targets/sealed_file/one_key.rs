use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use token_store_file::{KeyId, Keyring, KeyringError, MasterKey};

static ONE: LazyLock<Arc<OneKey>> = LazyLock::new(Arc::default);

/// A keyring in memory, the same for all stores of the process.
#[derive(Debug, Default)]
pub(crate) struct OneKey(Mutex<HashMap<KeyId, MasterKey>>);

impl OneKey {
    pub(crate) fn shared() -> Arc<Self> {
        Arc::clone(&ONE)
    }
}

impl Keyring for OneKey {
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        Ok(self.0.lock().unwrap().get(&id).cloned())
    }

    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError> {
        self.0.lock().unwrap().insert(id, key.clone());
        Ok(())
    }

    fn forget(&self, id: KeyId) -> Result<(), KeyringError> {
        self.0.lock().unwrap().remove(&id);
        Ok(())
    }
}
