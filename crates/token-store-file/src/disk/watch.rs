//! Hearing from the system that somebody has touched a file, so that it need not be asked each time.

use std::{
    ffi::{OsStr, OsString},
    fmt, io,
    mem::MaybeUninit,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    thread,
};

use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, eventfd, poll},
    fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags},
    io::write,
};
use token_store_disk::folder_of;

/// So much can be read at once: some hundred events.
const ROOM: usize = 4096;

const QUIET: u8 = 0;
const TOUCHED: u8 = 1;
/// Nothing can be heard any more.
const DEAF: u8 = 2;

/// Hears of everything that is done to the file of one name, by whatever process of this computer, within the time that
/// the system takes to wake a thread. What other computers do in a shared folder is not heard.
pub(crate) struct Watch {
    state: Arc<AtomicU8>,
    stop: OwnedFd,
}

impl Watch {
    /// Begins to listen; none where the system has no more ears to give.
    pub(crate) fn begin(file: &Path) -> Option<Self> {
        let ear = Ear::new(file).ok()?;
        let stop = eventfd(0, EventfdFlags::CLOEXEC).ok()?;
        let heard_stop = stop.try_clone().ok()?;
        let state = Arc::new(AtomicU8::new(TOUCHED));
        let heard = Arc::clone(&state);
        let listen = move || {
            // Only by being told to stop does it end well; nobody asks then.
            drop(ear.listen(&heard_stop, &heard));
            heard.store(DEAF, Ordering::Release);
        };
        thread::Builder::new().name("cache watch".to_owned()).spawn(listen).ok()?;
        Some(Self { state, stop })
    }

    /// Whether nothing was done to the file since [`Self::settle`].
    pub(crate) fn is_quiet(&self) -> bool {
        self.state.load(Ordering::Acquire) == QUIET
    }

    /// To be called before the file is looked at: whatever is done to it from then on is heard.
    pub(crate) fn settle(&self) {
        let quiet = self.state.compare_exchange(TOUCHED, QUIET, Ordering::AcqRel, Ordering::Acquire);
        // Deaf it stays, and quiet it was.
        let _ = quiet;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It cannot fail: the counter is at zero, and nobody else writes.
        let _ = write(&self.stop, &1_u64.to_ne_bytes());
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Watch").field("is_quiet", &self.is_quiet()).finish_non_exhaustive()
    }
}

struct Ear {
    events: OwnedFd,
    name: OsString,
}

impl Ear {
    fn new(file: &Path) -> io::Result<Self> {
        let events = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let anything = WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF
            | WatchFlags::MODIFY
            | WatchFlags::MOVE
            | WatchFlags::MOVE_SELF
            | WatchFlags::ONLYDIR;
        inotify::add_watch(&events, folder_of(file), anything)?;
        Ok(Self { events, name: file.file_name().unwrap_or_default().to_owned() })
    }

    /// Until it is told to stop, or the folder is gone.
    fn listen(&self, stop: &OwnedFd, state: &AtomicU8) -> io::Result<()> {
        loop {
            let mut both = [PollFd::new(&self.events, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
            match poll(&mut both, None) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            };
            if !both[1].revents().is_empty() || self.hear(state)? == Folder::Gone {
                return Ok(());
            }
        }
    }

    fn hear(&self, state: &AtomicU8) -> io::Result<Folder> {
        let mut room = [MaybeUninit::uninit(); ROOM];
        let mut events = Reader::new(&self.events, &mut room);
        loop {
            let event = match events.next() {
                Ok(event) => event,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Folder::There),
                Err(error) => return Err(error.into()),
            };
            // Events of the folder itself, or that some were lost, have no name.
            let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
            if name.is_none_or(|name| name == self.name) {
                state.store(TOUCHED, Ordering::Release);
            }
            if event.events().intersects(ReadFlags::IGNORED | ReadFlags::MOVE_SELF | ReadFlags::UNMOUNT) {
                return Ok(Folder::Gone);
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Folder {
    There,
    Gone,
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc, thread};

    use tempfile::TempDir;

    use super::Watch;

    #[test]
    fn a_watch_that_is_dropped_leaves_no_thread_behind() {
        let folder = TempDir::new().unwrap();
        let watch = Watch::begin(&folder.path().join("file")).unwrap();
        let state = Arc::clone(&watch.state);
        drop(watch);
        while Arc::strong_count(&state) > 1 {
            thread::yield_now();
        }
    }

    #[test]
    fn a_touch_is_heard_and_that_the_folder_is_gone() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("file");
        let watch = Watch::begin(&file).unwrap();
        watch.settle();
        fs::write(&file, "new").unwrap();
        while watch.is_quiet() {
            thread::yield_now();
        }
        fs::remove_dir_all(folder.path()).unwrap();
        // Once the folder is gone, it never says again that all is quiet.
        while Arc::strong_count(&watch.state) > 1 {
            thread::yield_now();
        }
        watch.settle();
        assert!(!watch.is_quiet());
    }
}
