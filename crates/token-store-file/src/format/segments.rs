//! The sealed cache in segments, which are sealed and opened one by one, on several threads, with little memory.
//!
//! It is the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizar, CRYPTO 2015): the nonce of a segment tells its
//! number and whether it is the last one, so that none can be left out, exchanged, repeated or cut off.

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use token_store::{SetAsideReason, StoreError};
use zeroize::Zeroize;

use crate::{MasterKey, format::Header};

/// The length in bytes of every segment but the last one, before it is sealed.
pub(crate) const SEGMENT_LENGTH: usize = 256 * 1024;
/// What sealing adds to a segment, in bytes: AES-GCM's tag.
pub(crate) const TAG_LENGTH: usize = 16;
const SEALED_SEGMENT_LENGTH: usize = SEGMENT_LENGTH + TAG_LENGTH;

/// Seals and opens the segments of one write.
pub(crate) struct Segments {
    header: [u8; Header::LENGTH],
    key: LessSafeKey,
    count: usize,
}

impl Segments {
    /// For a cache of so many bytes.
    pub(crate) fn new(header: &Header, key: &MasterKey, cache_length: usize) -> Result<Self, StoreError> {
        let count = cache_length.div_ceil(SEGMENT_LENGTH).max(1);
        Ok(Self { header: header.encode(), key: key.write_key(&header.salt)?, count })
    }

    /// How many there are; at least one.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Seals a segment: what is in `segment` goes, and the sealed segment is there with its tag.
    ///
    /// Fails with [`StoreError::SealFailed`] where the cryptographic library does.
    pub(crate) fn seal(&self, number: usize, segment: &mut Vec<u8>) -> Result<(), StoreError> {
        let nonce = self.nonce(number).ok_or(StoreError::SealFailed)?;
        let Ok(tag) = self.key.seal_in_place_separate_tag(nonce, Aad::from(self.header), segment) else {
            segment.zeroize();
            return Err(StoreError::SealFailed);
        };
        segment.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Opens a segment where it is; its tag stays behind it.
    pub(crate) fn open(&self, number: usize, sealed: &mut [u8]) -> Result<(), SetAsideReason> {
        if sealed.len() < TAG_LENGTH {
            return Err(SetAsideReason::Cut);
        }
        let nonce = self.nonce(number).ok_or(SetAsideReason::Damaged)?;
        let opened = self.key.open_in_place(nonce, Aad::from(self.header), sealed);
        opened.map(drop).map_err(|_| SetAsideReason::Damaged)
    }

    /// A nonce must not come twice under one key (NIST SP 800-38D, section 8). Each of our keys seals one write
    /// only, because its salt is 32 fresh random bytes, so a segment's number suffices.
    fn nonce(&self, number: usize) -> Option<Nonce> {
        let mut bytes = [0; NONCE_LEN];
        let (_, counter) = bytes.split_last_chunk_mut::<5>()?;
        let [counter @ .., is_last] = counter;
        *counter = u32::try_from(number).ok()?.to_be_bytes();
        *is_last = u8::from(number + 1 == self.count);
        Some(Nonce::assume_unique_for_key(bytes))
    }
}

/// Where a segment begins in the file.
pub(crate) fn offset(number: usize) -> u64 {
    (Header::LENGTH + number * SEALED_SEGMENT_LENGTH) as u64
}

/// The length of the cache whose segments have so many bytes together.
pub(crate) fn cache_length(sealed_length: usize) -> Result<usize, SetAsideReason> {
    if sealed_length < TAG_LENGTH {
        return Err(SetAsideReason::Cut);
    }
    let count = sealed_length.div_ceil(SEALED_SEGMENT_LENGTH);
    let last = sealed_length - (count - 1) * SEALED_SEGMENT_LENGTH;
    // An empty segment after others is nothing that we write.
    if last < TAG_LENGTH || last == TAG_LENGTH && count > 1 {
        return Err(SetAsideReason::Damaged);
    }
    Ok(sealed_length - count * TAG_LENGTH)
}

#[cfg(test)]
mod tests {
    use token_store::SetAsideReason;

    use super::{SEGMENT_LENGTH, cache_length};

    #[test]
    fn the_length_of_a_file_tells_the_length_of_its_cache() {
        for (cache, count) in [(0, 1), (2, 1), (SEGMENT_LENGTH, 1), (SEGMENT_LENGTH + 1, 2)] {
            assert_eq!(cache_length(cache + count * 16), Ok(cache));
        }
    }

    #[test]
    fn lengths_that_no_write_has_are_refused() {
        assert_eq!(cache_length(15), Err(SetAsideReason::Cut));
        for further in 1..=16 {
            assert_eq!(cache_length(SEGMENT_LENGTH + 16 + further), Err(SetAsideReason::Damaged));
        }
        assert_eq!(cache_length(SEGMENT_LENGTH + 16 + 17), Ok(SEGMENT_LENGTH + 1));
    }
}
