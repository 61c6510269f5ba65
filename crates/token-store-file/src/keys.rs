use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use token_store::{SetAsideReason, StoreError};
use tokio::sync::Notify;

use crate::{
    KeyId, Keyring, KeyringError, MasterKey, NewKey, Passphrase, PassphraseCost,
    format::{Header, PassphraseSettings, ReadFault, Sealing},
};

/// A master key and what the header of a file that it seals says of it.
#[derive(Clone, Debug)]
pub(crate) struct FileKey {
    pub(crate) sealing: Sealing,
    pub(crate) id: KeyId,
    pub(crate) key: MasterKey,
}

/// The master keys that this process has got hold of, and where it gets others.
#[derive(Debug)]
pub(crate) struct Keys {
    path: PathBuf,
    keyring: Arc<dyn Keyring>,
    known: Mutex<Known>,
    /// Tells whoever waits for a first key.
    remembered: Notify,
}

#[derive(Debug, Default)]
struct Known {
    keys: HashMap<KeyId, FileKey>,
    newest: Option<FileKey>,
    keyring_works: bool,
}

impl Keys {
    /// The keys for the file at `path`.
    pub(crate) fn new(path: &Path, keyring: Arc<dyn Keyring>) -> Self {
        Self { path: path.to_owned(), keyring, known: Mutex::default(), remembered: Notify::new() }
    }

    /// The key of a file with this header. May wait for the keyring.
    pub(crate) fn of(&self, header: &Header) -> Result<FileKey, ReadFault> {
        let known = self.known().keys.get(&header.key_id).cloned();
        match (known, header.sealing) {
            (Some(known), _) => Ok(known),
            (None, Sealing::Keyring) => self.find_surely(header.key_id),
            (None, Sealing::Passphrase(_)) => {
                Err(StoreError::PassphraseNeeded { path: self.path.clone() }.into())
            }
        }
    }

    /// The key for a file that is to be begun: the one that the last file had, or a new one in the keyring.
    ///
    /// Fails with [`StoreError::NewPassphraseNeeded`] where there is no keyring, and as the keyring does.
    pub(crate) fn for_new_file(&self) -> Result<FileKey, StoreError> {
        match self.newest() {
            Some(newest) if self.is_kept(&newest)? => Ok(newest),
            _ => self.make().map_err(|error| self.without_keyring(error)),
        }
    }

    /// A new key, which the keyring keeps or the passphrase makes. It is not the newest until it is remembered.
    ///
    /// Fails as the keyring does, with [`StoreError::KeyringAbsent`] where there is none.
    pub(crate) fn generate(&self, new: &NewKey, cost: PassphraseCost) -> Result<FileKey, StoreError> {
        match new {
            NewKey::Keyring => self.make(),
            NewKey::Passphrase(passphrase) => of_passphrase(passphrase, cost),
        }
    }

    /// The key of a file with this header, which is known, if it can be had again; else a new one.
    pub(crate) fn kept_or_new(&self, header: &Header) -> Result<FileKey, StoreError> {
        let known = self.known().keys.get(&header.key_id).cloned();
        match known {
            Some(known) if self.is_kept(&known)? => Ok(known),
            _ => self.for_new_file(),
        }
    }

    /// Whether `for_new_file` would succeed. Asks the keyring once.
    pub(crate) fn check_for_new_file(&self) -> Result<(), StoreError> {
        let is_certain = {
            let known = self.known();
            known.keyring_works || known.newest.is_some()
        };
        if is_certain {
            Ok(())
        } else {
            self.check_keyring().map_err(|error| self.without_keyring(error.into()))
        }
    }

    /// Takes the passphrase of a file with this header.
    ///
    /// Fails with [`StoreError::PassphraseWrong`].
    pub(crate) fn unlock(&self, header: &Header, passphrase: &Passphrase) -> Result<(), StoreError> {
        let Sealing::Passphrase(settings) = header.sealing else { return Ok(()) };
        let key = passphrase.master_key(&settings)?;
        if key.id()? != header.key_id {
            return Err(StoreError::PassphraseWrong { path: self.path.clone() });
        }
        self.remember(&FileKey { sealing: header.sealing, id: header.key_id, key });
        Ok(())
    }

