use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, LessSafeKey, UnboundKey},
    constant_time, hkdf, rand,
};
use token_store::StoreError;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::KeyId;

/// What the key of one write is for; another use of the master key has to take another name.
const WRITE_KEY_PURPOSE: &[u8] = b"Tessera token cache, key of one write, AES-256-GCM";
const BESIDE_KEY_PURPOSE: &[u8] = b"Tessera token cache, key of what is kept beside it, AES-256-GCM";
const KEY_ID_PURPOSE: &[u8] = b"Tessera token cache, key ID";

/// The 32 bytes that the keys of all writes are derived from. Wiped on drop, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// A new random key.
    ///
    /// Fails with [`StoreError::SealFailed`] where the system has no random numbers to give.
    pub fn generate() -> Result<Self, StoreError> {
        let mut key = Self([0; 32]);
        rand::fill(&mut key.0).map_err(|_| StoreError::SealFailed)?;
        Ok(key)
    }

    /// The key of these bytes; none where they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, for a keyring to keep.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key's ID.
    ///
    /// Fails with [`StoreError::SealFailed`] where the cryptographic library does.
    pub fn id(&self) -> Result<KeyId, StoreError> {
        let mut id = [0; 16];
        hkdf::Salt::none(hkdf::HKDF_SHA256)
            .extract(&self.0)
            .expand(&[KEY_ID_PURPOSE], KeyIdLength)
            .and_then(|material| material.fill(&mut id))
            .map_err(|_| StoreError::SealFailed)?;
        Ok(KeyId::from_bytes(id))
    }

    /// The key of the one write that has this random salt.
    pub(crate) fn write_key(&self, salt: &[u8; 32]) -> Result<LessSafeKey, StoreError> {
        self.derive(salt, WRITE_KEY_PURPOSE)
    }

    /// The key of the one thing beside the cache that has this random salt.
    pub(crate) fn beside_key(&self, salt: &[u8; 32]) -> Result<LessSafeKey, StoreError> {
        self.derive(salt, BESIDE_KEY_PURPOSE)
    }

    fn derive(&self, salt: &[u8; 32], purpose: &[u8]) -> Result<LessSafeKey, StoreError> {
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&self.0);
        let purpose = [purpose];
        let material = derived.expand(&purpose, &AES_256_GCM).map_err(|_| StoreError::SealFailed)?;
        Ok(LessSafeKey::new(UnboundKey::from(material)))
    }
}

impl PartialEq for MasterKey {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for MasterKey {}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey([secret])")
    }
}

struct KeyIdLength;

impl hkdf::KeyType for KeyIdLength {
    fn len(&self) -> usize {
        16
    }
}
