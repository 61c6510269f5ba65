use aws_lc_rs::digest::{SHA256, digest};

/// What the header's checksum is of; it follows.
const SUMMED_LENGTH: usize = 96;
const SUM_LENGTH: usize = 8;

/// Doubling ends here: it would take time and find nothing.
const LONG: usize = 4096;

/// The file that the fuzzer's bytes ask for: themselves, or edits of the good file, one after the other.
pub(crate) fn apply(bytes: &[u8], good: &[u8]) -> Vec<u8> {
    match bytes {
        [0, raw @ ..] => raw.to_vec(),
        edits => edits.chunks_exact(4).fold(good.to_vec(), apply_one),
    }
}

fn apply_one(mut file: Vec<u8>, edit: &[u8]) -> Vec<u8> {
    let &[kind, high, low, byte] = edit else { return file };
    let at = usize::from(u16::from_be_bytes([high, low])) % (file.len() + 1);
    match kind % 6 {
        0 => mend_checksum(&mut file),
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
fn mend_checksum(file: &mut [u8]) {
    let Some((summed, rest)) = file.split_at_mut_checked(SUMMED_LENGTH) else { return };
    let sum = digest(&SHA256, summed);
    if let Some(place) = rest.first_chunk_mut::<SUM_LENGTH>() {
        place.copy_from_slice(&sum.as_ref()[..SUM_LENGTH]);
    }
}
