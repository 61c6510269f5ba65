//! What touches the disk, besides what stores in files share.

mod backup;
mod read;
mod sealed_with;

pub(crate) use backup::{back_up, backup_path, replace_backup, set_backup_aside};
pub(crate) use read::OpenedFile;
pub(crate) use sealed_with::file_sealed_with;
