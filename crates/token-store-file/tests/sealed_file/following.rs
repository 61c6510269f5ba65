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
async fn an_old_file_that_is_put_back_is_told_of_and_read_by_whoever_saw_a_newer_one() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&folder.store(), "one").await.unwrap();
    let old = folder.bytes();
    add(&folder.store(), "two").await.unwrap();
    let newest = add(&folder.store(), "three").await.unwrap().version;
    assert_eq!(store.load().await.unwrap().version, newest);
    assert_eq!(store.status().await.unwrap().older_than, None);
    let mut follower = store.follow(newest);
    folder.put_back(&old);
    let told = timeout(LONG, follower.changed()).await.unwrap().unwrap();
    assert_eq!((told.generation(), store.load().await.unwrap().version), (1, Some(told)));
    assert_eq!(names(&store).await, ["one"]);
    assert_eq!(store.status().await.unwrap().older_than, Some(3));
    assert_eq!(
        folder.store().status().await.unwrap().older_than,
        None,
        "a process that has just started cannot know"
    );
    for (name, older_than) in [("four", Some(3)), ("five", None)] {
        add(&folder.store(), name).await.unwrap();
        assert_eq!(store.status().await.unwrap().older_than, older_than);
    }
    assert_eq!(names(&store).await, ["one", "four", "five"]);
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
