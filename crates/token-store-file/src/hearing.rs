//! Knowing without a look at the file that nobody has touched it.

use std::{path::Path, time::Duration};

use rustix::time::{ClockId, clock_gettime};

use crate::disk::Watch;

/// Whoever asks less often is not worth a thread.
const OFTEN: u32 = 8;
/// What is not heard, such as a folder above that is moved or another computer's write, is seen after that time.
const LOOKED_LATELY: Duration = Duration::from_secs(1);

/// What was heard of a file since it was last looked at.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    watch: Option<Watch>,
    looks: u32,
    looked: Option<Moment>,
}

impl Hearing {
    /// Whether the file was found unchanged a moment ago, and nothing was heard since.
    pub(crate) fn knows_unchanged(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::is_quiet)
            && self.looked.is_some_and(|looked| Moment::now().since(looked) < LOOKED_LATELY)
    }

    /// Looks at the file, which `look` finds unchanged or not.
    pub(crate) fn look(&mut self, file: &Path, look: impl FnOnce() -> bool) -> bool {
        self.looks = self.looks.saturating_add(1);
        if self.looks == OFTEN {
            self.watch = Watch::begin(file);
        }
        if let Some(watch) = &self.watch {
            watch.settle();
        }
        let since = Moment::now();
        let is_unchanged = look();
        self.looked = is_unchanged.then_some(since);
        is_unchanged
    }
}

/// A moment to within some milliseconds: to ask for it takes a fraction of what an exact one takes.
#[derive(Clone, Copy, Debug)]
struct Moment(Duration);

impl Moment {
    fn now() -> Self {
        Self(Duration::try_from(clock_gettime(ClockId::MonotonicCoarse)).unwrap_or_default())
    }

    fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}
