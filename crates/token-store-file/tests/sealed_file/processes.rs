use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use token_store::{TokenStore, conformance::sample};

use crate::support::{Child, TestFolder, names};

#[tokio::test]
async fn eight_processes_that_change_the_cache_25_times_each_lose_nothing() {
    let folder = TestFolder::new();
    let mut children: Vec<_> =
        (0..8).map(|number| Child::start("add 25", &folder.path, &format!("p{number}"))).collect();
    let written: BTreeSet<_> = children.iter_mut().flat_map(Child::rest).collect();
    assert!(children.iter_mut().all(|child| child.wait().success()));
    assert_eq!(written.len(), 200);
    assert_eq!(names(&folder.store()).await.into_iter().collect::<BTreeSet<_>>(), written);
    let version = folder.store().version().await.unwrap().unwrap();
    assert_eq!(version.generation(), 200);
    assert_eq!(folder.keyring.keys().len(), 1, "they agree on one key");
    assert!(folder.others().is_empty());
}

/// With a long time limit for the lock, because this is many times more than a person's programs do at once.
#[tokio::test]
async fn eighty_processes_that_change_the_cache_20_times_each_lose_nothing() {
    let folder = TestFolder::new();
    let mut children: Vec<_> =
        (0..80).map(|number| Child::start("add 20 patiently", &folder.path, &format!("p{number}"))).collect();
    let lines: Vec<_> = children.iter_mut().flat_map(Child::rest).collect();
    assert!(children.iter_mut().all(|child| child.wait().success()), "nobody fails");
    let longest = lines.iter().filter_map(|line| line.strip_prefix("longest ")?.parse::<u64>().ok());
    println!("the longest wait for the lock and the write: {} ms", longest.max().unwrap());
    let written: BTreeSet<_> = lines.into_iter().filter(|line| !line.starts_with("longest ")).collect();
    assert_eq!(written.len(), 1600);
    assert_eq!(names(&folder.store()).await.into_iter().collect::<BTreeSet<_>>(), written);
    assert_eq!(folder.store().version().await.unwrap().unwrap().generation(), 1600);
    assert!(folder.others().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_never_see_anything_but_a_whole_cache_while_others_write() {
    let folder = Arc::new(TestFolder::new());
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> =
        (0..2).map(|_| tokio::spawn(read_all_the_time(Arc::clone(&folder), Arc::clone(&is_over)))).collect();
    let mut writers = ["a", "b"].map(|name| Child::start("add 25", &folder.path, name));
    for writer in &mut writers {
        writer.rest();
        assert!(writer.wait().success());
    }
    is_over.store(true, Ordering::Relaxed);
    for reader in readers {
        let (loads, last) = reader.await.unwrap();
        assert!(loads > 10, "only {loads} loads");
        assert_eq!(last, 50);
    }
}

/// With a new store each time, so that every load reads the whole file. Answers how often it loaded, and what.
async fn read_all_the_time(folder: Arc<TestFolder>, is_over: Arc<AtomicBool>) -> (usize, usize) {
    let (mut loads, mut seen) = (0, 0);
    loop {
        let was_over = is_over.load(Ordering::Relaxed);
        let snapshot = folder.store().load().await.unwrap();
        assert_eq!(snapshot.set_aside, None);
        let count = sample::names(&snapshot.cache).len();
        assert_eq!(snapshot.version.map_or(0, |version| version.generation()), count as u64);
        assert!(count >= seen, "the cache went back from {seen} to {count}");
        (loads, seen) = (loads + 1, count);
        if was_over {
            return (loads, seen);
        }
    }
}
