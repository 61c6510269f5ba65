use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tempfile::TempDir;
use token_store::{Snapshot, StoreError, TokenStore, conformance::sample};
use token_store_file::{NoKeyring, Options, PassphraseCost, SealedFile};

use super::FolderKeyring;

/// A folder of a test's own, with a cache and a keyring in it.
pub(crate) struct TestFolder {
    pub(crate) path: PathBuf,
    pub(crate) keyring: FolderKeyring,
    temporary: Option<TempDir>,
}

impl TestFolder {
    pub(crate) fn new() -> Self {
        let temporary = TempDir::new().unwrap();
        let mut folder = Self::at(temporary.path());
        folder.temporary = Some(temporary);
        folder
    }

    /// The folder that another process made.
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), keyring: FolderKeyring::new(&path.join("keyring")), temporary: None }
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path.join("data").join("token-cache.sealed")
    }

    /// A store that has not read anything yet, as a process that just started has it.
    pub(crate) fn store(&self) -> SealedFile {
        SealedFile::new(self.cache(), self.options())
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            keyring: Arc::new(self.keyring.clone()),
            lock_time_limit: Duration::from_secs(60),
            passphrase_cost: PassphraseCost::LEAST,
        }
    }

    /// A store on a computer without a keyring.
    pub(crate) fn store_without_keyring(&self) -> SealedFile {
        SealedFile::new(self.cache(), Options { keyring: Arc::new(NoKeyring), ..self.options() })
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(self.cache()).unwrap()
    }

    pub(crate) fn put_back(&self, bytes: &[u8]) {
        fs::create_dir_all(self.cache().parent().unwrap()).unwrap();
        fs::write(self.cache(), bytes).unwrap();
    }

    pub(crate) fn backup(&self) -> PathBuf {
        self.path.join("data").join("token-cache.sealed.backup")
    }

    /// The names of what is beside the cache, but for the lock and the backup.
    pub(crate) fn others(&self) -> Vec<String> {
        let entries = fs::read_dir(self.cache().parent().unwrap()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| {
            let is_renewal_lock = name.contains(".renewal-") && name.ends_with(".lockfile");
            let is_own = |end: &&str| *name == format!("token-cache.sealed{end}");
            !is_renewal_lock && !["", ".lockfile", ".backup"].iter().any(is_own)
        });
        names.sort();
        names
    }
}

pub(crate) async fn add(store: &SealedFile, name: &str) -> Result<Snapshot, StoreError> {
    let name = name.to_owned();
    store.change(Box::new(move |cache| sample::put(cache, &name))).await
}

pub(crate) async fn names(store: &SealedFile) -> Vec<String> {
    sample::names(&store.load().await.unwrap().cache)
}
