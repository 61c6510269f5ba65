use std::{fs, time::Duration};

use token_store::{TokenStore, conformance::sample};
use token_store_file::SealedFile;
use tokio::{task::yield_now, time::timeout};

use crate::support::{TestFolder, add};

const LONG: Duration = Duration::from_secs(30);
/// More than it takes until the store listens.
const OFTEN: usize = 50;

fn recent(store: &SealedFile) -> Option<Vec<String>> {
    store.recent().map(|snapshot| sample::names(&snapshot.cache))
}

/// A store that has been asked so often that it listens.
async fn listening(folder: &TestFolder) -> SealedFile {
    let store = folder.store();
    add(&store, "one").await.unwrap();
    store.load().await.unwrap();
    for _ in 0..OFTEN {
        assert_eq!(recent(&store).unwrap(), ["one"]);
    }
    store
}

#[tokio::test]
async fn nothing_is_recent_before_something_was_read() {
    let folder = TestFolder::new();
    let store = folder.store();
    assert!(store.recent().is_none());
    add(&folder.store(), "one").await.unwrap();
    assert!(store.recent().is_none());
    store.load().await.unwrap();
    assert_eq!(recent(&store).unwrap(), ["one"]);
}

#[tokio::test]
async fn what_the_store_itself_changed_is_recent_at_once() {
    let folder = TestFolder::new();
    let store = listening(&folder).await;
    for number in 0..OFTEN {
        let added = add(&store, &format!("more {number}")).await.unwrap();
        if let Some(recent) = store.recent() {
            assert_eq!(recent.version, added.version);
        }
        store.load().await.unwrap();
        assert_eq!(store.recent().unwrap().version, added.version);
    }
}

#[tokio::test]
async fn what_others_do_to_the_file_is_heard() {
    let folder = TestFolder::new();
    let store = listening(&folder).await;
    let until = async |is_seen: &dyn Fn(Option<Vec<String>>) -> bool| {
        let seen = async {
            while !is_seen(recent(&store)) {
                yield_now().await;
            }
        };
        timeout(LONG, seen).await.expect("it is heard");
    };
    for round in 0..OFTEN {
        add(&folder.store(), &format!("another {round}")).await.unwrap();
        // It is known that something was done, but not what: that takes a look.
        until(&|recent| recent.is_none()).await;
        let loaded = sample::names(&store.load().await.unwrap().cache);
        assert_eq!(loaded.len(), 2 + round);
        assert_eq!(recent(&store).unwrap(), loaded);
    }
    fs::remove_file(folder.cache()).unwrap();
    until(&|recent| recent.is_none()).await;
}

#[tokio::test]
async fn a_folder_that_is_moved_away_is_no_longer_believed() {
    let folder = TestFolder::new();
    let store = listening(&folder).await;
    let data = folder.cache().parent().unwrap().to_owned();
    fs::rename(&data, data.with_extension("moved")).unwrap();
    let seen = async {
        while store.recent().is_some() {
            yield_now().await;
        }
    };
    timeout(LONG, seen).await.expect("it is heard");
    assert!(sample::names(&store.load().await.unwrap().cache).is_empty());
}
