//! A small thing that is kept beside the cache under the cache's key, and is worth no more than the moment that it saves.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    aead::{Aad, NONCE_LEN, Nonce},
    rand,
};
use token_store::StoreError;
use token_store_disk::create_temporary;
use zeroize::Zeroizing;

use crate::{KeyId, SealedFile, keys::FileKey};

const KEY_ID_LENGTH: usize = 16;
const SALT_LENGTH: usize = 32;

impl SealedFile {
    /// Keeps `contents` in the file `<cache>.<name>`, in the place of what is there, sealed with the key that the cache
    /// was last opened with. It is found again for the same `about` only, see [`Self::find_beside`]. It is gone with
    /// the key, is not synced, and does nothing before a cache has been opened or begun.
    ///
    /// Fails with [`StoreError::SealFailed`] and as files do.
    pub async fn keep_beside(
        &self,
        name: &'static str,
        about: Vec<u8>,
        contents: Zeroizing<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.blocking(move |shared| {
            let Some(key) = shared.file.keys.newest() else { return Ok(()) };
            let sealed = seal(&key, name, &about, contents)?;
            let cache = shared.file.path();
            let path = path_of(cache, name);
            write(cache, &path, &sealed).map_err(|error| StoreError::io(path, error))
        })
        .await
    }

    /// What [`Self::keep_beside`] has kept by that name. Nothing where it is about anything else, where the cache has
    /// another key by now, and where it is damaged; it stays where it is then, until another takes its place.
    ///
    /// Fails as files do.
    pub async fn find_beside(
        &self,
        name: &'static str,
        about: Vec<u8>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.blocking(move |shared| {
            let Some(key) = shared.file.keys.newest() else { return Ok(None) };
            let path = path_of(shared.file.path(), name);
            match fs::read(&path) {
                Ok(sealed) => Ok(open(&key, name, &about, sealed)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(StoreError::io(path, error)),
            }
        })
        .await
    }

    /// Waits until the key of the cache is there, which [`Self::find_beside`] needs: that is before all of a large cache has
    /// been read. For ever where nobody opens or begins one. May be dropped at any time.
    pub async fn key_is_there(&self) {
        self.shared.file.keys.wait().await;
    }

    /// Deletes what is kept by that name, if anything is.
    ///
    /// Fails as files do.
    pub async fn forget_beside(&self, name: &'static str) -> Result<(), StoreError> {
        self.blocking(move |shared| {
            let path = path_of(shared.file.path(), name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, error)),
                _ => Ok(()),
            }
        })
        .await
    }
}

fn path_of(cache: &Path, name: &str) -> PathBuf {
    let mut path = cache.as_os_str().to_owned();
    path.push(".");
    path.push(name);
    path.into()
}

/// Whoever reads it meanwhile reads the whole of the one or of the other. What a killed process leaves is called as if the
/// cache had been written, and goes with the next change.
fn write(cache: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_temporary(cache)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// The key's ID, the salt of this one sealing's key, and what is sealed, with its tag.
fn seal(
    key: &FileKey,
    name: &str,
    about: &[u8],
    mut contents: Zeroizing<Vec<u8>>,
) -> Result<Vec<u8>, StoreError> {
    let mut salt = [0; SALT_LENGTH];
    rand::fill(&mut salt).map_err(|_| StoreError::SealFailed)?;
    let sealed = key.key.beside_key(&salt)?.seal_in_place_separate_tag(
        only_nonce(),
        Aad::from(associated(name, about)),
        &mut contents,
    );
    let tag = sealed.map_err(|_| StoreError::SealFailed)?;
    Ok([key.id.as_bytes(), &salt[..], &contents, tag.as_ref()].concat())
}

fn open(key: &FileKey, name: &str, about: &[u8], mut sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
    let (id, rest) = sealed.split_first_chunk_mut::<KEY_ID_LENGTH>()?;
    let (salt, rest) = rest.split_first_chunk_mut::<SALT_LENGTH>()?;
    if KeyId::from_bytes(*id) != key.id {
        return None;
    }
    let opened = key.key.beside_key(salt).ok()?;
    let opened = opened.open_in_place(only_nonce(), Aad::from(associated(name, about)), rest).ok()?;
    Some(Zeroizing::new(opened.to_vec()))
}

/// Each key seals once only: its salt is 32 fresh random bytes.
fn only_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// No name has a zero in it.
fn associated(name: &str, about: &[u8]) -> Vec<u8> {
    [name.as_bytes(), &[0], about].concat()
}
