use std::{
    fs::Metadata,
    time::{Duration, SystemTime},
};

/// Changes within this time of each other may bear the same time: FAT counts in steps of two seconds.
const COARSEST_CLOCK: Duration = Duration::from_secs(3);

/// What the system tells of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileState {
    length: u64,
    modified: Option<SystemTime>,
    changed: (i64, i64),
    identity: (u64, u64),
}

impl FileState {
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            identity: (metadata.dev(), metadata.ino()),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok(), changed: (0, 0), identity: (0, 0) }
    }

    /// Whether a change after `now` would surely show: the last one lies far enough back. On Unix the time that
    /// nobody can set counts.
    pub(crate) fn would_show_changes(&self, now: SystemTime) -> bool {
        let last = match u64::try_from(self.changed.0) {
            Ok(seconds @ 1..) => Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds + 1)),
            _ => self.modified,
        };
        last.and_then(|last| now.duration_since(last).ok()).is_some_and(|since| since > COARSEST_CLOCK)
    }
}
