//! As much of a certificate (RFC 5280, section 4.1) as leads to its key.

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// The version, which only newer certificates have.
const VERSION: u8 = 0xa0;

/// The `subjectPublicKey`, which for RSA is an `RSAPublicKey`.
pub(super) fn public_key(certificate: &[u8]) -> Option<&[u8]> {
    let (_, certificate, _) = element(certificate)?;
    let (SEQUENCE, mut fields, _) = element(certificate)? else { return None };
    if fields.first() == Some(&VERSION) {
        fields = element(fields)?.2;
    }
    // The serial number, the algorithm, the issuer, the validity and the subject.
    for _ in 0..5 {
        fields = element(fields)?.2;
    }
    let (SEQUENCE, info, _) = element(fields)? else { return None };
    let (SEQUENCE, _, rest) = element(info)? else { return None };
    let (BIT_STRING, bits, _) = element(rest)? else { return None };
    // No bit of the last byte is unused.
    bits.strip_prefix(&[0]).filter(|key| key.first() == Some(&SEQUENCE))
}

/// The tag, the contents and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x83 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
            (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    Some((*tag, contents, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_has_no_key() {
        for bytes in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x02\x30\x00", &[0x30; 64]] {
            assert_eq!(public_key(bytes), None);
        }
    }
}
