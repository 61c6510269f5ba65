//! Wiping of texts by whole words, where `zeroize` goes byte by byte.

use std::mem;

use zeroize::optimization_barrier;

/// Overwrites all that the text's memory ever held, to its capacity, and leaves it empty.
pub(crate) fn wipe(text: &mut String) {
    let mut bytes = mem::take(text).into_bytes();
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    optimization_barrier(bytes.as_slice());
}
