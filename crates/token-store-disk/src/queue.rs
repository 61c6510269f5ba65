use std::{
    collections::HashMap,
    path::{self, Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{sync::OwnedMutexGuard, time};

type Line = tokio::sync::Mutex<()>;

static LINES: LazyLock<Mutex<HashMap<PathBuf, Weak<Line>>>> = LazyLock::new(Mutex::default);

/// Where the tasks of this process wait for one file's lock, first come, first served. The lock of the system
/// knows no order, and asking for it again and again is work that only one task per process has to do.
#[derive(Debug)]
pub struct Queue(Arc<Line>);

/// The right to ask for the lock of the system.
#[derive(Debug)]
pub struct Turn {
    _guard: OwnedMutexGuard<()>,
}

impl Queue {
    /// The one queue that this process has for the file.
    pub fn of(file: &Path) -> Self {
        let file = path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|_, line| line.strong_count() > 0);
        if let Some(line) = lines.get(&file).and_then(Weak::upgrade) {
            return Self(line);
        }
        let line = Arc::new(Line::default());
        lines.insert(file, Arc::downgrade(&line));
        Self(line)
    }

    /// Waits until all who came earlier are done; none after the time limit.
    pub async fn turn(&self, time_limit: Duration) -> Option<Turn> {
        let waiting = Arc::clone(&self.0).lock_owned();
        time::timeout(time_limit, waiting).await.ok().map(|guard| Turn { _guard: guard })
    }
}
