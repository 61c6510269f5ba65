//! Reading the file, whatever is in its place.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use crate::SettingsError;

/// Many times what settings take: 1 MiB.
pub(crate) const SIZE_LIMIT: u64 = 1 << 20;

/// The file's bytes; none where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, SettingsError> {
    match read_regular(path) {
        Ok(bytes) if bytes.len() as u64 > SIZE_LIMIT => {
            Err(SettingsError::TooLarge { path: path.to_owned(), limit: SIZE_LIMIT })
        }
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => Ok(None),
            io::ErrorKind::IsADirectory => Err(SettingsError::NotAFile { path: path.to_owned() }),
            _ => Err(SettingsError::io("read", path)(error)),
        },
    }
}

/// At most one byte more than the limit.
fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
