use std::fs;

use token_cache::TokenCache;
use token_store::{SetAsideReason, StoreError, TokenStore, conformance::sample};
use token_store_file::{MasterKey, NewKey, OldKey, Passphrase, Protection};

use crate::support::{Crafted, TestFolder, add, names};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

/// The applications in the backup, read after the documentation alone.
fn in_backup(folder: &TestFolder) -> Vec<String> {
    let file = fs::read(folder.backup()).unwrap();
    let keys = folder.keyring.keys();
    let key = keys.iter().map(|path| MasterKey::from_slice(&fs::read(path).unwrap()).unwrap());
    let key = key.into_iter().find(|key| key.id().unwrap().as_bytes()[..] == file[12..28]);
    let json = Crafted(file).unsealed(&key.expect("the keyring has the key of the backup"));
    sample::names(&TokenCache::deserialize(&json).unwrap())
}

async fn written(applications: &[&str]) -> TestFolder {
    let folder = TestFolder::new();
    for name in applications {
        add(&folder.store(), name).await.unwrap();
    }
    folder
}

#[tokio::test]
async fn the_backup_is_the_write_before_and_after_the_first_one_the_same() {
    let folder = written(&["one"]).await;
    assert_eq!(in_backup(&folder), ["one"]);
    let first = folder.bytes();
    add(&folder.store(), "two").await.unwrap();
    assert_eq!(in_backup(&folder), ["one"]);
    assert_eq!(fs::read(folder.backup()).unwrap(), first);
    add(&folder.store(), "three").await.unwrap();
    assert_eq!(in_backup(&folder), ["one", "two"]);
    let status = folder.store().status().await.unwrap().backup.unwrap();
    assert_eq!((status.path, status.generation), (folder.backup(), 2));
    assert!(folder.others().is_empty());
}

#[tokio::test]
async fn a_damaged_cache_comes_back_from_the_backup_and_the_damaged_one_is_kept() {
    let folder = written(&["one", "two"]).await;
    for damaged in [&b""[..], b"TESSERA\x1a\x00\x01\x01", &folder.bytes()[..150]] {
        folder.put_back(damaged);
        let store = folder.store();
        let snapshot = store.restore().await.unwrap();
        assert_eq!(sample::names(&snapshot.cache), ["one"]);
        assert_eq!(fs::read(snapshot.set_aside.unwrap().path).unwrap(), damaged);
        assert_eq!(names(&folder.store()).await, ["one"]);
        assert_eq!(in_backup(&folder), ["one"]);
    }
}

#[tokio::test]
async fn the_backup_can_be_looked_at_without_a_change_whatever_became_of_it() {
    let folder = written(&["one", "two"]).await;
    let cache = folder.bytes();
    let seen = folder.store().load_backup().await.unwrap();
    assert_eq!((sample::names(&seen.cache), seen.version.unwrap().generation()), (vec!["one".to_owned()], 1));
    let damaged = &fs::read(folder.backup()).unwrap()[..150];
    fs::write(folder.backup(), damaged).unwrap();
    let error = folder.store().load_backup().await.unwrap_err();
    assert!(matches!(error, StoreError::BackupUnusable { reason: SetAsideReason::Damaged, .. }), "{error:?}");
    assert_eq!((fs::read(folder.backup()).unwrap(), folder.bytes()), (damaged.to_vec(), cache));
    fs::remove_file(folder.backup()).unwrap();
    let error = folder.store().load_backup().await.unwrap_err();
    assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    assert!(folder.others().is_empty());
}

#[tokio::test]
async fn a_deleted_cache_comes_back_from_the_backup_with_a_higher_generation() {
    let folder = written(&["one", "two", "three"]).await;
    fs::remove_file(folder.cache()).unwrap();
    let version = folder.store().restore().await.unwrap().version.unwrap();
    assert_eq!(version.generation(), 3, "the backup's was 2");
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
}

#[tokio::test]
async fn restoring_over_a_good_cache_can_be_undone() {
    let folder = written(&["one", "two"]).await;
    let store = folder.store();
    assert_eq!(sample::names(&store.restore().await.unwrap().cache), ["one"]);
    assert_eq!(sample::names(&store.restore().await.unwrap().cache), ["one", "two"]);
    assert_eq!(store.version().await.unwrap().unwrap().generation(), 4);
}

