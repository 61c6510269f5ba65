use std::{fmt, ops::Deref, sync::Arc};

use crate::{
    CacheError,
    wipe::{Wiped, wipe_bytes},
};

/// Places in the JSON are kept in 32 bits.
pub(crate) const SIZE_LIMIT: usize = u32::MAX as usize;

/// The JSON of a cache, held by several at once: cheap to clone, and wiped when the last of them lets go.
#[derive(Clone, Default)]
pub struct SharedJson(Arc<Wiped>);

impl SharedJson {
    /// Takes the text over without copying it.
    pub(crate) fn new(text: String) -> Self {
        Self(Arc::new(Wiped::new(text)))
    }

    /// Takes the bytes over without copying them; wipes those that are no text.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Result<Self, CacheError> {
        if bytes.len() > SIZE_LIMIT {
            wipe_bytes(bytes);
            return Err(CacheError::TooLarge { limit: SIZE_LIMIT });
        }
        String::from_utf8(bytes).map(Self::new).map_err(|error| {
            let position = error.utf8_error().valid_up_to();
            wipe_bytes(error.into_bytes());
            CacheError::NotUtf8 { position }
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are one and the same memory.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for SharedJson {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl fmt::Debug for SharedJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SharedJson({} bytes)", self.len())
    }
}

/// A place in JSON within the limit.
pub(crate) fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
