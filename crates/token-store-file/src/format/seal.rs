use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce};
use token_store::{SetAsideReason, StoreError};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    MasterKey,
    format::{Header, ReadFault},
};

/// The whole file of this header and this cache.
///
/// Fails with [`StoreError::SealFailed`] where the cryptographic library does.
pub(crate) fn seal(header: &Header, key: &MasterKey, cache: &[u8]) -> Result<Vec<u8>, StoreError> {
    let encoded = header.encode();
    let key = key.write_key(&header.salt)?;
    let mut file = Vec::with_capacity(Header::LENGTH + cache.len() + AES_256_GCM.tag_len());
    file.extend_from_slice(&encoded);
    file.extend_from_slice(cache);
    let (_, body) = file.split_at_mut(Header::LENGTH);
    let Ok(tag) = key.seal_in_place_separate_tag(only_nonce(), Aad::from(encoded), body) else {
        file.zeroize();
        return Err(StoreError::SealFailed);
    };
    file.extend_from_slice(tag.as_ref());
    Ok(file)
}

/// The cache in a file of this header, of which `body` is all that follows the header.
pub(crate) fn open(
    header: &Header,
    key: &MasterKey,
    mut body: Vec<u8>,
) -> Result<Zeroizing<Vec<u8>>, ReadFault> {
    if body.len() < AES_256_GCM.tag_len() {
        return Err(SetAsideReason::Cut.into());
    }
    let length = key
        .write_key(&header.salt)?
        .open_in_place(only_nonce(), Aad::from(header.encode()), &mut body)
        .map_err(|_| SetAsideReason::Damaged)?
        .len();
    body.truncate(length);
    Ok(Zeroizing::new(body))
}

/// A nonce must not come twice under one key (NIST SP 800-38D, section 8). Each of our keys seals one write
/// only, because its salt is 32 fresh random bytes, so each needs one nonce only, and any will do.
fn only_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}
