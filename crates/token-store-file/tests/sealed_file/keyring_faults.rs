use token_store::{StoreError, TokenStore};

use crate::support::{Mood, TestFolder, add, names};

const MOODS: [Mood; 5] =
    [Mood::Locked, Mood::Refusing, Mood::TimingOut, Mood::Failing, Mood::LockedButSilent];

fn is_named(mood: Mood, error: &StoreError) -> bool {
    match mood {
        Mood::Working | Mood::Unforgetting => false,
        Mood::Absent => matches!(error, StoreError::KeyringAbsent),
        Mood::Locked | Mood::LockedButSilent => matches!(error, StoreError::KeyringLocked),
        Mood::Refusing => matches!(error, StoreError::KeyringRefused),
        Mood::TimingOut => matches!(error, StoreError::KeyringTimedOut { .. }),
        Mood::Failing => matches!(error, StoreError::KeyringFailed { .. }),
    }
}

#[tokio::test]
async fn without_the_keyring_a_file_is_an_error_that_says_why_and_stays() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let bytes = folder.bytes();
    for mood in MOODS.into_iter().chain([Mood::Absent]) {
        let store = folder.store();
        folder.keyring.set_mood(mood);
        let loading = store.load().await.unwrap_err();
        assert!(is_named(mood, &loading), "{mood:?}: {loading:?}");
        let changing = add(&store, "two").await.unwrap_err();
        assert!(is_named(mood, &changing), "{mood:?}: {changing:?}");
        assert_eq!(folder.bytes(), bytes);
        assert!(folder.others().is_empty());
        folder.keyring.set_mood(Mood::Working);
        assert_eq!(names(&store).await, ["one"], "trying again is enough");
    }
}

#[tokio::test]
async fn a_first_start_says_at_once_what_is_wrong_with_the_keyring() {
    for mood in MOODS {
        let folder = TestFolder::new();
        folder.keyring.set_mood(mood);
        let store = folder.store();
        let error = store.load().await.unwrap_err();
        assert!(is_named(mood, &error), "{mood:?}: {error:?}");
        assert!(add(&store, "one").await.is_err());
        assert!(!folder.cache().exists(), "nothing is written without a key");
        folder.keyring.set_mood(Mood::Working);
        store.load().await.unwrap();
        assert!(folder.keyring.keys().is_empty(), "the trial leaves nothing in the keyring");
    }
}

#[tokio::test]
async fn who_has_the_key_already_does_not_need_the_keyring_again() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    folder.keyring.set_mood(Mood::Absent);
    add(&store, "two").await.unwrap();
    assert_eq!(names(&store).await, ["one", "two"]);
}

#[tokio::test]
async fn a_first_start_without_a_keyring_asks_for_a_new_passphrase() {
    let folder = TestFolder::new();
    let store = folder.store_without_keyring();
    assert!(matches!(store.load().await, Err(StoreError::NewPassphraseNeeded { .. })));
    assert!(matches!(add(&store, "one").await, Err(StoreError::NewPassphraseNeeded { .. })));
    assert!(!folder.cache().exists());
}
