//! Telling one state of the file from another.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    mem,
};

use crate::SettingsError;

/// Identifies what is in the file, by its bytes: two writes within one tick of the file system's clock differ,
/// and writing the same again does not. Only to be compared within one run of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    pub(crate) fn of(read: &Result<Vec<u8>, SettingsError>) -> Self {
        let mut hasher = DefaultHasher::new();
        match read {
            Ok(bytes) => bytes.hash(&mut hasher),
            Err(SettingsError::Io { source, .. }) => source.kind().hash(&mut hasher),
            Err(error) => mem::discriminant(error).hash(&mut hasher),
        }
        read.is_ok().hash(&mut hasher);
        Self(hasher.finish())
    }
}
