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

/// Nine letters for a person to type: consonants, so that they make no words and are not taken for digits
/// (RFC 8628, section 6.1).
pub(crate) fn user_code() -> Result<String, DemoError> {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    // 240 is the largest multiple of 20 in a byte: above it some letters would be likelier than others.
    let mut code = String::with_capacity(9);
    while code.len() < 9 {
        let mut byte = [0];
        rand::fill(&mut byte).map_err(|_| DemoError::Cryptography)?;
        if byte[0] < 240 {
            code.push(char::from(LETTERS[usize::from(byte[0] % 20)]));
        }
    }
    Ok(code)
}
