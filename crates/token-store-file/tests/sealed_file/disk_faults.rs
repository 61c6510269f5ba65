//! A full disk, one that cannot be written, and what else can be in the way.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use token_cache::TokenCache;
use token_store::{StoreError, TokenStore, conformance::sample};

use crate::support::{TestFolder, add, names};

/// Runs a part of this file in another process, by a command that runs this program at its end.
fn run(mut command: Command, part: &str, folder: &Path) {
    let part = format!("disk_faults::{part}");
    command.args([env::current_exe().unwrap().as_os_str(), "--exact".as_ref(), part.as_ref()]);
    command.args(["--nocapture", "--test-threads=1"]).env("TESSERA_FAULT_FOLDER", folder);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(status.success() && said.contains("1 passed"), "{said}");
}

fn folder_of_part() -> Option<TestFolder> {
    env::var_os("TESSERA_FAULT_FOLDER").map(|folder| TestFolder::at(&PathBuf::from(folder)))
}

/// In a namespace of its own, with a small disk at `data`.
fn with_a_small_disk(part: &str) {
    let folder = TestFolder::new();
    let data = folder.path.join("data");
    fs::create_dir(&data).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c"]);
    command.arg(format!("mount -t tmpfs -o size=1m tmpfs '{}' && exec \"$0\" \"$@\"", data.display()));
    run(command, part, &folder.path);
}

