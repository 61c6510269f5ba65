use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use token_store::{SetAsideReason, StoreError};

use crate::format::{Header, ReadFault};

/// More than any cache: 1 GiB.
const SIZE_LIMIT: u64 = 1 << 30;

/// The cache file, opened, with its header read. Whatever is renamed over it later, this stays the same write.
pub(crate) struct OpenedFile {
    path: PathBuf,
    file: File,
    size: u64,
    start: Vec<u8>,
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
        let size = file.metadata().map_err(failed)?.len();
        let mut start = Vec::with_capacity(Header::LENGTH);
        (&file).take(Header::LENGTH as u64).read_to_end(&mut start).map_err(failed)?;
        Ok(Self { path: path.to_owned(), file, size, start })
    }

    /// The size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The header.
    pub(crate) fn header(&self) -> Result<Header, ReadFault> {
        Header::decode(&self.start, &self.path)
    }

    /// All that follows the header.
    pub(crate) fn body(mut self) -> Result<Vec<u8>, ReadFault> {
        if self.size > SIZE_LIMIT {
            return Err(StoreError::TooLarge { path: self.path, limit: SIZE_LIMIT }.into());
        }
        let length = self.size.saturating_sub(Header::LENGTH as u64);
        let mut body = Vec::with_capacity(usize::try_from(length).map_err(|_| SetAsideReason::Header)?);
        (&mut self.file).take(length).read_to_end(&mut body).map_err(|error| fault(&self.path, error))?;
        Ok(body)
    }
}

fn fault(path: &Path, error: io::Error) -> ReadFault {
    match error.kind() {
        io::ErrorKind::NotFound => ReadFault::Missing,
        _ => ReadFault::Store(StoreError::io(path, error)),
    }
}
