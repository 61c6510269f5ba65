//! Each system call of a change made to fail in turn.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    thread,
};

use tempfile::TempDir;
use token_cache::TokenCache;
use token_store::{StoreError, TokenStore, conformance::sample};
use token_store_file::{KeyId, Keyring, KeyringError, MasterKey, NewKey, Options, SealedFile};
use tokio::runtime::Runtime;

use crate::{
    injection::{Extent, Fault, Outcome, copy, fail_each_call, play},
    support::{FolderKeyring, TestFolder, add, names},
};

/// Other than that of any other file.
const DAMAGED_LENGTH: usize = 200;

/// A change, from the state that the folder is brought into to the one that it is to have.
struct Scenario {
    part: &'static str,
    before: &'static [&'static str],
    is_damaged: bool,
    after: &'static [&'static str],
    extent: Extent,
}

const CHANGE: Scenario = Scenario {
    part: "add",
    before: &["one", "two"],
    is_damaged: false,
    after: &["one", "two", "new"],
    extent: Extent::All,
};
const FIRST_WRITE: Scenario = Scenario { before: &[], after: &["new"], ..CHANGE };
const DAMAGE: Scenario = Scenario { is_damaged: true, after: &["new"], ..CHANGE };
const REMOVAL: Scenario =
    Scenario { part: "leave the new one only", after: &["new"], extent: Extent::EachChangingCall, ..CHANGE };
const NEW_KEY: Scenario = Scenario { part: "rekey", after: &["one", "two"], ..REMOVAL };
const RESTORING: Scenario = Scenario { part: "restore", is_damaged: true, after: &["one"], ..REMOVAL };

/// A keyring that does its work on another thread, as the system's does, so that its calls are not among the store's.
#[derive(Debug)]
struct Elsewhere(FolderKeyring);

impl Elsewhere {
    fn ask<T: Send>(&self, question: impl FnOnce(&FolderKeyring) -> T + Send) -> T {
        thread::scope(|scope| scope.spawn(|| question(&self.0)).join().unwrap())
    }
}

impl Keyring for Elsewhere {
    fn find(&self, id: KeyId) -> Result<Option<MasterKey>, KeyringError> {
        self.ask(|keyring| keyring.find(id))
    }

    fn keep(&self, id: KeyId, key: &MasterKey) -> Result<(), KeyringError> {
        self.ask(|keyring| keyring.keep(id, key))
    }

    fn forget(&self, id: KeyId) -> Result<(), KeyringError> {
        self.ask(|keyring| keyring.forget(id))
    }
}

#[test]
fn plays_the_writer() {
    let Some(folder) = env::var_os("TESSERA_WRITER_FOLDER").map(PathBuf::from) else { return };
    let part = env::var("TESSERA_WRITER_PART").unwrap();
    let folder = TestFolder::at(&folder);
    let keyring = Arc::new(Elsewhere(folder.keyring.clone()));
    let store = SealedFile::new(folder.cache(), Options { keyring, ..folder.options() });
    let change = |is_removal| {
        Box::new(move |cache: &mut TokenCache| {
            if is_removal {
                *cache = TokenCache::default();
            }
            sample::put(cache, "new");
        })
    };
    play(|| async {
        match part.as_str() {
            "rekey" => store.rekey(NewKey::Keyring).await.map(drop),
            "restore" => store.restore().await.map(drop),
            part => store.change(change(part != "add")).await.map(drop),
        }
    });
}

fn writer(folder: &Path, part: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "injected::plays_the_writer", "--nocapture", "--test-threads=1"]);
    command.env("TESSERA_WRITER_FOLDER", folder).env("TESSERA_WRITER_PART", part);
    command
}

