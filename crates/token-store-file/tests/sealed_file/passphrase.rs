use std::fs;

use token_store::{SetAsideReason, StoreError, TokenStore};
use token_store_file::{Passphrase, Protection, SealedFile};

use crate::support::{TestFolder, add, names};

const PASSPHRASE: &str = "correct horse battery staple";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

async fn begun(folder: &TestFolder) -> SealedFile {
    let store = folder.store_without_keyring();
    store.set_passphrase(passphrase(PASSPHRASE)).await.unwrap();
    add(&store, "one").await.unwrap();
    store
}

#[tokio::test]
async fn without_a_keyring_a_passphrase_protects_the_file_and_opens_it_again() {
    let folder = TestFolder::new();
    let store = begun(&folder).await;
    assert_eq!(store.status().await.unwrap().protection, Some(Protection::Passphrase));
    let again = folder.store_without_keyring();
    assert!(matches!(again.load().await, Err(StoreError::PassphraseNeeded { .. })));
    assert!(matches!(add(&again, "two").await, Err(StoreError::PassphraseNeeded { .. })));
    again.unlock(passphrase(PASSPHRASE)).await.unwrap();
    assert_eq!(names(&again).await, ["one"]);
    add(&again, "two").await.unwrap();
    assert_eq!(names(&store).await, ["one", "two"]);
}

#[tokio::test]
async fn a_wrong_passphrase_is_refused_as_often_as_it_comes_and_the_file_stays() {
    let folder = TestFolder::new();
    begun(&folder).await;
    let bytes = folder.bytes();
    let store = folder.store_without_keyring();
    for wrong in ["", "correct horse battery stapl", "Correct horse battery staple"] {
        let refused = store.unlock(passphrase(wrong)).await;
        assert!(matches!(refused, Err(StoreError::PassphraseWrong { .. })), "{refused:?}");
        assert!(matches!(store.load().await, Err(StoreError::PassphraseNeeded { .. })));
    }
    assert_eq!(folder.bytes(), bytes);
    assert!(folder.others().is_empty());
}

#[tokio::test]
async fn the_file_decides_even_where_there_is_a_keyring() {
    let folder = TestFolder::new();
    begun(&folder).await;
    assert!(matches!(folder.store().load().await, Err(StoreError::PassphraseNeeded { .. })));
    assert!(folder.keyring.keys().is_empty());
}

#[tokio::test]
async fn a_new_passphrase_is_for_a_new_file_and_long_enough() {
    let folder = TestFolder::new();
    let store = folder.store_without_keyring();
    let short = store.set_passphrase(passphrase("elevenchars")).await;
    assert!(matches!(short, Err(StoreError::PassphraseTooShort { minimum: 12 })));
    assert!(matches!(
        store.unlock(passphrase(PASSPHRASE)).await,
        Err(StoreError::NewPassphraseNeeded { .. })
    ));
    begun(&folder).await;
    let second = store.set_passphrase(passphrase("another passphrase")).await;
    assert!(matches!(second, Err(StoreError::AlreadyExists { .. })));
}

#[tokio::test]
async fn a_new_passphrase_is_written_down_at_once() {
    let folder = TestFolder::new();
    folder.store_without_keyring().set_passphrase(passphrase(PASSPHRASE)).await.unwrap();
    let again = folder.store_without_keyring();
    again.unlock(passphrase(PASSPHRASE)).await.unwrap();
    let snapshot = again.load().await.unwrap();
    assert_eq!(snapshot.version.map(|version| version.generation()), Some(1));
}

#[tokio::test]
async fn a_damaged_header_is_not_taken_for_a_wrong_passphrase() {
    let folder = TestFolder::new();
    begun(&folder).await;
    let good = folder.bytes();
    for at in 10..104 {
        let mut damaged = good.clone();
        damaged[at] ^= 0x10;
        folder.put_back(&damaged);
        drop(fs::remove_file(folder.backup()));
        let store = folder.store_without_keyring();
        store.unlock(passphrase(PASSPHRASE)).await.unwrap();
        assert!(matches!(store.load().await, Err(StoreError::NewPassphraseNeeded { .. })));
        let set_aside = store.status().await.unwrap().set_aside.unwrap();
        assert_eq!(set_aside.reason, SetAsideReason::Header, "{at}");
        assert_eq!(fs::read(set_aside.path).unwrap(), damaged);
    }
}

#[tokio::test]
async fn the_backup_knows_the_passphrase_where_the_header_is_damaged() {
    let folder = TestFolder::new();
    begun(&folder).await;
    let mut damaged = folder.bytes();
    damaged[80] ^= 1;
    folder.put_back(&damaged);
    let store = folder.store_without_keyring();
    store.unlock(passphrase(PASSPHRASE)).await.unwrap();
    assert!(names(&store).await.is_empty());
    store.restore().await.unwrap();
    let again = folder.store_without_keyring();
    again.unlock(passphrase(PASSPHRASE)).await.unwrap();
    assert!(names(&again).await.is_empty(), "the backup was of the first write");
}

#[tokio::test]
async fn after_damage_the_passphrase_goes_on_to_protect_the_new_file() {
    let folder = TestFolder::new();
    begun(&folder).await;
    let mut damaged = folder.bytes();
    *damaged.last_mut().unwrap() ^= 1;
    folder.put_back(&damaged);
    let store = folder.store_without_keyring();
    store.unlock(passphrase(PASSPHRASE)).await.unwrap();
    let snapshot = store.load().await.unwrap();
    assert_eq!(snapshot.set_aside.unwrap().reason, SetAsideReason::Damaged);
    add(&store, "new").await.unwrap();
    let again = folder.store_without_keyring();
    again.unlock(passphrase(PASSPHRASE)).await.unwrap();
    assert_eq!(names(&again).await, ["new"]);
}

#[tokio::test]
async fn a_file_whose_passphrase_is_forgotten_can_be_given_up_and_is_kept() {
    let folder = TestFolder::new();
    begun(&folder).await;
    let bytes = folder.bytes();
    let store = folder.store_without_keyring();
    let given_up = store.start_over().await.unwrap().unwrap();
    assert_eq!(given_up.reason, SetAsideReason::GivenUp);
    assert_eq!(fs::read(given_up.path).unwrap(), bytes);
    assert!(matches!(store.load().await, Err(StoreError::NewPassphraseNeeded { .. })));
    assert_eq!(store.start_over().await.unwrap(), None);
    store.set_passphrase(passphrase("another passphrase")).await.unwrap();
    assert!(names(&store).await.is_empty());
}

#[test]
fn neither_passphrases_nor_keys_are_shown() {
    let key = token_store_file::MasterKey::generate().unwrap();
    assert_eq!(format!("{:?} {key:?}", passphrase(PASSPHRASE)), "Passphrase([secret]) MasterKey([secret])");
}
