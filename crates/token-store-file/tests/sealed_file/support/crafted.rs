use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, hkdf,
};
use token_store_file::MasterKey;

pub(crate) const HEADER_LENGTH: usize = 104;

/// The file's bytes, read and made after the documentation alone, without the code that is tested.
#[derive(Clone)]
pub(crate) struct Crafted(pub(crate) Vec<u8>);

impl Crafted {
    /// Puts bytes into the header and mends its checksum.
    pub(crate) fn with(mut self, at: usize, bytes: &[u8]) -> Self {
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
        let sum = digest::digest(&digest::SHA256, &self.0[..96]);
        self.0[96..104].copy_from_slice(&sum.as_ref()[..8]);
        self
    }

    pub(crate) fn unsealed(&self, key: &MasterKey) -> Vec<u8> {
        let mut body = self.0[HEADER_LENGTH..].to_vec();
        let aad = Aad::from(&self.0[..HEADER_LENGTH]);
        self.key(key).open_in_place(nonce(), aad, &mut body).unwrap().to_vec()
    }

    /// The same header over other contents.
    pub(crate) fn resealed(&self, key: &MasterKey, contents: &[u8]) -> Self {
        let mut body = contents.to_vec();
        let aad = Aad::from(&self.0[..HEADER_LENGTH]);
        self.key(key).seal_in_place_append_tag(nonce(), aad, &mut body).unwrap();
        Self([&self.0[..HEADER_LENGTH], &body].concat())
    }

    fn key(&self, key: &MasterKey) -> LessSafeKey {
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, &self.0[36..68]).extract(key.expose());
        let purpose: &[&[u8]] = &[b"Tessera token cache, key of one write, AES-256-GCM"];
        LessSafeKey::new(UnboundKey::from(derived.expand(purpose, &AES_256_GCM).unwrap()))
    }
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}
