use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use token_store_file::{KeyId, Keyring, KeyringError, MasterKey};

/// A keyring in a folder, for tests in which several processes share it.
#[derive(Clone, Debug)]
pub(crate) struct FolderKeyring {
    folder: PathBuf,
    mood: Arc<Mutex<Mood>>,
}

/// How the keyring behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Working,
    Absent,
    Locked,
    Refusing,
    TimingOut,
    Failing,
    /// It shows nothing and says that it is locked only when it is to keep something, as `KeePassXC` does.
    LockedButSilent,
    /// It keeps and finds, but does not forget.
    Unforgetting,
}

impl FolderKeyring {
    pub(crate) fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        Self { folder: folder.to_owned(), mood: Arc::new(Mutex::new(Mood::Working)) }
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The keys in it.
    pub(crate) fn keys(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    fn key(&self, id: KeyId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    fn answer(&self) -> Result<(), KeyringError> {
        match *self.mood.lock().unwrap() {
            Mood::Working | Mood::LockedButSilent | Mood::Unforgetting => Ok(()),
            Mood::Absent => Err(KeyringError::Absent),
            Mood::Locked => Err(KeyringError::Locked),
            Mood::Refusing => Err(KeyringError::Refused),
            Mood::TimingOut => Err(KeyringError::TimedOut { after: Duration::from_secs(30) }),
            Mood::Failing => Err(KeyringError::Failed { source: "a fault of the test's".into() }),
        }
    }

    fn is_silent(&self) -> bool {
        *self.mood.lock().unwrap() == Mood::LockedButSilent
    }
}

impl Keyring for FolderKeyring {
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        self.answer()?;
        match fs::read(self.key(id)) {
            Ok(_) if self.is_silent() => Ok(None),
            Ok(bytes) => Ok(MasterKey::from_slice(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyringError::Failed { source: Box::new(error) }),
        }
    }

    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError> {
        self.answer()?;
        if self.is_silent() {
            return Err(KeyringError::Locked);
        }
        fs::write(self.key(id), key.expose())
            .map_err(|error| KeyringError::Failed { source: Box::new(error) })
    }

    fn forget(&self, id: KeyId) -> Result<(), KeyringError> {
        self.answer()?;
        if *self.mood.lock().unwrap() == Mood::Unforgetting {
            return Err(KeyringError::Refused);
        }
        match fs::remove_file(self.key(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(KeyringError::Failed { source: Box::new(error) })
            }
            _ => Ok(()),
        }
    }
}
