//! What can go wrong with the settings' file.

use std::{io, path::PathBuf};

/// Why the settings could not be read or written. Nothing was lost: what was in the file is there still, at its
/// path or moved aside.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The system names no folder for settings.
    #[error("this system names no folder for settings; set XDG_CONFIG_HOME or HOME")]
    NoFolder,
    /// Another process kept the lock for longer than anybody waits.
    #[error("another process keeps the settings at {path} locked; wait until it has finished or close it, then try again", path = path.display())]
    LockHeld {
        /// The settings' file, whose lock is held.
        path: PathBuf,
    },
    /// A folder, a device or a pipe is in the place of the file.
    #[error("what is at {path} is not a file, so no settings can be read there; move it elsewhere, then try again", path = path.display())]
    NotAFile {
        /// Where the file should be.
        path: PathBuf,
    },
    /// The file has more than settings ever take. It was neither read nor moved.
    #[error("the file at {path} has more than {limit} bytes, so it holds no settings of Tessera; move it elsewhere, then try again", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// With this change the settings would take more than is ever read. It was not made.
    #[error("with this change the settings at {path} would take more than {limit} bytes, so it was not made; choose shorter names or fewer providers", path = path.display())]
    ChangeTooLarge {
        /// The file, which is as it was.
        path: PathBuf,
        /// The most that is written, in bytes.
        limit: u64,
    },
    /// The file or its folder could not be read or written.
    #[error("cannot {action} the settings at {path}: {source}; check the folder's permissions and the free space", path = path.display())]
    Io {
        /// What was attempted.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl SettingsError {
    /// Makes the system's answer to an attempt an error.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
