use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::SystemTime,
};

use token_store::{SetAsideReason, StoreError};
use zeroize::Zeroizing;

#[cfg(unix)]
use super::positioned::read_exact_at;
use super::sealed::read_sealed;
use crate::{
    MasterKey,
    format::{Header, ReadFault},
};

/// More than any cache: 1 GiB.
const SIZE_LIMIT: u64 = 1 << 30;

/// The cache file, opened, with its header read. Whatever is renamed over it later, this stays the same write.
#[derive(Debug)]
pub(crate) struct OpenedFile {
    path: PathBuf,
    file: File,
    size: u64,
    start: Vec<u8>,
    #[cfg(unix)]
    identity: (u64, u64),
}

impl OpenedFile {
    /// Opens the file and reads as much as a header.
    pub(crate) fn open(path: &Path) -> Result<Self, ReadFault> {
        let failed = |error| fault(path, error);
        let metadata = fs::symlink_metadata(path).map_err(failed)?;
        // A write would replace the link, and whoever names the file itself has another lock than we have.
        if metadata.is_symlink() {
            return Err(StoreError::SymbolicLink { path: path.to_owned() }.into());
        }
        // Opening a pipe would wait for somebody to write into it.
        if !metadata.is_file() {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let mut start = Vec::with_capacity(Header::LENGTH);
        (&file).take(Header::LENGTH as u64).read_to_end(&mut start).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            size: metadata.len(),
            start,
            #[cfg(unix)]
            identity: identity(&metadata),
        })
    }

    /// The size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// When it was written, if the system tells.
    pub(crate) fn written(&self) -> Option<SystemTime> {
        self.file.metadata().ok()?.modified().ok()
    }

    /// The header.
    pub(crate) fn header(&self) -> Result<Header, ReadFault> {
        Header::decode(&self.start, &self.path)
    }

    /// Whether the path still names this very file and its header is what it was. Quick: two calls of the system.
    #[cfg(unix)]
    pub(crate) fn is_still_there(&self) -> bool {
        let mut start = [0; Header::LENGTH];
        // While it is open, no other file can have its number.
        fs::symlink_metadata(&self.path).is_ok_and(|named| identity(&named) == self.identity)
            && read_exact_at(&self.file, &mut start, 0).is_ok()
            && start == *self.start
    }

    /// The cache, opened with the key.
    pub(crate) fn cache(&self, header: &Header, key: &MasterKey) -> Result<Zeroizing<String>, ReadFault> {
        if self.size > SIZE_LIMIT {
            return Err(StoreError::TooLarge { path: self.path.clone(), limit: SIZE_LIMIT }.into());
        }
        let length = usize::try_from(self.size).map_err(|_| SetAsideReason::Header)?;
        read_sealed(&self.file, &self.path, (header, key), length)
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

fn fault(path: &Path, error: io::Error) -> ReadFault {
    match error.kind() {
        io::ErrorKind::NotFound => ReadFault::Missing,
        _ => ReadFault::Store(StoreError::io(path, error)),
    }
}
