use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use token_store::StoreError;
use zeroize::Zeroizing;

use crate::{MasterKey, format::PassphraseSettings};

/// What a person typed to protect the file. Wiped on drop, never shown.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The least number of characters of a new passphrase. More than the 8 that NIST SP 800-63B, section
    /// 3.1.1.2, asks for beside another factor: whoever has the file can guess as often as there is time.
    pub const MINIMUM_CHARACTERS: usize = 12;

    /// Takes what was typed.
    pub fn new(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }

    pub(crate) fn check_length(&self) -> Result<(), StoreError> {
        if self.0.chars().count() < Self::MINIMUM_CHARACTERS {
            return Err(StoreError::PassphraseTooShort { minimum: Self::MINIMUM_CHARACTERS });
        }
        Ok(())
    }

    /// Argon2id (RFC 9106). Takes long by design: not to be called on a thread that others wait for.
    pub(crate) fn master_key(&self, settings: &PassphraseSettings) -> Result<MasterKey, StoreError> {
        let cost = settings.cost;
        let parameters = Params::new(cost.memory_kib(), cost.passes(), cost.lanes(), Some(32));
        let parameters = parameters.map_err(|_| StoreError::SealFailed)?;
        let mut bytes = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(self.0.as_bytes(), &settings.salt, bytes.as_mut_slice())
            .map_err(|_| StoreError::SealFailed)?;
        MasterKey::from_slice(bytes.as_slice()).ok_or(StoreError::SealFailed)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase([secret])")
    }
}