    /// Takes a new passphrase, for a new file.
    pub(crate) fn set_passphrase(&self, new: &Passphrase, cost: PassphraseCost) -> Result<(), StoreError> {
        self.remember(&of_passphrase(new, cost)?);
        Ok(())
    }

    /// Has the keyring forget a key. This process still knows it, for whoever opened an old file just before.
    pub(crate) fn forget_kept(&self, id: KeyId) -> Result<(), KeyringError> {
        self.keyring.forget(id)
    }

    /// Lets go of all keys of this process; what the keyring keeps, it keeps.
    pub(crate) fn forget(&self) {
        *self.known() = Known::default();
    }

    /// That the keyring answers "not here" is believed only of a keyring that works: one that is locked, or that
    /// shows nothing until a database is opened in it, answers the same.
    fn find_surely(&self, id: KeyId) -> Result<FileKey, ReadFault> {
        if let Some(found) = self.find(id)? {
            return Ok(found);
        }
        self.check_keyring().map_err(StoreError::from)?;
        self.find(id)?.ok_or(ReadFault::Unusable(SetAsideReason::KeyMissing))
    }

    /// Something else under the key's name is as good as nothing.
    fn find(&self, id: KeyId) -> Result<Option<FileKey>, StoreError> {
        let found = self.find_kept(id)?;
        if let Some(found) = &found {
            self.remember(found);
        }
        Ok(found)
    }

    fn find_kept(&self, id: KeyId) -> Result<Option<FileKey>, StoreError> {
        let Some(key) = self.keyring.find(id)? else { return Ok(None) };
        Ok((key.id()? == id).then_some(FileKey { sealing: Sealing::Keyring, id, key }))
    }

    fn is_kept(&self, key: &FileKey) -> Result<bool, StoreError> {
        match key.sealing {
            Sealing::Passphrase(_) => Ok(true),
            Sealing::Keyring => Ok(self.find(key.id)?.is_some()),
        }
    }

    /// A key counts as kept only when the keyring gives it back: the file is worth nothing without it.
    fn make(&self) -> Result<FileKey, StoreError> {
        let key = MasterKey::generate()?;
        let id = key.id()?;
        self.keyring.keep(id, &key)?;
        let found = self.find_kept(id)?.filter(|found| found.key == key);
        found.ok_or_else(|| forgetful().into())
    }

    /// Has the keyring keep something, give it back and forget it, which also has it unlocked.
    fn check_keyring(&self) -> Result<(), KeyringError> {
        let trial =
            MasterKey::generate().map_err(|error| KeyringError::Failed { source: Box::new(error) })?;
        let id = trial.id().map_err(|error| KeyringError::Failed { source: Box::new(error) })?;
        self.keyring.keep(id, &trial)?;
        let found = self.keyring.find(id)?;
        self.keyring.forget(id)?;
        if found.as_ref() != Some(&trial) {
            return Err(forgetful());
        }
        self.known().keyring_works = true;
        Ok(())
    }

    fn without_keyring(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::KeyringAbsent => StoreError::NewPassphraseNeeded { path: self.path.clone() },
            error => error,
        }
    }

    /// Knows the key from now on, and takes it for the next new file.
    pub(crate) fn remember(&self, key: &FileKey) {
        let mut known = self.known();
        known.keys.insert(key.id, key.clone());
        known.newest = Some(key.clone());
        self.remembered.notify_waiters();
    }

    /// Waits until there is a newest key.
    pub(crate) async fn wait(&self) {
        // Asked for before looking, it misses none that comes meanwhile.
        let remembered = self.remembered.notified();
        if self.newest().is_none() {
            remembered.await;
        }
    }

    /// The key that a file was last opened or begun with.
    pub(crate) fn newest(&self) -> Option<FileKey> {
        self.known().newest.clone()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of_passphrase(passphrase: &Passphrase, cost: PassphraseCost) -> Result<FileKey, StoreError> {
    let settings = PassphraseSettings::generate(cost)?;
    let key = passphrase.master_key(&settings)?;
    Ok(FileKey { sealing: Sealing::Passphrase(settings), id: key.id()?, key })
}

fn forgetful() -> KeyringError {
    KeyringError::Failed { source: "it did not give back what it was given to keep".into() }
}
