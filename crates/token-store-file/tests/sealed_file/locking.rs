use std::{fs, process, sync::mpsc, time::Duration};

use token_store::{LockHolder, StoreError, TokenStore};
use token_store_file::{LockState, NewKey, Options, SealedFile, Start};

use crate::support::{Child, TestFolder, add, names};

fn impatient(folder: &TestFolder) -> SealedFile {
    SealedFile::new(
        folder.cache(),
        Options { lock_time_limit: Duration::from_millis(50), ..folder.options() },
    )
}

fn holder(error: StoreError) -> LockHolder {
    match error {
        StoreError::LockHeld { holder: Some(holder), .. } => holder,
        other => panic!("{other:?} names no holder"),
    }
}

#[tokio::test]
async fn a_lock_that_another_process_holds_names_it_and_readers_do_not_care() {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    let store = impatient(&folder);
    let error = add(&store, "two").await.unwrap_err();
    let message = error.to_string();
    let holder = holder(error);
    assert_eq!(holder.process_id, child.id());
    assert!(holder.program.starts_with("sealed_file"), "{holder}");
    assert!(message.contains(&holder.to_string()), "{message}");
    assert_eq!(names(&store).await, ["one"]);
    assert!(child.wait().success());
    add(&store, "two").await.unwrap();
    assert_eq!(names(&store).await, ["one", "two"]);
}

#[tokio::test]
async fn a_lock_ends_with_the_process_that_held_it() {
    let folder = TestFolder::new();
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    child.kill();
    add(&folder.store(), "one").await.unwrap();
    assert_eq!(names(&folder.store()).await, ["one"]);
}

#[tokio::test]
async fn a_lock_that_another_task_holds_names_this_process() {
    let folder = TestFolder::new();
    let (holding, is_held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let store = folder.store();
    let held = tokio::spawn(async move {
        let wait = move |_: &mut token_cache::TokenCache| {
            holding.send(()).unwrap();
            assert!(released.recv().is_err(), "the other end is dropped");
        };
        store.change(Box::new(wait)).await.unwrap();
    });
    tokio::task::spawn_blocking(move || is_held.recv().unwrap()).await.unwrap();
    assert_eq!(holder(add(&impatient(&folder), "one").await.unwrap_err()).process_id, process::id());
    drop(release);
    held.await.unwrap();
    add(&impatient(&folder), "one").await.unwrap();
}

#[tokio::test]
async fn what_is_given_up_while_another_has_the_lock_changes_nothing_and_what_has_begun_is_done() {
    let folder = TestFolder::new();
    let store = folder.store();
    add(&store, "one").await.unwrap();
    add(&store, "two").await.unwrap();
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    let (before, keys) = (folder.bytes(), folder.keyring.keys());
    let start = Start::default();
    let waiting = store.starting(&start);
    let (change, rekey, restore) =
        tokio::join!(add(&waiting, "three"), waiting.rekey(NewKey::Keyring), async {
            assert!(start.give_up());
            assert!(child.wait().success());
            waiting.restore().await
        });
    assert!(matches!(change, Err(StoreError::GivenUp)), "{change:?}");
    assert!(matches!(rekey, Err(StoreError::GivenUp)), "{rekey:?}");
    assert!(matches!(restore, Err(StoreError::GivenUp)), "{restore:?}");
    assert!(folder.bytes() == before, "what was given up has been written");
    assert_eq!(folder.keyring.keys(), keys, "a key that nobody needs stays in the keyring");

    let start = Start::default();
    add(&store.starting(&start), "three").await.unwrap();
    assert!(!start.give_up());
    assert_eq!(names(&store).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_damaged_file_is_not_moved_aside_while_another_process_holds_the_lock() {
    let folder = TestFolder::new();
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    folder.put_back(b"damaged");
    let error = impatient(&folder).load().await.unwrap_err();
    assert_eq!(holder(error).process_id, child.id());
    assert_eq!(folder.bytes(), b"damaged");
}

#[tokio::test]
async fn whatever_is_in_the_lock_file_does_no_harm() {
    let folder = TestFolder::new();
    let lock = folder.path.join("data/token-cache.sealed.lockfile");
    fs::create_dir_all(lock.parent().unwrap()).unwrap();
    for text in [&b"999999 gone"[..], b"", b"\xff\xfe", b"no number", &vec![b'x'; 100_000]] {
        fs::write(&lock, text).unwrap();
        add(&impatient(&folder), &format!("after-{}", text.len())).await.unwrap();
        assert_eq!(impatient(&folder).lock_state().await.unwrap(), LockState::Free);
        let left = fs::read_to_string(&lock).unwrap();
        assert!(left.starts_with('\n'), "nobody holds the lock, so nobody is named as its holder: {left}");
    }
}

#[tokio::test]
async fn who_holds_the_lock_is_told_at_once_and_nobody_after_it_was_killed() {
    let folder = TestFolder::new();
    assert_eq!(folder.store().lock_state().await.unwrap(), LockState::Free);
    let mut child = Child::start("hold the lock", &folder.path, "");
    assert_eq!(child.line().as_deref(), Some("holding"));
    let LockState::Held { by: Some(holder) } = folder.store().lock_state().await.unwrap() else {
        panic!("the lock is not held by anybody with a name");
    };
    assert_eq!(holder.process_id, child.id());
    child.kill();
    assert_eq!(folder.store().lock_state().await.unwrap(), LockState::Free);
}

#[tokio::test]
async fn the_program_of_the_last_write_is_told_until_a_write_that_nobody_noted() {
    let folder = TestFolder::new();
    let store = folder.store();
    let by = async || folder.store().status().await.unwrap().written_by;
    assert_eq!(by().await, None);
    add(&store, "one").await.unwrap();
    let older = folder.bytes();
    let status = store.status().await.unwrap();
    assert!(status.written_by.unwrap().starts_with("sealed_file"));
    assert!(status.written.is_some() && status.backup.unwrap().written.is_some());
    add(&store, "two").await.unwrap();
    // A change that changes nothing takes the lock and writes nothing.
    store.change(Box::new(|_| ())).await.unwrap();
    assert!(by().await.is_some());
    folder.put_back(&older);
    assert_eq!(by().await, None, "the note is about another write");
}
