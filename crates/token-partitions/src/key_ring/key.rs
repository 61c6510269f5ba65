use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, LessSafeKey, UnboundKey},
    digest, hkdf,
};
use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use token_store::StoreError;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What the key of one write is for; another use of a ring's key has to take another name.
const WRITE_KEY_PURPOSE: &[u8] = b"Tessera token partition, key of one write, AES-256-GCM";
const CHECK_PURPOSE: &[u8] = b"Tessera token partition, check of a key";
const LENGTH: usize = 32;
/// The length of what tells keys apart, in bytes.
pub(crate) const CHECK_LENGTH: usize = 8;
const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The 32 bytes that the keys of writes are derived from. Wiped on drop, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RingKey([u8; LENGTH]);

impl RingKey {
    /// The key of these bytes, which have to be random.
    pub fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The key in base64 (RFC 4648), in either alphabet, padded or not; none where it is not 32 bytes. The caller wipes
    /// `text`.
    pub fn from_base64(text: &str) -> Option<Self> {
        let alphabet =
            if text.contains(['-', '_']) { base64::alphabet::URL_SAFE } else { base64::alphabet::STANDARD };
        // Room for what a longer text would be, so that its length can be told.
        let mut bytes = Zeroizing::new([0; LENGTH + 16]);
        let length = GeneralPurpose::new(&alphabet, TOLERANT).decode_slice(text, &mut *bytes).ok()?;
        bytes.get(..length)?.try_into().ok().map(Self)
    }

    /// What tells the key from another that was given the same ID. It tells nothing of the key.
    pub(crate) fn check(&self) -> [u8; CHECK_LENGTH] {
        let mut digest = digest::Context::new(&digest::SHA256);
        digest.update(CHECK_PURPOSE);
        digest.update(&self.0);
        digest.finish().as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// The key of the one write that has this random salt.
    pub(crate) fn write_key(&self, salt: &[u8; 32]) -> Result<LessSafeKey, StoreError> {
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&self.0);
        let material =
            derived.expand(&[WRITE_KEY_PURPOSE], &AES_256_GCM).map_err(|_| StoreError::SealFailed)?;
        Ok(LessSafeKey::new(UnboundKey::from(material)))
    }
}

impl fmt::Debug for RingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RingKey([secret])")
    }
}
