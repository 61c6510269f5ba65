use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, hkdf,
};
use token_store_file::MasterKey;

pub(crate) const HEADER_LENGTH: usize = 104;
pub(crate) const SEGMENT_LENGTH: usize = 256 * 1024;
pub(crate) const TAG_LENGTH: usize = 16;

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
        let segments: Vec<_> = self.0[HEADER_LENGTH..].chunks(SEGMENT_LENGTH + TAG_LENGTH).collect();
        let open = |(number, sealed): (usize, &&[u8])| {
            let mut segment = sealed.to_vec();
            let nonce = nonce(number, number + 1 == segments.len());
            let aad = Aad::from(&self.0[..HEADER_LENGTH]);
            self.key(key).open_in_place(nonce, aad, &mut segment).unwrap().to_vec()
        };
        segments.iter().enumerate().flat_map(open).collect()
    }

    /// The same header over other contents.
    pub(crate) fn resealed(&self, key: &MasterKey, contents: &[u8]) -> Self {
        let segments: Vec<_> = contents.chunks(SEGMENT_LENGTH).collect();
        let segments = if segments.is_empty() { vec![&[][..]] } else { segments };
        let seal = |(number, contents): (usize, &&[u8])| {
            let mut segment = contents.to_vec();
            let nonce = nonce(number, number + 1 == segments.len());
            let aad = Aad::from(&self.0[..HEADER_LENGTH]);
            self.key(key).seal_in_place_append_tag(nonce, aad, &mut segment).unwrap();
            segment
        };
        let sealed: Vec<_> = segments.iter().enumerate().flat_map(seal).collect();
        Self([&self.0[..HEADER_LENGTH], &sealed].concat())
    }

    fn key(&self, key: &MasterKey) -> LessSafeKey {
        let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, &self.0[36..68]).extract(key.expose());
        let purpose: &[&[u8]] = &[b"Tessera token cache, key of one write, AES-256-GCM"];
        LessSafeKey::new(UnboundKey::from(derived.expand(purpose, &AES_256_GCM).unwrap()))
    }
}

fn nonce(number: usize, is_last: bool) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[7..11].copy_from_slice(&u32::try_from(number).unwrap().to_be_bytes());
    nonce[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(nonce)
}
