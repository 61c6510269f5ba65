use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use token_store_disk::{Locked, write_over};

/// The number of the last write that one of us has seen, and what it wrote. Kept in a file beside the cache,
/// which is read and written under the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WriteCount {
    pub(crate) generation: u64,
    digest: [u8; 32],
}

impl WriteCount {
    /// What is recorded; none where nothing is, or nothing that can be read.
    pub(crate) fn load(guard: &impl Locked) -> Option<Self> {
        let text = fs::read_to_string(path(guard.cache())).ok()?;
        let (generation, digest) = text.trim_end().split_once(' ')?;
        Some(Self { generation: generation.parse().ok()?, digest: decode(digest)? })
    }

    /// The number of the write that wrote these contents. One that nobody of us has seen yet gets the next.
    pub(crate) fn of(guard: &impl Locked, digest: [u8; 32]) -> u64 {
        match Self::load(guard) {
            Some(count) if count.digest == digest => count.generation,
            count => Self::record(guard, count.map_or(1, |count| count.generation.saturating_add(1)), digest),
        }
    }

    /// Records a write. Where that fails, later readers count it as a write of a peer's, with the same number.
    pub(crate) fn record(guard: &impl Locked, generation: u64, digest: [u8; 32]) -> u64 {
        let text = format!("{generation} {}\n", encode(&digest));
        drop(write_over(guard, &path(guard.cache()), text.as_bytes()));
        generation
    }
}

fn path(cache: &Path) -> PathBuf {
    let mut name = OsString::from(cache.as_os_str());
    name.push(".tessera");
    PathBuf::from(name)
}

fn encode(digest: &[u8; 32]) -> String {
    digest.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

fn decode(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(digest)
}
