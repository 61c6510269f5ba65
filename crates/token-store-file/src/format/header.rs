use aws_lc_rs::rand;
use token_store::{SetAsideReason, StoreError, Version};

use crate::{
    KeyId,
    format::{PassphraseCost, PassphraseSettings, ReadFault, Sealing, checksum::checksum},
};

const MAGIC: &[u8; 8] = b"TESSERA\x1a";
const FORMAT: u16 = 1;
const SEALED_BY_KEYRING: u8 = 1;
const SEALED_BY_PASSPHRASE: u8 = 2;

/// Everything about the file that is not secret. Its layout is a table in the documentation of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) sealing: Sealing,
    pub(crate) key_id: KeyId,
    pub(crate) generation: u64,
    pub(crate) salt: [u8; 32],
}

impl Header {
    /// The length in bytes.
    pub(crate) const LENGTH: usize = 104;
    const SUMMED_LENGTH: usize = 96;

    /// The header of a new write.
    pub(crate) fn generate(sealing: Sealing, key_id: KeyId, generation: u64) -> Result<Self, StoreError> {
        let mut salt = [0; 32];
        rand::fill(&mut salt).map_err(|_| StoreError::SealFailed)?;
        Ok(Self { sealing, key_id, generation, salt })
    }

    pub(crate) fn version(&self) -> Version {
        Version::new(self.generation, self.salt)
    }

    pub(crate) fn encode(&self) -> [u8; Self::LENGTH] {
        let (kind, numbers, salt) = match self.sealing {
            Sealing::Keyring => (SEALED_BY_KEYRING, [0; 3], [0; 16]),
            Sealing::Passphrase(PassphraseSettings { cost, salt }) => {
                (SEALED_BY_PASSPHRASE, [cost.memory_kib(), cost.passes(), cost.lanes()], salt)
            }
        };
        let mut bytes = Vec::with_capacity(Self::LENGTH);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(&[kind, 0]);
        bytes.extend_from_slice(self.key_id.as_bytes());
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        for number in numbers {
            bytes.extend_from_slice(&u32::to_be_bytes(number));
        }
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(&checksum(&bytes));
        let mut encoded = [0; Self::LENGTH];
        encoded.copy_from_slice(&bytes);
        encoded
    }

    /// Reads the header off the beginning of a file, of which `bytes` may have less than a header's length.
    ///
    /// Fails as unusable, or with [`StoreError::TooNew`], which names the format only, because nothing but the
    /// magic and the number is promised to stay where it is.
    pub(crate) fn decode(bytes: &[u8], path: &std::path::Path) -> Result<Self, ReadFault> {
        let mut rest = Fields(bytes);
        check_magic(bytes)?;
        rest.take::<8>()?;
        let format = u16::from_be_bytes(rest.take()?);
        if format > FORMAT {
            return Err(StoreError::TooNew { path: path.to_owned(), format }.into());
        }
        let whole: &[u8; Self::LENGTH] = bytes.first_chunk().ok_or(SetAsideReason::Cut)?;
        let (summed, sum) = whole.split_at(Self::SUMMED_LENGTH);
        if format != FORMAT || checksum(summed) != sum {
            return Err(SetAsideReason::Header.into());
        }
        rest.header()
    }
}

/// A file that is cut within the magic is still one of ours.
fn check_magic(bytes: &[u8]) -> Result<(), ReadFault> {
    let length = bytes.len().min(MAGIC.len());
    match bytes.get(..length) {
        Some([]) | None => Err(SetAsideReason::Empty.into()),
        Some(start) if Some(start) != MAGIC.get(..length) => Err(SetAsideReason::Foreign.into()),
        Some(_) => Ok(()),
    }
}

/// The fields that have not been read yet.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ReadFault> {
        let (field, rest) = self.0.split_first_chunk().ok_or(SetAsideReason::Cut)?;
        self.0 = rest;
        Ok(*field)
    }

    /// All that follows the format's number.
    fn header(mut self) -> Result<Header, ReadFault> {
        let [kind, zero] = self.take()?;
        let key_id = KeyId::from_bytes(self.take()?);
        let generation = u64::from_be_bytes(self.take()?);
        let salt = self.take()?;
        let sealing = self.sealing(kind)?;
        if zero != 0 {
            return Err(SetAsideReason::Header.into());
        }
        Ok(Header { sealing, key_id, generation, salt })
    }

    fn sealing(&mut self, kind: u8) -> Result<Sealing, ReadFault> {
        let memory_kib = u32::from_be_bytes(self.take()?);
        let passes = u32::from_be_bytes(self.take()?);
        let lanes = u32::from_be_bytes(self.take()?);
        let salt: [u8; 16] = self.take()?;
        match kind {
            SEALED_BY_KEYRING if [memory_kib, passes, lanes] == [0; 3] && salt == [0; 16] => {
                Ok(Sealing::Keyring)
            }
            SEALED_BY_PASSPHRASE => {
                let cost = PassphraseCost::new(memory_kib, passes, lanes).ok_or(SetAsideReason::Header)?;
                Ok(Sealing::Passphrase(PassphraseSettings { cost, salt }))
            }
            _ => Err(SetAsideReason::Header.into()),
        }
    }
}
