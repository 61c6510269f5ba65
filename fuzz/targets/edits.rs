//! What the fuzzer's bytes do to something that was sealed.

use aws_lc_rs::digest::{SHA256, digest};

/// Where the checksum is that stands at the end of a header.
#[derive(Clone, Copy)]
pub(crate) struct Checksum {
    /// How many bytes it is of; it follows.
    pub(crate) summed: fn(&[u8]) -> Option<usize>,
    /// How many bytes it has.
    pub(crate) length: usize,
}

/// Doubling ends here: it would take time and find nothing.
const LONG: usize = 4096;

/// The file that the fuzzer's bytes ask for: themselves, or edits of the good file, one after the other.
pub(crate) fn apply(bytes: &[u8], good: &[u8], checksum: Checksum) -> Vec<u8> {
    match bytes {
        [0, raw @ ..] => raw.to_vec(),
        edits => edits.chunks_exact(4).fold(good.to_vec(), |file, edit| apply_one(file, edit, checksum)),
    }
}

fn apply_one(mut file: Vec<u8>, edit: &[u8], checksum: Checksum) -> Vec<u8> {
    let &[kind, high, low, byte] = edit else { return file };
    let at = usize::from(u16::from_be_bytes([high, low])) % (file.len() + 1);
    match kind % 6 {
        0 => mend(checksum, &mut file),
        1 => file.truncate(at),
        2 => file.insert(at, byte),
        3 => drop(file.drain(at..(at + usize::from(byte)).min(file.len()))),
        4 if file.len() < LONG => file.extend_from_within(at..),
        _ => {
            if let Some(place) = file.get_mut(at) {
                *place ^= byte;
            }
        }
    }
    file
}

/// So that what is behind it is reached.
fn mend(checksum: Checksum, file: &mut [u8]) {
    let Some(length) = (checksum.summed)(file) else { return };
    let Some((summed, rest)) = file.split_at_mut_checked(length) else { return };
    let sum = digest(&SHA256, summed);
    if let Some(place) = rest.get_mut(..checksum.length) {
        place.copy_from_slice(&sum.as_ref()[..checksum.length]);
    }
}
