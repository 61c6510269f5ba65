use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use token_store::{StoreError, TokenStore};

use crate::support::{TestFolder, add, names};

/// A process that is killed when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn running() -> Running {
    Running(Command::new("sleep").arg("1000").spawn().unwrap())
}

/// `flock` of util-linux, once it holds the lock.
fn flock(folder: &TestFolder) -> Running {
    let mut command = Command::new("flock");
    // Without a fork, so that killing it leaves nobody behind who holds the lock.
    command.arg("--no-fork").arg(folder.lock()).args(["sh", "-c", "echo in; exec sleep 1000"]);
    let mut holder = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "in\n");
    Running(holder)
}

async fn is_held(folder: &TestFolder) -> bool {
    let store = folder.impatient();
    let changed = matches!(add(&store, "refused").await, Err(StoreError::LockHeld { .. }));
    // Where there is no file, nothing has to be read.
    folder.cache().exists()
        && changed == matches!(store.load().await, Err(StoreError::LockHeld { .. }))
        && changed
}

async fn written() -> TestFolder {
    let folder = TestFolder::new();
    add(&folder.store(), "one").await.unwrap();
    folder
}

#[tokio::test]
async fn the_lock_of_a_living_peer_holds_by_its_existence_and_the_peer_is_named() {
    let folder = written().await;
    let peer = running();
    for text in [format!("{} /usr/bin/peer.py", peer.0.id()), format!("{} ", peer.0.id())] {
        fs::write(folder.lock(), &text).unwrap();
        assert!(is_held(&folder).await, "{text}");
        let error = add(&folder.impatient(), "refused").await.unwrap_err();
        assert!(error.to_string().contains(&peer.0.id().to_string()), "{error}");
        assert_eq!(fs::read_to_string(folder.lock()).unwrap(), text);
    }
}

#[tokio::test]
async fn the_lock_of_a_dead_peer_is_taken_over_and_deleted() {
    let folder = written().await;
    let mut peer = Command::new("true").spawn().unwrap();
    let mut unawaited = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
    drop(BufReader::new(unawaited.stdout.take().unwrap()).lines().next());
    peer.wait().unwrap();
    for (process_id, name) in [(peer.id(), "two"), (unawaited.id(), "three")] {
        fs::write(folder.lock(), format!("{process_id} python")).unwrap();
        add(&folder.store(), name).await.unwrap();
        assert!(!folder.lock().exists());
    }
    unawaited.wait().unwrap();
    assert_eq!(names(&folder.store()).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_lock_that_was_taken_over_from_the_dead_names_us() {
    let folder = written().await;
    let mut dead = Command::new("true").spawn().unwrap();
    dead.wait().unwrap();
    fs::write(folder.lock(), format!("{} python", dead.id())).unwrap();
    let lock = folder.lock();
    let inside = move |_: &mut token_cache::TokenCache| {
        let text = fs::read_to_string(&lock).unwrap();
        assert!(text.starts_with(&format!("{} ", std::process::id())), "{text:?}");
    };
    folder.store().change(Box::new(inside)).await.unwrap();
}

#[tokio::test]
async fn a_lock_that_names_nobody_is_not_stale() {
    let folder = written().await;
    for text in ["", "no number", "-1 x", "99999999999999999999"] {
        fs::write(folder.lock(), text).unwrap();
        assert!(is_held(&folder).await, "{text}");
        assert_eq!(fs::read_to_string(folder.lock()).unwrap(), text);
    }
}

#[tokio::test]
async fn the_lock_of_the_system_holds_even_where_the_file_names_the_dead() {
    let folder = written().await;
    let mut dead = Command::new("true").spawn().unwrap();
    dead.wait().unwrap();
    fs::write(folder.lock(), format!("{} x", dead.id())).unwrap();
    let holder = flock(&folder);
    assert!(is_held(&folder).await);
    drop(holder);
    fs::remove_file(folder.lock()).unwrap();
    add(&folder.store(), "two").await.unwrap();
}

#[tokio::test]
async fn a_flock_holder_excludes_us_and_we_exclude_it() {
    let folder = written().await;
    let holder = flock(&folder);
    assert!(is_held(&folder).await);
    drop(holder);
    fs::remove_file(folder.lock()).unwrap();
    let lock = folder.lock();
    let inside = move |_: &mut token_cache::TokenCache| {
        let refused = Command::new("flock").arg("-n").arg(&lock).arg("true").status().unwrap();
        assert!(!refused.success(), "flock came in");
        let exclusive = fs::OpenOptions::new().write(true).create_new(true).open(&lock);
        assert!(exclusive.is_err(), "an exclusive creator came in");
        let text = fs::read_to_string(&lock).unwrap();
        assert!(text.starts_with(&format!("{} ", std::process::id())), "{text}");
    };
    folder.store().change(Box::new(inside)).await.unwrap();
}

#[tokio::test]
async fn a_lock_that_is_deleted_while_it_is_held_makes_the_change_run_again() {
    let folder = written().await;
    let (lock, cache) = (folder.lock(), folder.cache());
    let mut runs = 0;
    let robbed = move |tokens: &mut token_cache::TokenCache| {
        runs += 1;
        if runs == 1 {
            fs::remove_file(&lock).unwrap();
            let json = fs::read_to_string(&cache).unwrap();
            fs::write(&cache, json.replace("one", "the-peers")).unwrap();
        }
        token_store::conformance::sample::put(tokens, "ours");
    };
    folder.store().change(Box::new(robbed)).await.unwrap();
    assert_eq!(names(&folder.store()).await, ["the-peers", "ours"]);
    let lock = folder.lock();
    let always = move |tokens: &mut token_cache::TokenCache| {
        fs::remove_file(&lock).unwrap();
        token_store::conformance::sample::put(tokens, "lost");
    };
    let error = folder.store().change(Box::new(always)).await.unwrap_err();
    assert!(matches!(error, StoreError::LockLost { .. }), "{error:?}");
    assert_eq!(names(&folder.store()).await, ["the-peers", "ours"]);
    assert!(folder.others().is_empty());
}
