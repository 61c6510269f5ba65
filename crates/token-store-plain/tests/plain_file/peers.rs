//! The real peers beside us: nothing is lost, and nobody is inside the lock together with another.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use token_store::{TokenStore, conformance::sample};

use crate::support::TestFolder;

/// What each of our two stores adds.
const OURS: usize = 40;

fn peers() -> PathBuf {
    env::var_os("TESSERA_PEERS").map_or_else(|| workspace().join("target/peers"), PathBuf::from)
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn installed(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing: run ./test, which installs them", path.display());
    path
}

fn script(name: &str) -> PathBuf {
    workspace().join("tests/peers").join(name)
}

/// Runs the peer beside two stores of ours until all are done, and checks what is there at the end.
async fn run_beside(folder: &TestFolder, mut peer: Command) {
    let marker = folder.path().join("inside");
    let overlaps = Arc::new(AtomicUsize::new(0));
    let peer = peer.stdout(Stdio::piped()).stderr(Stdio::inherit()).stdin(Stdio::null()).spawn().unwrap();
    let ours = ["a", "b"].map(|prefix| {
        let (store, marker, overlaps) = (folder.store(), marker.clone(), Arc::clone(&overlaps));
        tokio::spawn(async move {
            for number in 0..OURS {
                let (name, marker) = (format!("{prefix}-{number}"), marker.clone());
                let overlaps = Arc::clone(&overlaps);
                let inside = move |cache: &mut token_cache::TokenCache| {
                    let entered = fs::OpenOptions::new().write(true).create_new(true).open(&marker);
                    overlaps.fetch_add(usize::from(entered.is_err()), Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(3));
                    sample::put(cache, &name);
                    overlaps.fetch_add(usize::from(fs::remove_file(&marker).is_err()), Ordering::Relaxed);
                };
                store.change(Box::new(inside)).await.unwrap();
            }
        })
    });
    for task in ours {
        task.await.unwrap();
    }
    let output = peer.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{lines}");
    check(folder, &lines, overlaps.load(Ordering::Relaxed)).await;
}

async fn check(folder: &TestFolder, lines: &str, overlaps: usize) {
    let theirs = lines.lines().filter_map(|line| line.strip_prefix("added ").map(str::to_owned));
    let ours = ["a", "b"].iter().flat_map(|prefix| (0..OURS).map(move |number| format!("{prefix}-{number}")));
    let expected: BTreeSet<_> = theirs.chain(ours).collect();
    let gave_up = lines.lines().filter(|line| line.starts_with("gave up")).count();
    println!("{} changes, {overlaps} overlaps, the peer gave up {gave_up} times", expected.len());
    let snapshot = folder.store().load().await.unwrap();
    assert_eq!(snapshot.set_aside, None);
    let present: BTreeSet<_> = sample::names(&snapshot.cache).into_iter().collect();
    let lost: Vec<_> = expected.difference(&present).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert_eq!(overlaps, 0);
    assert!(!lines.contains("overlap"), "{lines}");
    assert!(folder.others().is_empty(), "{:?}", folder.others());
}

fn python(folder: &TestFolder, count: usize, lock_module: &str) -> Command {
    let mut command = Command::new(installed(peers().join("python/bin/python")));
    command.arg(script("msal_extensions_file.py")).arg(folder.cache()).arg(folder.path().join("inside"));
    command.args(["python", &count.to_string(), lock_module]);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_msal_python_without_portalocker_nothing_is_lost() {
    let folder = TestFolder::new();
    let peer = python(&folder, 15, "filelock");
    run_beside(&folder, peer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_msal_python_with_portalocker_nothing_is_lost() {
    let folder = TestFolder::new();
    let mut peer = python(&folder, 15, "cache_lock");
    peer.env("PYTHONPATH", installed(peers().join("portalocker")));
    run_beside(&folder, peer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_msal_node_nothing_is_lost() {
    let folder = TestFolder::new();
    let modules = peers().join("node/node_modules");
    installed(modules.join("@azure/msal-node-extensions"));
    let mut peer = Command::new("node");
    peer.arg(script("msal_node_extensions_file.mjs")).arg(modules).arg(folder.cache());
    peer.arg(folder.path().join("inside")).args(["node", "30"]);
    run_beside(&folder, peer).await;
}

fn flock(folder: &TestFolder, protocol: &str) -> Command {
    let mut command = Command::new(installed(peers().join("python/bin/python")));
    command.arg(script("flock_file.py")).arg(folder.cache()).arg(folder.path().join("inside"));
    command.args(["flock", "20", protocol]);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_the_protocol_of_msal_dotnet_nothing_is_lost() {
    let folder = TestFolder::new();
    let peer = flock(&folder, "dotnet");
    run_beside(&folder, peer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_flock_holder_that_deletes_after_it_unlocks_nothing_is_lost() {
    let folder = TestFolder::new();
    let peer = flock(&folder, "go");
    run_beside(&folder, peer).await;
}
