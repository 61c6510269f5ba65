use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::DemoError;

/// So many random bytes as base64url.
pub(crate) fn token(bytes: usize) -> Result<String, DemoError> {
    let mut buffer = vec![0; bytes];
    rand::fill(&mut buffer).map_err(|_| DemoError::Cryptography)?;
    Ok(URL_SAFE_NO_PAD.encode(buffer))
}

/// A random UUID (RFC 9562, version 4).
pub(crate) fn uuid() -> Result<String, DemoError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| DemoError::Cryptography)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = u128::from_be_bytes(bytes);
    let (high, low) = (hex >> 64, hex & 0xffff_ffff_ffff_ffff);
    Ok(format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    ))
}
