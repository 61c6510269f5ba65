//! Waiting for the system's lock in its own line, for so long and no longer.
//!
//! Asking for the lock again and again is neither fair nor quick: who asks at the right moment gets it, and nobody
//! does in between. The system keeps those who wait in a line and wakes the first one, but knows no time limit. So a
//! thread waits in the line, and whoever wants the lock waits for the thread.

use std::{
    collections::HashMap,
    fs::File,
    io,
    path::{Path, PathBuf},
    ptr,
    sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use fs4::FileExt;

/// The threads that wait, by the lock file; at most one for each, however many have given up waiting before.
static WAITING: LazyLock<Mutex<HashMap<PathBuf, Arc<InLine>>>> = LazyLock::new(Mutex::default);

/// A place in the system's line.
#[derive(Debug, Default)]
struct InLine {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
enum State {
    /// The thread waits, and somebody for it.
    #[default]
    Wanted,
    /// The thread waits and nobody for it: a lock that it gets, it lets go.
    Unwanted,
    /// The thread has ended, perhaps with the lock.
    Ended(Option<io::Result<File>>),
}

/// Waits until `file`, which is at `path`, is locked, or a file that an earlier call left in the line there. None after
/// the time limit.
pub(crate) fn wait_for_lock(path: &Path, file: File, time_limit: Duration) -> Option<io::Result<File>> {
    match InLine::take_up(path).map_or_else(|| InLine::begin(path, file), Ok) {
        Ok(place) => place.wait(time_limit),
        Err(error) => Some(Err(error)),
    }
}

impl InLine {
    /// The place that somebody gave up, if the thread still waits there.
    fn take_up(path: &Path) -> Option<Arc<Self>> {
        let place = Arc::clone(lock(&WAITING).get(path)?);
        let mut state = place.state();
        match *state {
            State::Unwanted => *state = State::Wanted,
            State::Wanted | State::Ended(_) => return None,
        }
        drop(state);
        Some(place)
    }

    fn begin(path: &Path, file: File) -> io::Result<Arc<Self>> {
        let place = Arc::new(Self::default());
        let (its_path, its_place) = (path.to_owned(), Arc::clone(&place));
        lock(&WAITING).insert(path.to_owned(), Arc::clone(&place));
        let wait = move || its_place.lock_and_tell(&its_path, file);
        match thread::Builder::new().name("cache lock".to_owned()).spawn(wait) {
            Ok(_) => Ok(place),
            Err(error) => {
                lock(&WAITING).remove(path);
                Err(error)
            }
        }
    }

    fn lock_and_tell(&self, path: &Path, file: File) {
        let locked = FileExt::lock(&file).map(|()| file);
        let mut waiting = lock(&WAITING);
        if waiting.get(path).is_some_and(|place| ptr::eq(Arc::as_ptr(place), self)) {
            waiting.remove(path);
        }
        drop(waiting);
        let mut state = self.state();
        let is_wanted = matches!(*state, State::Wanted);
        // Where nobody wants it any more, the file is closed here, which ends the lock.
        *state = State::Ended(is_wanted.then_some(locked));
        self.changed.notify_all();
    }

    fn wait(&self, time_limit: Duration) -> Option<io::Result<File>> {
        let is_waiting = |state: &mut State| matches!(state, State::Wanted);
        let waited = self.changed.wait_timeout_while(self.state(), time_limit, is_waiting);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let State::Ended(locked) = &mut *state {
            return locked.take();
        }
        *state = State::Unwanted;
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{File, OpenOptions},
        path::Path,
        sync::Arc,
        thread,
        time::Duration,
    };

    use fs4::FileExt;
    use tempfile::TempDir;

    use super::{WAITING, lock, wait_for_lock};

    const SOON: Duration = Duration::from_millis(10);
    const LONG: Duration = Duration::from_secs(60);

    fn open(path: &Path) -> File {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).unwrap()
    }

    fn locked(path: &Path) -> File {
        let file = open(path);
        FileExt::lock(&file).unwrap();
        file
    }

    #[test]
    fn whoever_waits_gets_the_lock_when_it_is_let_go() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("lock");
        let held = locked(&path);
        thread::scope(|scope| {
            let waiter = scope.spawn(|| wait_for_lock(&path, open(&path), LONG).unwrap().unwrap());
            drop(held);
            let got = waiter.join().unwrap();
            assert!(FileExt::try_lock(&open(&path)).is_err(), "the waiter holds it");
            drop(got);
        });
        FileExt::try_lock(&open(&path)).unwrap();
    }

    #[test]
    fn whoever_gave_up_waiting_does_not_keep_others_from_the_lock() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("lock");
        let held = locked(&path);
        assert!(wait_for_lock(&path, open(&path), SOON).is_none());
        drop(held);
        // It would wait without end for a lock that nobody lets go.
        drop(locked(&path));
    }

    #[test]
    fn a_later_try_takes_up_the_place_in_line_that_was_given_up() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("lock");
        let held = locked(&path);
        let place = || lock(&WAITING).get(&path).map(|place| Arc::as_ptr(place) as usize);
        assert!(wait_for_lock(&path, open(&path), SOON).is_none());
        let first = place();
        assert!(first.is_some());
        assert!(wait_for_lock(&path, open(&path), SOON).is_none());
        assert_eq!(place(), first, "there is one thread, however many gave up");
        thread::scope(|scope| {
            let waiter = scope.spawn(|| wait_for_lock(&path, open(&path), LONG).unwrap().unwrap());
            drop(held);
            waiter.join().unwrap();
        });
        assert_eq!(place(), None);
    }
}
