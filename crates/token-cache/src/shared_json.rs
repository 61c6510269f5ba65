use std::{fmt, ops::Deref, sync::Arc};

use crate::wipe::wipe;

/// The JSON of a cache, held by several at once: cheap to clone, and wiped when the last of them lets go.
#[derive(Clone, Default)]
pub struct SharedJson(Arc<Wiped>);

#[derive(Default)]
struct Wiped(String);

impl SharedJson {
    /// Takes the text over without copying it.
    pub(crate) fn new(text: String) -> Self {
        Self(Arc::new(Wiped(text)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0.0
    }
}

impl Deref for SharedJson {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for SharedJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SharedJson({} bytes)", self.len())
    }
}
