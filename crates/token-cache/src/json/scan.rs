//! How far a text goes on with nothing special in it: words and whole blocks at once.

const ONES: u64 = u64::MAX / 0xff;
const HIGH_BITS: u64 = ONES << 7;
const WORD: usize = 8;
const BLOCK: usize = 64;

/// How many bytes come before the first that would have to be escaped, or is an escape.
///
/// Most texts end within a few words; the few that do not, secrets, are most of the bytes.
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let few = &bytes[..bytes.len().min(BLOCK)];
    let run = run_of_words(few);
    if run < BLOCK {
        return run;
    }
    let mut rest = &bytes[BLOCK..];
    while let Some((block, after)) = rest.split_first_chunk::<BLOCK>() {
        if !is_plain_block(block) {
            break;
        }
        rest = after;
    }
    bytes.len() - rest.len() + run_of_words(rest)
}

fn run_of_words(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<WORD>() {
        let found = specials(u64::from_le_bytes(*word));
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize / WORD;
        }
        rest = after;
    }
    let end = rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len());
    bytes.len() - rest.len() + end
}

/// What comes before the quote that ends a string, and what comes after, in JSON that has been checked before; none for a
/// string with escapes.
pub(crate) fn split_plain(json: &str) -> Option<(&str, &str)> {
    let bytes = json.as_bytes();
    let mut rest = bytes;
    let found = loop {
        let Some((word, after)) = rest.split_first_chunk::<WORD>() else {
            break rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        };
        let word = u64::from_le_bytes(*word);
        let found = (is_zero(word ^ (ONES * 0x22)) | is_zero(word ^ (ONES * 0x5c))) & HIGH_BITS;
        if found != 0 {
            break found.trailing_zeros() as usize / WORD;
        }
        rest = after;
    };
    let (text, rest) = json.split_at_checked(bytes.len() - rest.len() + found)?;
    Some((text, rest.strip_prefix('"')?))
}

/// As [`plain_run`], but goes on over what JSON need not escape.
pub(super) fn legal_run(bytes: &[u8]) -> usize {
    let is_end = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    bytes.iter().position(is_end).unwrap_or(bytes.len())
}

/// In vector instructions: all of the block is looked at, whatever is in it.
fn is_plain_block(block: &[u8; BLOCK]) -> bool {
    !block.iter().fold(false, |found, byte| found | is_special(*byte))
}

const fn is_special(byte: u8) -> bool {
    byte.wrapping_sub(b' ') > b'~' - b' ' || byte == b'"' || byte == b'\\'
}

/// The high bits of the special bytes; only the lowest can be relied on.
const fn specials(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES * 0x20);
    (word
        | control & !word
        | is_zero(word ^ (ONES * 0x22))
        | is_zero(word ^ (ONES * 0x5c))
        | is_zero(word ^ (ONES * 0x7f)))
        & HIGH_BITS
}

const fn is_zero(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

#[cfg(test)]
mod tests {
    use super::{is_special, plain_run, split_plain};

    #[test]
    fn a_string_ends_at_its_quote_unless_it_has_escapes() {
        for length in 0..40 {
            let text = "\u{e9}".repeat(length);
            for after in ["", "after", ", \"more\\\""] {
                assert_eq!(split_plain(&format!("{text}\"{after}")), Some((&*text, after)));
            }
            for none in [text.clone(), format!("{text}\\n\""), format!("{text}\\\"\"")] {
                assert_eq!(split_plain(&none), None, "{none}");
            }
        }
    }

    #[test]
    fn every_special_byte_is_found_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..200 {
                let mut bytes = vec![b'a'; 200];
                bytes[place] = byte;
                let expected = if is_special(byte) { place } else { 200 };
                assert_eq!(plain_run(&bytes), expected, "{byte} at {place}");
                bytes[place..].fill(byte);
                assert_eq!(plain_run(&bytes), expected, "{byte} from {place}");
            }
        }
    }

    #[test]
    fn what_is_special_is_what_python_escapes() {
        let special: Vec<u8> = (0..=u8::MAX).filter(|byte| is_special(*byte)).collect();
        let expected = (0..0x20).chain([b'"', b'\\']).chain(0x7f..=0xff);
        assert_eq!(special, expected.collect::<Vec<u8>>());
    }
}
