use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::Outcome;

/// A folder on the disk that is measured; gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Workplace {
    folder: TempDir,
}

impl Workplace {
    /// In the system's folder for temporary files; `TMPDIR` names another one.
    pub(crate) fn new() -> Outcome<Self> {
        Ok(Self { folder: tempfile::Builder::new().prefix("tessera-benchmark").tempdir()? })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A new folder for one cache, with what belongs to it.
    pub(crate) fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.path().join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// The kind of its file system; none where there is no `findmnt` to tell.
    pub(crate) fn file_system(&self) -> Option<String> {
        let output =
            Command::new("findmnt").args(["-n", "-o", "FSTYPE", "-T"]).arg(self.path()).output().ok()?;
        let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !name.is_empty()).then_some(name)
    }
}

/// Copies a file and waits until it is on the disk, so that nobody's sync has to carry what is not its own.
pub(crate) fn copy_synced(from: &Path, to: &Path) -> Outcome<()> {
    fs::copy(from, to)?;
    sync(to)
}

pub(crate) fn sync(path: &Path) -> Outcome<()> {
    File::options().write(true).open(path)?.sync_all()?;
    Ok(())
}
