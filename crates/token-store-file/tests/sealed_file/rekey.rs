use std::{fs, path::PathBuf, time::Duration};

use token_store::{Snapshot, StoreError, TokenStore};
use token_store_file::{NewKey, OldKey, Options, Passphrase, Protection, SealedFile};

use crate::support::{Child, Mood, TestFolder, add, names};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

async fn written() -> (TestFolder, SealedFile) {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    (folder, store)
}

fn only_key(folder: &TestFolder) -> PathBuf {
    let keys = folder.keyring.keys();
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].clone()
}

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_one_and_who_held_that_goes_on() {
    let (folder, store) = written().await;
    let other = folder.store();
    other.load().await.unwrap();
    let (old_key, old_file) = (only_key(&folder), folder.bytes());
    let rekeyed = store.rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(rekeyed.old_key, OldKey::Forgotten), "{rekeyed:?}");
    assert_eq!(rekeyed.snapshot.version.unwrap().generation(), 2);
    assert_ne!(only_key(&folder), old_key);
    assert_ne!(folder.bytes()[12..28], old_file[12..28], "the file names the new key");
    for store in [&store, &other, &folder.store()] {
        assert_eq!(names(store).await, ["one"]);
    }
    add(&other, "two").await.unwrap();
    assert_eq!(names(&store).await, ["one", "two"]);
    only_key(&folder);
}

#[tokio::test]
async fn a_file_moves_from_the_keyring_to_a_passphrase_and_back() {
    let (folder, store) = written().await;
    let other = folder.store();
    other.load().await.unwrap();
    store.rekey(NewKey::Passphrase(passphrase("a first passphrase"))).await.unwrap();
    assert!(folder.keyring.keys().is_empty(), "the old key is forgotten");
    assert_eq!(store.status().await.unwrap().protection, Some(Protection::Passphrase));
    assert_eq!(names(&store).await, ["one"]);
    assert!(matches!(other.load().await, Err(StoreError::PassphraseNeeded { .. })));
    other.unlock(passphrase("a first passphrase")).await.unwrap();
    add(&other, "two").await.unwrap();
    let back = other.rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(back.old_key, OldKey::OfPassphrase));
    only_key(&folder);
    assert_eq!(names(&folder.store()).await, ["one", "two"]);
    add(&store, "three").await.unwrap();
    assert_eq!(store.status().await.unwrap().protection, Some(Protection::Keyring));
}

#[tokio::test]
async fn a_new_passphrase_opens_the_file_and_the_old_one_does_not_any_more() {
    let folder = TestFolder::new();
    let store = folder.store_without_keyring();
    store.set_passphrase(passphrase("a first passphrase")).await.unwrap();
    add(&store, "one").await.unwrap();
    let locked = folder.store_without_keyring();
    let refused = locked.rekey(NewKey::Passphrase(passphrase("a second passphrase"))).await;
    assert!(matches!(refused, Err(StoreError::PassphraseNeeded { .. })));
    let short = store.rekey(NewKey::Passphrase(passphrase("1234567"))).await;
    assert!(matches!(short, Err(StoreError::PassphraseTooShort { .. })));
    store.rekey(NewKey::Passphrase(passphrase("a second passphrase"))).await.unwrap();
    add(&store, "two").await.unwrap();
    let again = folder.store_without_keyring();
    let old = again.unlock(passphrase("a first passphrase")).await;
    assert!(matches!(old, Err(StoreError::PassphraseWrong { .. })));
    again.unlock(passphrase("a second passphrase")).await.unwrap();
    assert_eq!(names(&again).await, ["one", "two"]);
}

#[tokio::test]
async fn what_cannot_be_done_leaves_the_file_and_the_keyring_as_they_were() {
    let (folder, store) = written().await;
    let (bytes, key) = (folder.bytes(), only_key(&folder));
    for mood in [Mood::Absent, Mood::Locked, Mood::Refusing, Mood::TimingOut, Mood::LockedButSilent] {
        folder.keyring.set_mood(mood);
        let error = store.rekey(NewKey::Keyring).await.unwrap_err();
        assert!(mood != Mood::Absent || matches!(error, StoreError::KeyringAbsent), "{error:?}");
        folder.keyring.set_mood(Mood::Working);
        assert_eq!((folder.bytes(), only_key(&folder)), (bytes.clone(), key.clone()));
    }
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    let options = Options { lock_time_limit: Duration::from_millis(50), ..folder.options() };
    let held = SealedFile::new(folder.cache(), options).rekey(NewKey::Keyring).await;
    assert!(matches!(held, Err(StoreError::LockHeld { .. })));
    assert_eq!((folder.bytes(), only_key(&folder)), (bytes, key));
}

#[tokio::test]
async fn where_there_is_no_file_there_is_nothing_to_seal() {
    let folder = TestFolder::new();
    let missing = folder.store().rekey(NewKey::Keyring).await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    folder.put_back(b"damaged");
    let store = folder.store();
    assert!(matches!(store.rekey(NewKey::Keyring).await, Err(StoreError::NotFound { .. })));
    assert!(store.status().await.unwrap().set_aside.is_some());
    assert!(folder.keyring.keys().is_empty());
}

#[tokio::test]
async fn a_key_that_a_file_moved_aside_needs_is_kept() {
    let (folder, store) = written().await;
    let key = only_key(&folder);
    let aside = folder.path.join("data/token-cache.sealed.20261122T093918Z.given-up");
    fs::copy(folder.cache(), &aside).unwrap();
    let rekeyed = store.rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(rekeyed.old_key, OldKey::Needed { by } if by == aside));
    assert!(key.exists());
    let third = store.rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(third.old_key, OldKey::Forgotten), "the second key is no file's any more");
}

#[tokio::test]
async fn a_keyring_that_does_not_forget_is_told_of() {
    let (folder, store) = written().await;
    folder.keyring.set_mood(Mood::Unforgetting);
    let rekeyed = store.rekey(NewKey::Keyring).await.unwrap();
    assert!(matches!(rekeyed.old_key, OldKey::Stuck { .. }));
    assert_eq!(names(&folder.store()).await, ["one"]);
}

#[tokio::test]
async fn whoever_reads_while_another_process_changes_the_key_reads_the_cache() {
    let (folder, store) = written().await;
    let mut child = Child::start("rekey 25", &folder.path, "");
    let mut loads = 0;
    while store.version().await.unwrap().unwrap().generation() < 26 {
        let Snapshot { cache, set_aside, .. } = folder.store().load().await.unwrap();
        assert_eq!(token_store::conformance::sample::names(&cache), ["one"]);
        assert_eq!(set_aside, None);
        loads += 1;
    }
    assert!(loads > 25, "only {loads} loads");
    child.rest();
    assert!(child.wait().success());
    only_key(&folder);
}
