mod header;
#[cfg(test)]
mod tests;

use std::ops::Deref;

use aws_lc_rs::{
    aead::{Aad, NONCE_LEN, Nonce},
    digest,
};
use token_cache::TokenCache;
use token_store::{SetAsideReason, StoreError, Version};
use zeroize::{Zeroize, Zeroizing};

use self::header::{Header, MAGIC};
use crate::{KeyRing, Revision, Value};

const TAG_LENGTH: usize = 16;

/// How caches are kept in the database.
#[derive(Clone, Debug)]
pub enum Sealing {
    /// Sealed with AES-256-GCM by the first key of the ring. Whoever reads the database learns who uses the app, and no
    /// token; whoever writes to it can take caches away, and forge or exchange none.
    Sealed(KeyRing),
    /// As plain JSON, which MSAL in other languages can share (MSAL Python's recipe for Redis: the serialized cache as
    /// the value of a key for each user). Whoever reads the database can act as any user.
    Plain,
}

/// Why a value cannot be used as a cache.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It can be used by whoever is set up rightly: it stays.
    Store(StoreError),
    /// Nobody can use it: it is to be moved aside.
    Unusable(SetAsideReason),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SetAsideReason> for Fault {
    fn from(reason: SetAsideReason) -> Self {
        Self::Unusable(reason)
    }
}

/// A cache as it came out of a value.
pub(crate) struct Opened {
    pub(crate) cache: TokenCache,
    pub(crate) version: Version,
    /// Of the JSON, in bytes.
    pub(crate) length: usize,
}

/// A value to be stored; wiped on drop, unless it is sealed.
pub(crate) struct NewValue {
    bytes: Vec<u8>,
    is_secret: bool,
}

impl Deref for NewValue {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for NewValue {
    fn drop(&mut self) {
        if self.is_secret {
            self.bytes.zeroize();
        }
    }
}

impl Sealing {
    /// The value of a cache that is to be stored under that name, as the write number `generation`.
    ///
    /// Fails with [`StoreError::SealFailed`] where the cryptographic library does.
    pub(crate) fn seal(&self, name: &str, generation: u64, json: &[u8]) -> Result<NewValue, StoreError> {
        let Self::Sealed(ring) = self else {
            return Ok(NewValue { bytes: json.to_vec(), is_secret: true });
        };
        let key = ring.sealing_key();
        let header = Header::generate(ring.sealing_id(), key, generation)?;
        let write_key = key.write_key(&header.salt)?;
        let encoded = header.encode();
        let mut value =
            NewValue { bytes: Vec::with_capacity(encoded.len() + json.len() + TAG_LENGTH), is_secret: true };
        value.bytes.extend_from_slice(&encoded);
        value.bytes.extend_from_slice(json);
        let (_, sealed) = value.bytes.split_at_mut(encoded.len());
        let associated = Aad::from(associated(&encoded, name));
        let tag = write_key.seal_in_place_separate_tag(nonce(), associated, sealed);
        value.bytes.extend_from_slice(tag.map_err(|_| StoreError::SealFailed)?.as_ref());
        value.is_secret = false;
        Ok(value)
    }

    /// The cache in a value that was found under that name.
    pub(crate) fn open(&self, name: &str, value: &Value) -> Result<Opened, Fault> {
        let (json, version) = self.open_json(name, value)?;
        let length = json.len();
        let cache = TokenCache::deserialize_owned(json).map_err(|_| SetAsideReason::Content)?;
        Ok(Opened { cache, version, length })
    }

    fn open_json(&self, name: &str, value: &Value) -> Result<(Zeroizing<Vec<u8>>, Version), Fault> {
        let bytes = &value.bytes;
        match self {
            Self::Sealed(ring) => open_sealed(ring, name, bytes),
            Self::Plain if bytes.starts_with(MAGIC) => Err(StoreError::KeyRingNeeded.into()),
            Self::Plain if !bytes.is_empty() && !looks_plain(bytes) => Err(StoreError::ForeignValue.into()),
            Self::Plain => Ok((Zeroizing::new(bytes.clone()), version_of(&value.revision))),
        }
    }

    /// Something else than a cache, such as a session, as a value that is to be stored under that name. It is sealed as caches
    /// are, with the name as associated data.
    ///
    /// Fails with [`StoreError::SealFailed`].
    pub fn seal_bytes(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut value = self.seal(name, 0, bytes)?;
        value.is_secret = false;
        Ok(std::mem::take(&mut value.bytes))
    }

    /// What [`seal_bytes`](Self::seal_bytes) made a value of; none where it is damaged, or was another name's.
    ///
    /// Fails with [`StoreError::KeyUnknown`], [`StoreError::NotSealed`], [`StoreError::KeyRingNeeded`],
    /// [`StoreError::ForeignValue`] or [`StoreError::FormatTooNew`] where whoever is set up otherwise could use it.
    pub fn open_bytes(&self, name: &str, value: &Value) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match self.open_json(name, value) {
            Ok((bytes, _)) => Ok(Some(bytes)),
            Err(Fault::Store(error)) => Err(error),
            Err(Fault::Unusable(_)) => Ok(None),
        }
    }

    /// The version of a value, without opening it.
    pub(crate) fn version(&self, bytes: &[u8], revision: &Revision) -> Result<Version, Fault> {
        match self {
            Self::Sealed(_) => Ok(decode(bytes)?.0.version()),
            Self::Plain => Ok(version_of(revision)),
        }
    }
}

/// The ID of the key that a value is sealed with; none where it is not sealed.
pub(crate) fn key_id(bytes: &[u8]) -> Option<String> {
    Header::decode(bytes).ok().map(|(header, _)| header.key_id)
}

/// What looks like a plain cache was put there by somebody who is set up otherwise.
fn decode(bytes: &[u8]) -> Result<(Header, usize), Fault> {
    if looks_plain(bytes) { Err(StoreError::NotSealed.into()) } else { Header::decode(bytes) }
}

fn looks_plain(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{")
}

fn open_sealed(ring: &KeyRing, name: &str, bytes: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Version), Fault> {
    let (header, length) = decode(bytes)?;
    let (encoded, sealed) = bytes.split_at_checked(length).ok_or(SetAsideReason::Cut)?;
    // A key that was replaced under its ID is as good as missing.
    let Some(key) = ring.key(&header.key_id).filter(|key| key.check() == header.key_check) else {
        return Err(StoreError::KeyUnknown { key_id: header.key_id }.into());
    };
    let mut opened = Zeroizing::new(sealed.to_vec());
    let key = key.write_key(&header.salt)?;
    let json = key.open_in_place(nonce(), Aad::from(associated(encoded, name)), &mut opened);
    let length = json.map_err(|_| SetAsideReason::Damaged)?.len();
    opened.truncate(length);
    Ok((opened, header.version()))
}

/// What a value is sealed together with: all of its header, and the name of the partition, so that one user's value is
/// worth nothing under another's name. The header tells where it ends itself.
fn associated(header: &[u8], name: &str) -> Vec<u8> {
    [header, name.as_bytes()].concat()
}

/// A nonce must not come twice under one key (NIST SP 800-38D, section 8). Each of our keys seals one write only,
/// because its salt is 32 fresh random bytes.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// Nobody counts the writes of a cache that other libraries write too.
fn version_of(revision: &Revision) -> Version {
    let digest = digest::digest(&digest::SHA256, &revision.0);
    Version::new(0, digest.as_ref().first_chunk().copied().unwrap_or_default())
}
