//! Any bytes in the place of the sealed file: it is the cache that was sealed, or it is none.

#![no_main]

#[path = "../edits.rs"]
mod edits;
mod one_key;

use std::{fs, path::PathBuf, sync::LazyLock};

use edits::Checksum;
use libfuzzer_sys::fuzz_target;
use one_key::OneKey;
use tempfile::TempDir;
use token_store::{StoreError, TokenStore, conformance::sample};
use token_store_file::{Options, SealedFile};
use tokio::runtime::{Builder, Runtime};

static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

const CHECKSUM: Checksum = Checksum { summed: |_| Some(96), length: 8 };

fuzz_target!(|bytes: &[u8]| BENCH.try_file(&edits::apply(bytes, &BENCH.good, CHECKSUM)));

/// A cache in a folder of its own, in memory where the system has such a place.
struct Bench {
    runtime: Runtime,
    _folder: TempDir,
    path: PathBuf,
    good: Vec<u8>,
}

impl Bench {
    fn new() -> Self {
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        let path = folder.path().join("cache");
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_time().max_blocking_threads(1).build().unwrap();
        let store = store(&path);
        runtime.block_on(store.change(Box::new(|cache| sample::put(cache, "one")))).unwrap();
        let good = fs::read(&path).unwrap();
        Self { runtime, _folder: folder, path, good }
    }

    fn try_file(&self, file: &[u8]) {
        fs::write(&self.path, file).unwrap();
        let store = store(&self.path);
        let version = self.runtime.block_on(store.version());
        match self.runtime.block_on(store.load()) {
            Ok(snapshot) if snapshot.version.is_some() => {
                assert!(file == self.good, "a file that nobody sealed was opened");
                assert_eq!(version.unwrap(), snapshot.version);
                assert_eq!(sample::names(&snapshot.cache), ["one"]);
            }
            Ok(snapshot) => {
                let moved = snapshot.set_aside.expect("what is unusable is moved aside").path;
                assert!(fs::read(&moved).unwrap() == file, "it is moved as it is");
                fs::remove_file(moved).unwrap();
            }
            Err(StoreError::TooNew { .. } | StoreError::PassphraseNeeded { .. }) => {
                assert!(fs::read(&self.path).unwrap() == file, "it stays as it is");
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn store(path: &std::path::Path) -> SealedFile {
    SealedFile::new(path, Options { keyring: OneKey::shared(), ..Options::default() })
}
