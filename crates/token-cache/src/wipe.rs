//! Wiping of texts by whole blocks, where `zeroize` goes byte by byte.

use std::{fmt, mem, ops::Deref};

use zeroize::optimization_barrier;

/// Overwrites all that the text's memory ever held, to its capacity, and leaves it empty.
pub(crate) fn wipe(text: &mut String) {
    wipe_bytes(mem::take(text).into_bytes());
}

/// As [`wipe`].
pub(crate) fn wipe_bytes(mut bytes: Vec<u8>) {
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    optimization_barrier(bytes.as_slice());
}

/// A text that is wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Wiped(String);

impl Wiped {
    /// Takes the text over without copying it.
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }
}

impl Deref for Wiped {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[text]")
    }
}
