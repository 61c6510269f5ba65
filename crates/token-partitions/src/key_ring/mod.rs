mod error;
mod key;
#[cfg(test)]
mod tests;

use std::{fmt, fs::File, io::Read, path::Path, sync::Arc};

use zeroize::Zeroizing;

pub(crate) use self::key::CHECK_LENGTH;
pub use self::{error::KeyRingError, key::RingKey};

/// The most bytes of a file of keys.
const FILE_LIMIT: u64 = 64 * 1024;
pub(crate) const ID_LIMIT: usize = 64;

/// The keys that values are sealed with: the first seals, all of them open. Cheap to clone.
///
/// # A new key without downtime
///
/// 1. Add the new key behind the others, on every node ([`KeyRing::with_key`], or a new last line of the file). All nodes
///    can open what it seals, and none seals with it yet.
/// 2. When every node has it, make it the first one, on every node. From now on it seals what is written.
///
/// What was sealed before goes on opening with its old key until it is written again or its lifetime ends. The old key
/// can be taken out when [`Partitions::statistics`](crate::Partitions::statistics) counts no value of its ID any more;
/// [`Partitions::reseal`](crate::Partitions::reseal) brings that about.
#[derive(Clone)]
pub struct KeyRing {
    sealing: Key,
    others: Arc<[Key]>,
}

#[derive(Clone)]
struct Key {
    id: Arc<str>,
    key: Arc<RingKey>,
}

impl KeyRing {
    /// A ring with one key. Its ID is written in the clear into every value: 1 to 64 of the characters `A-Z`, `a-z`,
    /// `0-9`, `.`, `_` and `-`.
    ///
    /// Fails with [`KeyRingError::IdInvalid`].
    pub fn new(id: &str, key: RingKey) -> Result<Self, KeyRingError> {
        Ok(Self { sealing: Key::new(id, key, 1)?, others: Arc::default() })
    }

    /// The ring with one key more behind the others, which opens and does not seal.
    ///
    /// Fails with [`KeyRingError::IdInvalid`] and [`KeyRingError::IdTaken`].
    pub fn with_key(self, id: &str, key: RingKey) -> Result<Self, KeyRingError> {
        let line = self.others.len() + 2;
        if self.key(id).is_some() {
            return Err(KeyRingError::IdTaken { line });
        }
        let key = Key::new(id, key, line)?;
        Ok(Self { sealing: self.sealing, others: self.others.iter().cloned().chain([key]).collect() })
    }

    /// The ring of a text with a line `id:key` for each key, the key in base64. Blank lines and those that begin with `#`
    /// say nothing. The caller wipes `text`.
    ///
    /// Fails as a key's line is wrong, and with [`KeyRingError::Empty`].
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let mut ring: Option<Self> = None;
        for (line, content) in (1..).zip(text.lines().map(str::trim)) {
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let (id, key) = content.split_once(':').ok_or(KeyRingError::NotAKey { line })?;
            let key = RingKey::from_base64(key.trim()).ok_or(KeyRingError::KeyInvalid { line })?;
            let key = Key::new(id.trim(), key, line)?;
            ring = Some(match ring {
                None => Self { sealing: key, others: Arc::default() },
                Some(ring) if ring.key(&key.id).is_some() => return Err(KeyRingError::IdTaken { line }),
                Some(ring) => Self { others: ring.others.iter().cloned().chain([key]).collect(), ..ring },
            });
        }
        ring.ok_or(KeyRingError::Empty)
    }

    /// The ring of a file with such a text.
    ///
    /// Fails as [`KeyRing::parse`] does, with [`KeyRingError::TooLarge`], and with [`KeyRingError::Io`].
    pub fn from_file(path: &Path) -> Result<Self, KeyRingError> {
        let failed = |source| KeyRingError::Io { path: path.to_owned(), source };
        let limit = usize::try_from(FILE_LIMIT).unwrap_or(usize::MAX);
        // With room from the start, so that no copy stays behind.
        let mut text = Zeroizing::new(String::with_capacity(limit + 1));
        let file = File::open(path).map_err(failed)?;
        file.take(FILE_LIMIT + 1).read_to_string(&mut text).map_err(failed)?;
        if text.len() > limit {
            return Err(KeyRingError::TooLarge { path: path.to_owned(), limit: FILE_LIMIT });
        }
        Self::parse(&text)
    }

    /// The ID of the key that seals.
    pub fn sealing_id(&self) -> &str {
        &self.sealing.id
    }

    /// The IDs of all keys, the sealing one's first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all().map(|key| &*key.id)
    }

    pub(crate) fn sealing_key(&self) -> &RingKey {
        &self.sealing.key
    }

    pub(crate) fn key(&self, id: &str) -> Option<&RingKey> {
        self.all().find(|key| &*key.id == id).map(|key| &*key.key)
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.sealing).chain(&*self.others)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("KeyRing").field(&self.ids().collect::<Vec<_>>()).finish()
    }
}

impl Key {
    fn new(id: &str, key: RingKey, line: usize) -> Result<Self, KeyRingError> {
        if !is_id(id.as_bytes()) {
            return Err(KeyRingError::IdInvalid { line });
        }
        Ok(Self { id: id.into(), key: Arc::new(key) })
    }
}

/// Whether it can be the ID of a key.
pub(crate) fn is_id(bytes: &[u8]) -> bool {
    let is_good = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=ID_LIMIT).contains(&bytes.len()) && bytes.iter().all(is_good)
}
