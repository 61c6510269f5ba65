use aws_lc_rs::{digest, rand};
use token_store::{SetAsideReason, StoreError, Version};

use super::Fault;
use crate::{
    RingKey,
    key_ring::{CHECK_LENGTH, is_id},
};

pub(super) const MAGIC: &[u8; 8] = b"TESSERA\x1b";
const FORMAT: u16 = 1;
const SUM_LENGTH: usize = 4;

/// What stands before a sealed cache, in the clear. Its layout is in the documentation of the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) key_id: String,
    pub(super) key_check: [u8; CHECK_LENGTH],
    pub(super) generation: u64,
    pub(super) salt: [u8; 32],
}

impl Header {
    /// The header of a new write.
    pub(super) fn generate(key_id: &str, key: &RingKey, generation: u64) -> Result<Self, StoreError> {
        let mut salt = [0; 32];
        rand::fill(&mut salt).map_err(|_| StoreError::SealFailed)?;
        Ok(Self { key_id: key_id.to_owned(), key_check: key.check(), generation, salt })
    }

    pub(super) fn version(&self) -> Version {
        Version::new(self.generation, self.salt)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.push(u8::try_from(self.key_id.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.key_id.as_bytes());
        bytes.extend_from_slice(&self.key_check);
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        let sum = sum(&bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }

    /// Reads the header off a value, and how long it is.
    ///
    /// The checksum protects nothing: it tells a header that was damaged from one that names a key which is not in the
    /// ring.
    pub(super) fn decode(value: &[u8]) -> Result<(Self, usize), Fault> {
        let mut rest = Rest(value);
        let magic = rest.take(MAGIC.len().min(value.len()))?;
        if !MAGIC.starts_with(magic) {
            return Err(StoreError::ForeignValue.into());
        }
        let format = u16::from_be_bytes(rest.array()?);
        if format > FORMAT {
            return Err(StoreError::FormatTooNew { format }.into());
        }
        let [length] = rest.array()?;
        let key_id = rest.take(length.into())?;
        let key_check = rest.array()?;
        let generation = u64::from_be_bytes(rest.array()?);
        let salt = rest.array()?;
        let summed = value.len() - rest.0.len();
        let told: [u8; SUM_LENGTH] = rest.array()?;
        if format != FORMAT || !is_id(key_id) || sum(value.get(..summed).unwrap_or_default()) != told {
            return Err(SetAsideReason::Header.into());
        }
        let key_id = String::from_utf8_lossy(key_id).into_owned();
        Ok((Self { key_id, key_check, generation, salt }, summed + SUM_LENGTH))
    }
}

fn sum(bytes: &[u8]) -> [u8; SUM_LENGTH] {
    let digest = digest::digest(&digest::SHA256, bytes);
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(SetAsideReason::Cut)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Fault> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(SetAsideReason::Cut)?;
        self.0 = rest;
        Ok(*taken)
    }
}
