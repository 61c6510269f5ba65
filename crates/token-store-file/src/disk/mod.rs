//! What touches the disk, besides what stores in files share.

mod assembly;
mod backup;
mod buffer;
mod positioned;
mod read;
mod sealed;
mod sealed_with;
mod threads;
#[cfg(target_os = "linux")]
mod watch;

pub(crate) use backup::{back_up, backup_path, replace_backup, set_backup_aside};
pub(crate) use read::OpenedFile;
pub(crate) use sealed::write_sealed;
pub(crate) use sealed_with::file_sealed_with;
#[cfg(target_os = "linux")]
pub(crate) use watch::Watch;
