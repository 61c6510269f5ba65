//! The sealed cache between memory and disk, segment by segment.

use std::{fs::File, io, path::Path};

use token_cache::JsonPieces;
use token_store::{SetAsideReason, StoreError};
use zeroize::Zeroizing;

use super::{
    assembly::Assembly,
    positioned::{read_exact_at, write_all_at},
    threads::for_each,
};
use crate::{
    MasterKey,
    format::{
        Header, ReadFault, Segments,
        segments::{SEGMENT_LENGTH, TAG_LENGTH, cache_length, offset},
    },
};

/// Writes the header and the sealed cache into a new file, which is at `path` or will be.
///
/// Fails as files do, and with [`StoreError::SealFailed`].
pub(crate) fn write_sealed(
    file: &File,
    path: &Path,
    (header, key): (&Header, &MasterKey),
    cache: &JsonPieces,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(path, error);
    let segments = Segments::new(header, key, cache.len())?;
    write_all_at(file, &header.encode(), 0).map_err(failed)?;
    for_each(0..segments.count(), |buffer, number| {
        buffer.clear();
        cache.append_part(number * SEGMENT_LENGTH..(number + 1) * SEGMENT_LENGTH, buffer);
        segments.seal(number, buffer)?;
        write_all_at(file, buffer, offset(number)).map_err(failed)
    })
}

/// Reads and opens the sealed cache of a file of this length.
pub(super) fn read_sealed(
    file: &File,
    path: &Path,
    (header, key): (&Header, &MasterKey),
    file_length: usize,
) -> Result<Zeroizing<String>, ReadFault> {
    let length = cache_length(file_length.saturating_sub(Header::LENGTH))?;
    let segments = Segments::new(header, key, length)?;
    let assembly = Assembly::with_capacity(length);
    for_each(0..segments.count(), |buffer, number| {
        let segment_length = length.saturating_sub(number * SEGMENT_LENGTH).min(SEGMENT_LENGTH);
        read_segment(file, path, &segments, buffer, (number, segment_length))?;
        assembly.add(number, buffer);
        Ok::<_, ReadFault>(())
    })?;
    Ok(assembly.finish()?)
}

fn read_segment(
    file: &File,
    path: &Path,
    segments: &Segments,
    buffer: &mut Vec<u8>,
    (number, length): (usize, usize),
) -> Result<(), ReadFault> {
    buffer.resize(length + TAG_LENGTH, 0);
    match read_exact_at(file, buffer, offset(number)) {
        Ok(()) => segments.open(number, buffer)?,
        // Somebody has cut it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(SetAsideReason::Damaged.into());
        }
        Err(error) => return Err(StoreError::io(path, error).into()),
    }
    buffer.truncate(length);
    Ok(())
}