impl Scenario {
    fn run(&self) {
        let template = TestFolder::new();
        Runtime::new().unwrap().block_on(self.prepare(&template));
        let start = || {
            let folder = TempDir::new().unwrap();
            copy(&template.path, folder.path());
            let command = writer(folder.path(), self.part);
            (folder, command)
        };
        let check = |folder: &TempDir, fault: &Fault, outcome: &Outcome| {
            let folder = TestFolder::at(folder.path());
            Runtime::new().unwrap().block_on(self.check(&folder, fault, outcome));
        };
        println!("{} faults", fail_each_call(self.extent, &start, &check));
    }

    async fn prepare(&self, folder: &TestFolder) {
        for name in self.before {
            add(&folder.store(), name).await.unwrap();
        }
        if self.is_damaged {
            folder.put_back(&folder.bytes()[..DAMAGED_LENGTH]);
        }
    }

    /// The cache is the new one where the change was reported as done, and else the old one; the error says what
    /// happened; the backup is whole; the next change succeeds and cleans up.
    async fn check(&self, folder: &TestFolder, fault: &Fault, outcome: &Outcome) {
        assert!(self.keeps_the_damaged(folder), "{fault}: the damaged file is gone");
        let found = names(&folder.store()).await;
        match outcome {
            Outcome::Done => assert_eq!(found, self.after, "{fault}"),
            Outcome::Failed(text) => {
                assert!(fault.is_told_in(text, &folder.cache()), "{fault}: {text}");
                let is_written = text.contains("is written, but");
                assert_eq!(found, if is_written { self.after } else { self.old() }, "{fault}: {text}");
            }
        }
        assert!(self.keeps_the_damaged(folder), "{fault}: the damaged file is gone");
        self.check_backup(folder, fault).await;
        let next = add(&folder.store(), "next").await.unwrap();
        assert_eq!(sample::names(&next.cache), [&found[..], &["next".to_owned()]].concat(), "{fault}");
        assert!(folder.others().iter().all(|name| !name.contains(".tmp")), "{fault}: {:?}", folder.others());
    }

    fn old(&self) -> &'static [&'static str] {
        if self.is_damaged { &[] } else { self.before }
    }

    /// Whether what was put in the place of the cache is still there, under whatever name.
    fn keeps_the_damaged(&self, folder: &TestFolder) -> bool {
        let data = folder.cache().parent().unwrap().to_owned();
        let is_it = |path: PathBuf| fs::read(path).is_ok_and(|bytes| bytes.len() == DAMAGED_LENGTH);
        !self.is_damaged || fs::read_dir(data).unwrap().any(|entry| is_it(entry.unwrap().path()))
    }

    /// Restores it in a copy. A cache that was once written has one.
    async fn check_backup(&self, folder: &TestFolder, fault: &Fault) {
        let copied = TestFolder::new();
        copy(&folder.path, &copied.path);
        match copied.store().restore().await {
            Ok(restored) => {
                let known: Vec<_> = self.before.iter().chain(self.after).copied().collect();
                let names = sample::names(&restored.cache);
                assert!(names.iter().all(|name| known.contains(&name.as_str())), "{fault}: {names:?}");
            }
            Err(StoreError::NotFound { .. }) => assert!(self.before.is_empty() || self.is_damaged, "{fault}"),
            Err(error) => panic!("{fault}: {error:?}"),
        }
    }
}

#[test]
fn whichever_call_of_the_first_write_fails_there_is_the_new_cache_or_none() {
    FIRST_WRITE.run();
}

#[test]
fn whichever_call_of_a_change_fails_there_is_the_old_cache_or_the_new_one() {
    CHANGE.run();
}

#[test]
fn whichever_call_of_a_removal_fails_there_is_the_old_cache_or_the_new_one() {
    REMOVAL.run();
}

#[test]
fn whichever_call_fails_a_damaged_file_is_moved_aside_whole_or_stays() {
    DAMAGE.run();
}

#[test]
fn whichever_call_of_a_change_of_keys_fails_the_file_opens() {
    NEW_KEY.run();
}

#[test]
fn whichever_call_of_restoring_the_backup_fails_it_can_be_restored_again() {
    RESTORING.run();
}
