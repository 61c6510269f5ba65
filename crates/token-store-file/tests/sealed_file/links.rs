//! A symbolic link in each place where there could be one: what it leads to is left alone.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use token_store::{StoreError, TokenStore};

use crate::support::{TestFolder, add, names};

const THEIRS: &str = "999999 somebody's";

/// Something of somebody's, and its mode.
fn somebodys(folder: &TestFolder) -> PathBuf {
    let path = folder.path.join("somebodys");
    fs::write(&path, THEIRS).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    path
}

fn assert_unharmed(path: &PathBuf) {
    assert_eq!(fs::read_to_string(path).unwrap(), THEIRS);
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o644);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_cache_is_refused_and_one_to_its_folder_is_not() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let elsewhere = folder.path.join("elsewhere");
    fs::rename(folder.cache(), &elsewhere).unwrap();
    for target in [elsewhere.clone(), folder.path.join("nowhere")] {
        symlink(&target, folder.cache()).unwrap();
        let store = folder.store();
        for error in [store.load().await.unwrap_err(), add(&store, "two").await.unwrap_err()] {
            assert!(matches!(error, StoreError::SymbolicLink { .. }), "{error:?}");
        }
        assert_eq!(fs::read_link(folder.cache()).unwrap(), target);
        fs::remove_file(folder.cache()).unwrap();
    }
    fs::rename(&elsewhere, folder.cache()).unwrap();
    fs::rename(folder.path.join("data"), folder.path.join("real")).unwrap();
    symlink("real", folder.path.join("data")).unwrap();
    add(&folder.store(), "two").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_lock_is_refused() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = somebodys(&folder);
    let lock = folder.path.join("data/token-cache.sealed.lockfile");
    for target in [theirs.clone(), folder.path.join("nowhere")] {
        fs::remove_file(&lock).unwrap();
        symlink(&target, &lock).unwrap();
        let error = add(&folder.store(), "two").await.unwrap_err();
        assert!(matches!(&error, StoreError::SymbolicLink { path } if *path == lock), "{error:?}");
        assert_eq!(fs::read_link(&lock).unwrap(), target);
        assert_eq!(target.exists(), target == theirs);
    }
    assert_unharmed(&theirs);
    assert_eq!(names(&folder.store()).await, ["one"]);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_backup_is_replaced_and_not_restored_from() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = somebodys(&folder);
    fs::remove_file(folder.backup()).unwrap();
    symlink(&theirs, folder.backup()).unwrap();
    let error = folder.store().restore().await.unwrap_err();
    assert!(matches!(&error, StoreError::SymbolicLink { path } if *path == folder.backup()), "{error:?}");
    add(&folder.store(), "two").await.unwrap();
    assert!(!fs::symlink_metadata(folder.backup()).unwrap().is_symlink());
    assert_unharmed(&theirs);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_backup_of_a_lost_cache_is_moved_aside() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = somebodys(&folder);
    fs::remove_file(folder.backup()).unwrap();
    fs::remove_file(folder.cache()).unwrap();
    symlink(&theirs, folder.backup()).unwrap();
    add(&folder.store(), "new").await.unwrap();
    assert_unharmed(&theirs);
    assert_eq!(names(&folder.store()).await, ["new"]);
}

#[tokio::test]
async fn a_link_in_the_place_of_a_temporary_file_is_cleaned_up_alone() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let theirs = somebodys(&folder);
    symlink(&theirs, folder.path.join("data/.token-cache.sealed.abcDEF012345.tmp")).unwrap();
    add(&folder.store(), "two").await.unwrap();
    assert!(folder.others().is_empty());
    assert_unharmed(&theirs);
}
