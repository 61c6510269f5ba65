//! Each system call of a change made to fail in turn.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use token_store::{TokenStore, conformance::sample};
use tokio::runtime::Runtime;

use crate::{
    injection::{Extent, Fault, Outcome, copy, fail_each_call, play},
    support::{TestFolder, add},
};

/// What is there before the new application is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Cache,
    CutCache,
    CacheAndLockOfTheDead,
}

const CUT: &str = "{\"AccessToken\": {";

#[test]
fn plays_the_writer() {
    let Some(folder) = env::var_os("TESSERA_WRITER_FOLDER").map(PathBuf::from) else { return };
    let store = TestFolder::at(&folder).store();
    play(|| async { add(&store, "new").await.map(drop) });
}

fn writer(folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "injected::plays_the_writer", "--nocapture", "--test-threads=1"]);
    command.env("TESSERA_WRITER_FOLDER", folder);
    command
}

impl Before {
    fn run(self) {
        let template = TestFolder::new();
        Runtime::new().unwrap().block_on(self.prepare(&template));
        let start = || {
            let folder = TempDir::new().unwrap();
            copy(template.path(), folder.path());
            let command = writer(folder.path());
            (folder, command)
        };
        let check = |folder: &TempDir, fault: &Fault, outcome: &Outcome| {
            let folder = TestFolder::at(folder.path());
            Runtime::new().unwrap().block_on(self.check(&folder, fault, outcome));
        };
        println!("{} faults", fail_each_call(self.extent(), &start, &check));
    }

    async fn prepare(self, folder: &TestFolder) {
        if self != Self::Nothing {
            add(&folder.store(), "one").await.unwrap();
        }
        if self == Self::CutCache {
            fs::write(folder.cache(), CUT).unwrap();
        }
        if self == Self::CacheAndLockOfTheDead {
            let mut dead = Command::new("true").spawn().unwrap();
            dead.wait().unwrap();
            fs::write(folder.lock(), format!("{} python", dead.id())).unwrap();
        }
    }

    async fn names(self, folder: &TestFolder, fault: &Fault) -> Vec<String> {
        let snapshot = folder.store().load().await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        sample::names(&snapshot.cache)
    }

    /// A cut file is looked at for half a second each time.
    fn extent(self) -> Extent {
        if self == Self::CutCache { Extent::EachChangingCall } else { Extent::All }
    }

    fn old(self) -> &'static [&'static str] {
        if matches!(self, Self::Cache | Self::CacheAndLockOfTheDead) { &["one"] } else { &[] }
    }

    /// The cache is the new one where the change was reported as done, and else the old one; the error says what
    /// happened; the next change succeeds and cleans up, so no lock was left behind for good.
    async fn check(self, folder: &TestFolder, fault: &Fault, outcome: &Outcome) {
        let after = [self.old(), &["new"]].concat();
        let found = self.names(folder, fault).await;
        match outcome {
            Outcome::Done => assert_eq!(found, after, "{fault}"),
            Outcome::Failed(text) => {
                assert!(fault.is_told_in(text, &folder.cache()), "{fault}: {text}");
                let is_written = text.contains("is written, but");
                assert_eq!(found, if is_written { &after } else { self.old() }, "{fault}: {text}");
            }
        }
        add(&folder.store(), "next").await.unwrap();
        assert_eq!(self.names(folder, fault).await, [&found[..], &["next".to_owned()]].concat(), "{fault}");
        let others = folder.others();
        let is_kept =
            |name: &String| fs::read_to_string(folder.path().join(name)).is_ok_and(|text| text == CUT);
        assert_eq!(others.iter().any(is_kept), self == Self::CutCache, "{fault}: {others:?}");
        assert!(!others.iter().any(|name| name.contains(".tmp")), "{fault}: {others:?}");
    }
}

#[test]
fn whichever_call_of_the_first_write_fails_there_is_the_new_cache_or_none() {
    Before::Nothing.run();
}

#[test]
fn whichever_call_of_a_change_fails_there_is_the_old_cache_or_the_new_one() {
    Before::Cache.run();
}

#[test]
fn whichever_call_fails_a_cut_file_is_moved_aside_whole_or_stays() {
    Before::CutCache.run();
}

#[test]
fn whichever_call_fails_the_lock_of_a_dead_peer_stays_stale_or_is_deleted() {
    Before::CacheAndLockOfTheDead.run();
}
