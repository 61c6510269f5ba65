//! What the escapes within a JSON string stand for.

use super::Writer;
use crate::wipe::{Wiped, wipe};

/// A string without its escapes.
pub(super) struct Unescaped {
    /// Without the halves of surrogate pairs.
    pub(super) text: Wiped,
    pub(super) has_half_pair: bool,
    /// What is wrong, and where.
    pub(super) problem: Option<(usize, &'static str)>,
}

impl Unescaped {
    /// Whether our writer would write it so.
    pub(super) fn is_written_as(&self, source: &str) -> bool {
        if self.has_half_pair {
            return source.is_ascii();
        }
        let mut writer = Writer::with_capacity(source.len());
        writer.escape(&self.text);
        let mut written = writer.finish();
        let is_same = written == source;
        wipe(&mut written);
        is_same
    }
}

pub(super) fn unescape(source: &str) -> Unescaped {
    // Never longer than the source: the buffer does not move, so no copy is left behind.
    let mut text = String::with_capacity(source.len());
    let (mut has_half_pair, mut problem) = (false, None);
    let mut rest = source;
    while let Some(place) = rest.find('\\') {
        text.push_str(&rest[..place]);
        let length = match escape(&rest[place..]) {
            Ok((Escape::Character(character), length)) => {
                text.push(character);
                length
            }
            Ok((Escape::HalfPair, length)) => {
                has_half_pair = true;
                length
            }
            Err(wrong) => {
                problem = Some((source.len() - rest.len() + place, wrong));
                break;
            }
        };
        rest = &rest[place + length..];
    }
    text.push_str(rest);
    Unescaped { text: Wiped::new(text), has_half_pair, problem }
}

enum Escape {
    Character(char),
    /// Half of a surrogate pair without the other.
    HalfPair,
}

/// What the escape at the start of `source` stands for, and its length.
fn escape(source: &str) -> Result<(Escape, usize), &'static str> {
    let character = match source.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(source),
        _ => return Err("no such escape in JSON"),
    };
    Ok((Escape::Character(character), 2))
}

fn unicode_escape(source: &str) -> Result<(Escape, usize), &'static str> {
    let first = utf16_unit(source).ok_or("four hexadecimal digits are expected")?;
    if let Some(character) = char::from_u32(first.into()) {
        return Ok((Escape::Character(character), 6));
    }
    let pair = source.get(6..).and_then(utf16_unit).map(|second| [first, second]);
    let joined = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
    Ok(joined.map_or((Escape::HalfPair, 6), |character| (Escape::Character(character), 12)))
}

/// The unit that `\uXXXX` at the start of `source` names.
fn utf16_unit(source: &str) -> Option<u16> {
    let digits = source.strip_prefix("\\u")?.get(..4)?;
    let all_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}