/// A cache with so many bytes to carry.
fn padding(length: usize) -> TokenCache {
    let json = format!(r#"{{"Padding": "{}"}}"#, "x".repeat(length));
    TokenCache::deserialize(json.as_bytes()).unwrap()
}

#[test]
fn a_full_disk_leaves_the_old_cache_and_says_so() {
    with_a_small_disk("plays_the_full_disk");
}

#[tokio::test]
async fn plays_the_full_disk() {
    let Some(folder) = folder_of_part() else { return };
    add(&folder.store(), "one").await.unwrap();
    let filler = folder.path.join("data/filler");
    for free in (0..40).map(|pages| pages * 1024) {
        fs::write(&filler, vec![b'x'; 1]).unwrap();
        fill(&filler, free);
        let before = names(&folder.store()).await;
        let bytes = folder.bytes();
        let change = move |cache: &mut TokenCache| {
            *cache = padding(20_000);
            sample::put(cache, "new");
        };
        match folder.store().change(Box::new(change)).await {
            Ok(_) => assert_eq!(names(&folder.store()).await, ["new"], "{free} bytes free"),
            Err(error) => {
                assert!(matches!(error, StoreError::DiskFull { .. }), "{free} bytes free: {error:?}");
                assert!(error.to_string().contains("make room"), "{error}");
                assert!(
                    folder.store().status().await.unwrap().backup.is_some(),
                    "{free} bytes free: the backup is whole"
                );
                assert_eq!((names(&folder.store()).await, folder.bytes()), (before, bytes));
            }
        }
        assert!(folder.others() == ["filler"], "{:?}", folder.others());
    }
    assert_eq!(names(&folder.store()).await, ["new"], "there was room at the end");
    fs::remove_file(filler).unwrap();
    add(&folder.store(), "two").await.unwrap();
    assert_eq!(sample::names(&folder.store().restore().await.unwrap().cache), ["new"]);
}

/// Takes all of the disk but so many bytes.
fn fill(filler: &Path, free: u64) {
    let mut length = 0;
    while fs::write(filler, vec![b'x'; length + 4096]).is_ok() {
        length += 4096;
    }
    let length = u64::try_from(length).unwrap().saturating_sub(free);
    fs::OpenOptions::new().write(true).open(filler).unwrap().set_len(length).unwrap();
}

#[test]
fn a_disk_that_cannot_be_written_can_be_read_and_the_error_says_so() {
    with_a_small_disk("plays_the_read_only_disk");
}

#[tokio::test]
async fn plays_the_read_only_disk() {
    let Some(folder) = folder_of_part() else { return };
    let store = folder.store();
    add(&store, "one").await.unwrap();
    remount(&folder, "ro");
    assert_eq!(names(&folder.store()).await, ["one"]);
    for store in [&store, &folder.store()] {
        let error = add(store, "two").await.unwrap_err();
        assert!(matches!(error, StoreError::PermissionDenied { .. }), "{error:?}");
    }
    remount(&folder, "rw");
    assert_eq!(names(&store).await, ["one"]);
    add(&store, "two").await.unwrap();
}

fn remount(folder: &TestFolder, mode: &str) {
    let mut mount = Command::new("mount");
    mount.args(["-o", &format!("remount,{mode}")]).arg(folder.path.join("data"));
    assert!(mount.status().unwrap().success());
}

/// A process of root's can read everything, unless it is one in a user namespace that knows nobody else.
#[tokio::test]
async fn a_file_of_somebody_else_is_an_error_that_says_so_and_stays() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let mode = if chown(folder.cache(), Some(65534), None).is_ok() { 0o600 } else { 0 };
    fs::set_permissions(folder.cache(), fs::Permissions::from_mode(mode)).unwrap();
    let mut command = Command::new("unshare");
    command.arg("--user");
    run(command, "plays_the_stranger", &folder.path);
    fs::set_permissions(folder.cache(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(names(&folder.store()).await, ["one"]);
}

#[tokio::test]
async fn plays_the_stranger() {
    let Some(folder) = folder_of_part() else { return };
    for error in [folder.store().load().await.unwrap_err(), add(&folder.store(), "two").await.unwrap_err()] {
        assert!(
            matches!(&error, StoreError::PermissionDenied { path } if *path == folder.cache()),
            "{error:?}"
        );
    }
    assert!(folder.others().is_empty());
}

/// Everybody but their owner is refused, and the error names the one that it is about.
#[tokio::test]
async fn a_lock_or_a_folder_of_somebody_else_is_an_error_that_says_so() {
    for part in ["data/token-cache.sealed.lockfile", "data"] {
        let folder = TestFolder::new();
        add(&folder.store(), "one").await.unwrap();
        let path = folder.path.join(part);
        let is_given = chown(&path, Some(65534), None).is_ok();
        let mode = match (part, is_given) {
            ("data", true) => 0o755,
            ("data", false) => 0o500,
            (_, true) => 0o600,
            (_, false) => 0,
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = Command::new("unshare");
        command.arg("--user");
        run(command, "plays_the_stranger_who_may_read", &folder.path);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(names(&folder.store()).await, ["one"]);
    }
}

#[tokio::test]
async fn plays_the_stranger_who_may_read() {
    let Some(folder) = folder_of_part() else { return };
    assert_eq!(names(&folder.store()).await, ["one"]);
    let error = add(&folder.store(), "two").await.unwrap_err();
    let data = folder.path.join("data");
    assert!(matches!(&error, StoreError::PermissionDenied { path } if path.starts_with(&data)), "{error:?}");
    assert_eq!(names(&folder.store()).await, ["one"]);
}

/// Nobody can open such a folder to sync it, but everything that is needed can be done in it.
#[test]
fn a_folder_that_may_not_be_listed_can_be_written() {
    let folder = TestFolder::new();
    let data = folder.path.join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o300)).unwrap();
    let mut command = Command::new("unshare");
    command.arg("--user");
    run(command, "plays_the_owner_of_a_hidden_folder", &folder.path);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn plays_the_owner_of_a_hidden_folder() {
    let Some(folder) = folder_of_part() else { return };
    assert!(fs::read_dir(folder.path.join("data")).is_err(), "it may not be listed");
    for name in ["one", "two"] {
        add(&folder.store(), name).await.unwrap();
    }
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_made_anew() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    let data = folder.path.join("data");
    fs::remove_dir_all(&data).unwrap();
    assert!(names(&store).await.is_empty());
    assert_eq!(store.version().await.unwrap(), None);
    assert!(matches!(store.restore().await, Err(StoreError::NotFound { .. })));
    add(&store, "two").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["two"]);
    fs::remove_dir_all(&data).unwrap();
    fs::write(&data, b"in the way").unwrap();
    let error = add(&store, "three").await.unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error:?}");
    assert_eq!(fs::read(&data).unwrap(), b"in the way");
}

#[tokio::test]
async fn a_folder_that_goes_in_the_midst_of_a_change_is_an_error_and_made_anew_by_the_next() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    let data = folder.path.join("data");
    let gone = data.clone();
    let change = move |cache: &mut TokenCache| {
        fs::remove_dir_all(&gone).unwrap();
        sample::put(cache, "two");
    };
    let error = store.change(Box::new(change)).await.unwrap_err();
    assert!(matches!(&error, StoreError::Io { path, .. } if path.starts_with(&data)), "{error:?}");
    assert!(names(&store).await.is_empty());
    add(&store, "three").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["three"]);
}
