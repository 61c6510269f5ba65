use aws_lc_rs::digest;

/// The first eight bytes of the SHA-256 (FIPS 180-4).
pub(crate) fn checksum(bytes: &[u8]) -> [u8; 8] {
    let digest = digest::digest(&digest::SHA256, bytes);
    let mut first = [0; 8];
    first.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    first
}
