//! What the tests share.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;
use token_store::{Snapshot, StoreError, TokenStore, conformance::sample};
use token_store_plain::{Options, PlainFile};

/// A folder of a test's own, with a cache in it.
pub(crate) struct TestFolder {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

impl TestFolder {
    pub(crate) fn new() -> Self {
        let temporary = TempDir::new().unwrap();
        Self { path: temporary.path().to_owned(), _temporary: Some(temporary) }
    }

    /// The folder that another process, or another part of the test, made.
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), _temporary: None }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path().join("msal_cache.json")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.path().join("msal_cache.json.lockfile")
    }

    /// A store that has not read anything yet, as a process that just started has it.
    pub(crate) fn store(&self) -> PlainFile {
        PlainFile::new(self.cache(), Options { lock_time_limit: Duration::from_secs(60) })
    }

    pub(crate) fn impatient(&self) -> PlainFile {
        PlainFile::new(self.cache(), Options { lock_time_limit: Duration::from_millis(100) })
    }

    /// The names of what is beside the cache and our own two files.
    pub(crate) fn others(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let ours = ["", ".tessera", ".tessera.lockfile"].map(|end| format!("msal_cache.json{end}"));
        names.filter(|name| !ours.contains(name)).collect()
    }
}

pub(crate) async fn add(store: &PlainFile, name: &str) -> Result<Snapshot, StoreError> {
    let name = name.to_owned();
    store.change(Box::new(move |cache| sample::put(cache, &name))).await
}

pub(crate) async fn names(store: &PlainFile) -> Vec<String> {
    sample::names(&store.load().await.unwrap().cache)
}
