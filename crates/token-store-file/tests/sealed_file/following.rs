use std::time::Duration;

use token_store::TokenStore;
use token_store_file::Follower;
use tokio::time::timeout;

use crate::support::{Child, TestFolder, add, names};

const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_follower_tells_of_what_another_process_writes() {
    let folder = TestFolder::new();
    let store = folder.store();
    let mut follower = store.follow(store.load().await.unwrap().version);
    let mut child = Child::start("add 25", &folder.path, "other");
    let mut last = None;
    while last.map(|version: token_store::Version| version.generation()) != Some(25) {
        last = timeout(LONG, follower.changed()).await.expect("the follower tells of it");
    }
    assert!(child.wait().success());
    let snapshot = store.load().await.unwrap();
    assert_eq!(snapshot.version, last);
    assert_eq!(names(&store).await.len(), 25);
}

#[tokio::test]
async fn a_follower_misses_nothing_that_came_before_it_was_asked() {
    let folder = TestFolder::new();
    let store = folder.store();
    let mut follower = store.follow(None);
    let written = add(&folder.store(), "one").await.unwrap().version;
    assert_eq!(timeout(LONG, follower.changed()).await.unwrap(), written);
    std::fs::remove_file(folder.cache()).unwrap();
    assert_eq!(timeout(LONG, follower.changed()).await.unwrap(), None);
}

#[tokio::test]
async fn a_follower_is_silent_while_nothing_changes() {
    let folder = TestFolder::new();
    let store = folder.store();
    let seen = add(&store, "one").await.unwrap().version;
    let mut follower = store.follow(seen);
    assert!(timeout(Follower::INTERVAL * 3, follower.changed()).await.is_err());
    assert!(Follower::INTERVAL <= Duration::from_millis(500), "within a second");
}
