use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use tokio::{runtime::Handle, task::AbortHandle};

use crate::{ChangeListener, ValueStore};

/// A task that hears of other nodes' changes, for whoever keeps values in memory. It ends when this is dropped.
#[derive(Default)]
pub struct Listening {
    is_on: Arc<AtomicBool>,
    task: OnceLock<Task>,
}

struct Task(AbortHandle);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Listening {
    /// One that tells others by `mark` whether it listens.
    pub(crate) fn marking(mark: &Arc<AtomicBool>) -> Self {
        Self { is_on: Arc::clone(mark), task: OnceLock::new() }
    }

    /// Begins to listen, unless it has begun; if it is not called in a Tokio runtime, nothing begins.
    ///
    /// `heard` is called with the name of each value that was changed, and without one where any may have been, as at the
    /// beginning. When it answers false, nobody needs it any more.
    pub fn begin<F>(&self, values: &(impl ValueStore + ?Sized), heard: impl FnOnce() -> F)
    where
        F: FnMut(Option<&str>) -> bool + Send + 'static,
    {
        if self.task.get().is_some() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            self.task.get_or_init(|| {
                let task = hear(values.listen(), Arc::clone(&self.is_on), heard());
                Task(runtime.spawn(task).abort_handle())
            });
        }
    }

    /// Whether a change would be heard of.
    pub fn hears(&self, values: &(impl ValueStore + ?Sized)) -> bool {
        self.is_on.load(Ordering::Acquire) && values.hears_of_changes()
    }
}

async fn hear(
    changes: ChangeListener,
    is_on: Arc<AtomicBool>,
    mut heard: impl FnMut(Option<&str>) -> bool + Send + 'static,
) {
    // Whoever begins to listen may have missed something before.
    changes.next().await;
    if !heard(None) {
        return;
    }
    let _marked = Marked::new(&is_on);
    while heard(changes.next().await.as_deref()) {}
}

/// True as long as it is there.
struct Marked<'a>(&'a AtomicBool);

impl<'a> Marked<'a> {
    fn new(mark: &'a AtomicBool) -> Self {
        mark.store(true, Ordering::Release);
        Self(mark)
    }
}

impl Drop for Marked<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}
