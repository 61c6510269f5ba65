use std::{fs, pin::pin, task::Context};

use token_store::{TokenStore, conformance::sample};
use token_store_file::{NewKey, SealedFile};
use zeroize::Zeroizing;

use crate::support::{TestFolder, add};

const NAME: &str = "picture";
const NAMES: &[u8] = b"Ada Fonseca, Grace";

async fn keep(store: &SealedFile, about: &str) {
    store.keep_beside(NAME, about.into(), Zeroizing::new(NAMES.to_vec())).await.unwrap();
}

async fn find(store: &SealedFile, about: &str) -> Option<Vec<u8>> {
    store.find_beside(NAME, about.into()).await.unwrap().map(|found| found.to_vec())
}

fn kept_in(folder: &TestFolder) -> std::path::PathBuf {
    folder.path.join("data/token-cache.sealed.picture")
}

#[tokio::test]
async fn what_is_kept_beside_the_cache_is_found_by_the_next_process_and_about_the_same_only() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let store = folder.store();
    store.load().await.unwrap();
    assert_eq!(find(&store, "two accounts").await, None, "nothing is kept yet");
    keep(&store, "two accounts").await;

    let next = folder.store();
    assert_eq!(find(&next, "two accounts").await, None, "the key is not known yet");
    next.load().await.unwrap();
    assert_eq!(find(&next, "two accounts").await.as_deref(), Some(NAMES));
    assert_eq!(find(&next, "three accounts").await, None);
    let other = next.find_beside("another", "two accounts".into()).await.unwrap();
    assert_eq!(other, None);

    keep(&next, "three accounts").await;
    assert_eq!(find(&store, "three accounts").await.as_deref(), Some(NAMES), "the last one counts");
    assert_eq!(find(&store, "two accounts").await, None);
    store.forget_beside(NAME).await.unwrap();
    store.forget_beside(NAME).await.unwrap();
    assert!(!kept_in(&folder).exists());
}

#[tokio::test]
async fn it_is_sealed_and_whatever_is_wrong_with_it_nothing_is_found() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    keep(&store, "about").await;
    let path = kept_in(&folder);
    let whole = fs::read(&path).unwrap();
    assert!(!whole.windows(NAMES.len()).any(|window| window == NAMES));
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777,
        0o600
    );

    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(find(&store, "about").await, None, "cut to {length} bytes");
    }
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(&path, damaged).unwrap();
        assert_eq!(find(&store, "about").await, None, "damaged at {place}");
    }
    fs::write(&path, whole).unwrap();
    assert_eq!(find(&store, "about").await.as_deref(), Some(NAMES));
}

#[tokio::test]
async fn it_goes_with_the_key() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    keep(&store, "about").await;
    store.rekey(NewKey::Keyring).await.unwrap();
    assert_eq!(find(&store, "about").await, None);
    keep(&store, "about").await;
    assert_eq!(find(&store, "about").await.as_deref(), Some(NAMES));
}

#[tokio::test]
async fn nothing_is_kept_before_there_is_a_key_and_the_cache_stays_as_it_is() {
    let folder = TestFolder::new();
    let store = folder.store();
    keep(&store, "about").await;
    assert!(!kept_in(&folder).exists());
    add(&store, "one").await.unwrap();
    let before = folder.bytes();
    keep(&store, "about").await;
    add(&store, "two").await.unwrap();
    assert_ne!(folder.bytes(), before);
    assert_eq!(find(&store, "about").await.as_deref(), Some(NAMES), "a change of the cache leaves it there");
    let json = store.load().await.unwrap().cache.serialize();
    assert!(String::from_utf8_lossy(&json).contains(&sample::secret_of("two")));
}

#[tokio::test]
async fn whoever_waits_for_the_key_is_told_when_the_cache_is_opened() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let store = folder.store();
    let waiting = store.clone();
    let mut waits = pin!(waiting.key_is_there());
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(waits.as_mut().poll(&mut context).is_pending());
    store.version().await.unwrap();
    assert!(waits.as_mut().poll(&mut context).is_pending(), "the header does without the key");
    store.load().await.unwrap();
    waits.await;
    store.key_is_there().await;
}
