use std::{fs, thread, time::Duration};

use token_store::{SetAsideReason, StoreError, TokenStore, conformance::sample};

use crate::support::{TestFolder, add, names};

#[tokio::test]
async fn the_file_is_plain_json_and_the_owners_alone() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let text = fs::read_to_string(folder.cache()).unwrap();
    assert!(text.starts_with("{\n    \"AccessToken\"") && text.contains(&sample::secret_of("one")), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(folder.cache()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(folder.others().is_empty(), "the lock is deleted");
}

#[tokio::test]
async fn what_is_empty_or_cut_anywhere_is_moved_aside_and_never_an_empty_cache() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let good = fs::read(folder.cache()).unwrap();
    for length in [0, 1, 2, good.len() / 2, good.len() - 1] {
        fs::write(folder.cache(), &good[..length]).unwrap();
        let set_aside = folder.store().load().await.unwrap().set_aside.expect("it is moved aside");
        let expected = if length == 0 { SetAsideReason::Empty } else { SetAsideReason::Cut };
        assert!(
            matches!(set_aside.reason, reason if reason == expected || reason == SetAsideReason::Content)
        );
        assert_eq!(fs::read(&set_aside.path).unwrap(), good[..length]);
        assert!(!folder.cache().exists());
    }
}

#[tokio::test]
async fn a_peer_that_takes_no_lock_is_given_the_time_to_write_to_its_end() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let (path, good) = (folder.cache(), fs::read(folder.cache()).unwrap());
    fs::write(&path, b"").unwrap();
    let writer = thread::spawn(move || {
        // There is nothing to await: the reader looks whenever it likes.
        thread::sleep(Duration::from_millis(100));
        fs::write(path, good).unwrap();
    });
    assert_eq!(names(&folder.store()).await, ["one"]);
    writer.join().unwrap();
    assert!(folder.others().is_empty());
}

#[tokio::test]
async fn what_is_something_else_altogether_is_an_error_and_stays() {
    let folder = TestFolder::new();
    for foreign in [&b"-----BEGIN OPENSSH PRIVATE KEY-----"[..], b"[]", b"TESSERA\x1a", b"\x01\0\0\0\xd0\x8c"]
    {
        fs::write(folder.cache(), foreign).unwrap();
        assert!(matches!(folder.store().load().await, Err(StoreError::NotACache { .. })));
        assert!(matches!(add(&folder.store(), "one").await, Err(StoreError::NotACache { .. })));
        assert_eq!(fs::read(folder.cache()).unwrap(), foreign);
    }
}

#[tokio::test]
async fn a_write_of_a_peer_has_a_version_of_its_own() {
    let folder = TestFolder::new();
    let store = folder.store();
    let first = add(&store, "one").await.unwrap().version.unwrap();
    let json = fs::read_to_string(folder.cache()).unwrap();
    fs::write(folder.cache(), json.replace("one", "two")).unwrap();
    let second = store.version().await.unwrap().unwrap();
    assert_eq!((first.generation(), second.generation()), (1, 2));
    assert_eq!(folder.store().version().await.unwrap(), Some(second), "all of us count alike");
    assert_eq!(names(&store).await, ["two"]);
}

#[tokio::test]
async fn the_time_of_a_write_is_later_than_any_clock_that_a_peer_has_read() {
    let folder = TestFolder::new();
    for name in ["one", "two", "three"] {
        let before = fs::metadata(folder.cache()).ok().map(|it| it.modified().unwrap());
        add(&folder.store(), name).await.unwrap();
        let time = fs::metadata(folder.cache()).unwrap().modified().unwrap();
        assert!(time > std::time::SystemTime::now() && before.is_none_or(|before| time > before));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_stays_a_link_because_peers_write_through_it() {
    let folder = TestFolder::new();
    let target = folder.path().join("elsewhere.json");
    fs::write(&target, "{}").unwrap();
    std::os::unix::fs::symlink(&target, folder.cache()).unwrap();
    add(&folder.store(), "one").await.unwrap();
    assert!(fs::symlink_metadata(folder.cache()).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("one"));
    assert_eq!(names(&folder.store()).await, ["one"]);
}
