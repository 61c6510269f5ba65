//! A full disk, one that cannot be written, and what else can be in the way.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
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

/// In a namespace of its own, with a small disk in the place of the folder.
fn with_a_small_disk(part: &str) {
    let folder = TestFolder::new();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c"]);
    command
        .arg(format!("mount -t tmpfs -o size=1m tmpfs '{}' && exec \"$0\" \"$@\"", folder.path().display()));
    run(command, part, folder.path());
}

#[test]
fn a_full_disk_leaves_the_old_cache_and_says_so() {
    with_a_small_disk("plays_the_full_disk");
}

#[tokio::test]
async fn plays_the_full_disk() {
    let Some(folder) = folder_of_part() else { return };
    add(&folder.store(), "one").await.unwrap();
    let filler = folder.path().join("filler");
    let mut refused = 0;
    for free in (0..40).map(|pages| pages * 1024) {
        fill(&filler, free);
        let bytes = fs::read(folder.cache()).unwrap();
        let change = move |cache: &mut TokenCache| {
            *cache =
                TokenCache::deserialize(format!(r#"{{"Padding": "{}"}}"#, "x".repeat(20_000)).as_bytes())
                    .unwrap();
            sample::put(cache, "new");
        };
        match folder.store().change(Box::new(change)).await {
            Ok(_) => break,
            Err(error) => {
                assert!(matches!(error, StoreError::DiskFull { .. }), "{free} bytes free: {error:?}");
                assert_eq!(fs::read(folder.cache()).unwrap(), bytes, "{free} bytes free");
                assert_eq!(folder.others(), ["filler"]);
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "the disk was full");
    fs::remove_file(filler).unwrap();
    assert_eq!(names(&folder.store()).await, ["new"], "there was room at the end");
    add(&folder.store(), "two").await.unwrap();
    assert!(folder.others().is_empty());
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

/// Reading needs the lock, for peers write in place.
#[test]
fn a_disk_that_cannot_be_written_is_an_error_that_says_so() {
    with_a_small_disk("plays_the_read_only_disk");
}

#[tokio::test]
async fn plays_the_read_only_disk() {
    let Some(folder) = folder_of_part() else { return };
    // In a process that has ended then, for a store keeps its lock open for a moment.
    run(Command::new("env"), "plays_a_writer", folder.path());
    let bytes = fs::read(folder.cache()).unwrap();
    remount(&folder, "ro");
    let store = folder.store();
    for error in [add(&store, "two").await.unwrap_err(), store.load().await.unwrap_err()] {
        assert!(matches!(error, StoreError::PermissionDenied { .. }), "{error:?}");
    }
    assert_eq!(fs::read(folder.cache()).unwrap(), bytes);
    remount(&folder, "rw");
    add(&store, "two").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
}

#[tokio::test]
async fn plays_a_writer() {
    let Some(folder) = folder_of_part() else { return };
    add(&folder.store(), "one").await.unwrap();
}

fn remount(folder: &TestFolder, mode: &str) {
    let mut mount = Command::new("mount");
    mount.args(["-o", &format!("remount,{mode}")]).arg(folder.path());
    assert!(mount.status().unwrap().success());
}

/// A process of root's can read everything, unless it is one in a user namespace that knows nobody else.
#[tokio::test]
async fn a_file_a_lock_or_a_folder_of_somebody_else_is_an_error_that_says_so_and_stays() {
    for part in ["data/msal_cache.json", "data/msal_cache.json.tessera.lockfile", "data"] {
        let folder = TestFolder::new();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        add(&TestFolder::at(&data).store(), "one").await.unwrap();
        let path = folder.path().join(part);
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
        run(command, "plays_the_stranger", &data);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(names(&TestFolder::at(&data).store()).await, ["one"]);
    }
}

#[tokio::test]
async fn plays_the_stranger() {
    let Some(folder) = folder_of_part() else { return };
    for error in [add(&folder.store(), "two").await.unwrap_err(), folder.store().load().await.unwrap_err()] {
        assert!(
            matches!(&error, StoreError::PermissionDenied { path } if path.starts_with(folder.path())),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_folder_that_is_gone_is_made_anew() {
    let folder = TestFolder::new();
    let data = TestFolder::at(&folder.path().join("data"));
    let store = data.store();
    add(&store, "one").await.unwrap();
    fs::remove_dir_all(data.path()).unwrap();
    assert!(names(&store).await.is_empty());
    assert_eq!(store.version().await.unwrap(), None);
    add(&store, "two").await.unwrap();
    let gone = data.path().to_owned();
    let change = move |cache: &mut TokenCache| {
        fs::remove_dir_all(&gone).unwrap();
        sample::put(cache, "three");
    };
    let error = store.change(Box::new(change)).await.unwrap_err();
    assert!(matches!(&error, StoreError::Io { path, .. } if path.starts_with(data.path())), "{error:?}");
    add(&store, "four").await.unwrap();
    assert_eq!(names(&data.store()).await, ["four"]);
}

#[tokio::test]
async fn a_link_in_the_place_of_a_lock_is_refused_and_what_it_leads_to_is_left_alone() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = folder.path().join("somebodys");
    let mut dead = Command::new("true").spawn().unwrap();
    dead.wait().unwrap();
    let text = format!("{} somebody's", dead.id());
    fs::write(&theirs, &text).unwrap();
    for lock in [folder.lock(), folder.path().join("msal_cache.json.tessera.lockfile")] {
        for target in [theirs.clone(), folder.path().join("nowhere")] {
            drop(fs::remove_file(&lock));
            symlink(&target, &lock).unwrap();
            for error in
                [add(&folder.store(), "two").await.unwrap_err(), folder.store().load().await.unwrap_err()]
            {
                assert!(matches!(&error, StoreError::SymbolicLink { path } if *path == lock), "{error:?}");
            }
            assert_eq!(
                (fs::read_to_string(&theirs).unwrap(), target.exists()),
                (text.clone(), target == theirs)
            );
        }
        fs::remove_file(&lock).unwrap();
    }
    assert_eq!(names(&folder.store()).await, ["one"]);
}

#[tokio::test]
async fn a_link_in_the_place_of_a_temporary_file_or_the_count_of_writes_leads_nobody_astray() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = folder.path().join("somebodys");
    fs::write(&theirs, "somebody's").unwrap();
    let [temporary, count] = [".msal_cache.json.abcDEF012345.tmp", "msal_cache.json.tessera"];
    fs::remove_file(folder.path().join(count)).unwrap();
    for name in [temporary, count] {
        symlink(&theirs, folder.path().join(name)).unwrap();
    }
    add(&folder.store(), "two").await.unwrap();
    assert_eq!(folder.others(), ["somebodys"]);
    assert_eq!(fs::read_to_string(&theirs).unwrap(), "somebody's");
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
}

#[tokio::test]
async fn an_old_file_that_is_put_back_is_noticed_and_has_a_version_of_its_own() {
    let folder = TestFolder::new();
    let store = folder.store();
    let first = add(&store, "one").await.unwrap().version.unwrap();
    let old = fs::read(folder.cache()).unwrap();
    let lost = add(&store, "lost").await.unwrap().version.unwrap();
    fs::write(folder.cache(), &old).unwrap();
    for store in [&store, &folder.store()] {
        let snapshot = store.load().await.unwrap();
        assert_eq!(sample::names(&snapshot.cache), ["one"]);
        let version = snapshot.version.unwrap();
        assert_ne!(version, lost);
        assert!(version.generation() > lost.generation().max(first.generation()), "{version:?}");
    }
    add(&store, "next").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["one", "next"]);
}