#[tokio::test]
async fn what_was_removed_is_in_no_backup() {
    let folder = written(&["one", "two"]).await;
    let secret = |cache: &mut TokenCache| *cache = TokenCache::default();
    folder.store().change(Box::new(secret)).await.unwrap();
    assert!(in_backup(&folder).is_empty());
    add(&folder.store(), "three").await.unwrap();
    let exchange = |cache: &mut TokenCache| {
        *cache = TokenCache::default();
        sample::put(cache, "a-new-one-with-a-long-name");
    };
    folder.store().change(Box::new(exchange)).await.unwrap();
    assert_eq!(in_backup(&folder), ["a-new-one-with-a-long-name"], "though the cache has grown");
}

#[tokio::test]
async fn a_new_cache_does_not_replace_the_backup_of_the_one_that_was_lost() {
    let folder = written(&["one", "two"]).await;
    let backup = fs::read(folder.backup()).unwrap();
    folder.put_back(b"");
    add(&folder.store(), "new").await.unwrap();
    let others = folder.others();
    let superseded = others.iter().find(|name| name.ends_with("superseded")).unwrap();
    assert_eq!(fs::read(folder.path.join("data").join(superseded)).unwrap(), backup);
    assert_eq!(in_backup(&folder), ["new"]);
    let rekeyed = folder.store().rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(rekeyed.old_key, OldKey::Forgotten));
    assert_eq!(folder.keyring.keys().len(), 2, "the old cache's backup stays readable");
}

#[tokio::test]
async fn the_backup_gets_the_new_key_too() {
    let folder = written(&["one", "two"]).await;
    let store = folder.store();
    store.rekey(NewKey::Keyring).await.unwrap();
    assert_eq!(folder.keyring.keys().len(), 1, "the old key is forgotten");
    assert_eq!(in_backup(&folder), ["one", "two"]);
    store.rekey(NewKey::Passphrase(passphrase("a first passphrase"))).await.unwrap();
    assert!(folder.keyring.keys().is_empty());
    let status = store.status().await.unwrap();
    assert_eq!(status.backup.unwrap().protection, Protection::Passphrase);
    folder.put_back(b"");
    let again = folder.store();
    assert!(matches!(again.restore().await, Err(StoreError::PassphraseNeeded { .. })));
    fs::remove_file(folder.cache()).unwrap();
    let wrong = again.unlock(passphrase("another passphrase")).await;
    assert!(matches!(wrong, Err(StoreError::NewPassphraseNeeded { .. })));
    again.unlock(passphrase("a first passphrase")).await.unwrap();
    again.restore().await.unwrap();
    assert_eq!(again.status().await.unwrap().protection, Some(Protection::Passphrase));
    assert_eq!(names(&again).await, ["one", "two"]);
}

#[tokio::test]
async fn without_a_good_backup_there_is_nothing_to_restore_and_nothing_changes() {
    let folder = TestFolder::new();
    assert!(matches!(folder.store().restore().await, Err(StoreError::NotFound { .. })));
    add(&folder.store(), "one").await.unwrap();
    let (bytes, mut damaged) = (folder.bytes(), fs::read(folder.backup()).unwrap());
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(folder.backup(), &damaged).unwrap();
    let refused = folder.store().restore().await.unwrap_err();
    let reason = SetAsideReason::Damaged;
    assert!(matches!(refused, StoreError::BackupUnusable { reason: it, .. } if it == reason), "{refused:?}");
    assert_eq!((folder.bytes(), fs::read(folder.backup()).unwrap()), (bytes, damaged));
}

#[tokio::test]
async fn a_backup_that_is_the_cache_already_leaves_nothing_behind() {
    let folder = written(&["one", "two"]).await;
    fs::remove_file(folder.backup()).unwrap();
    fs::hard_link(folder.cache(), folder.backup()).unwrap();
    add(&folder.store(), "three").await.unwrap();
    assert_eq!(in_backup(&folder), ["one", "two"]);
    assert!(folder.others().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn the_backup_is_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = written(&["one", "two"]).await;
    let mode = fs::metadata(folder.backup()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
