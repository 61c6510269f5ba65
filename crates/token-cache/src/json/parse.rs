use std::{collections::HashMap, str};

use super::{Fields, Text, Value, text::plain_run};
use crate::CacheError;

/// Levels of objects and arrays; a cache has four.
const DEPTH_LIMIT: usize = 128;

/// Up to here, looking for a double from the front costs less than an index.
const FEW: usize = 16;

/// Reads one JSON value (RFC 8259) and nothing after it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, CacheError> {
    let source =
        str::from_utf8(bytes).map_err(|error| CacheError::NotUtf8 { position: error.valid_up_to() })?;
    let mut parser = Parser { source, position: 0, depth: 0 };
    parser.skip_space();
    let value = parser.value()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.problem("something follows the end of the value")),
    }
}

struct Parser<'a> {
    source: &'a str,
    position: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Result<Value, CacheError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.text().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err(self.problem("a value is expected")),
            None => Err(self.problem("the text ends where a value is expected")),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, CacheError>,
    ) -> Result<Value, CacheError> {
        if self.depth == DEPTH_LIMIT {
            return Err(CacheError::TooDeep { position: self.position, limit: DEPTH_LIMIT });
        }
        self.depth += 1;
        self.position += 1;
        self.skip_space();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, CacheError> {
        let mut members = Members::default();
        if self.take(b'}') {
            return Ok(Value::Object(members.into_fields()));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.problem("a name in quotes is expected"));
            }
            let name = self.text()?;
            self.skip_space();
            if !self.take(b':') {
                return Err(self.problem("a colon is expected"));
            }
            self.skip_space();
            members.insert(name, self.value()?);
            if self.is_last(b'}', "a comma or a closing brace is expected")? {
                return Ok(Value::Object(members.into_fields()));
            }
        }
    }

    fn array(&mut self) -> Result<Value, CacheError> {
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            if self.is_last(b']', "a comma or a closing bracket is expected")? {
                return Ok(Value::Array(items));
            }
        }
    }

    /// After an item: whether `close` ends the list, or a comma goes on.
    fn is_last(&mut self, close: u8, problem: &'static str) -> Result<bool, CacheError> {
        self.skip_space();
        if self.take(close) {
            return Ok(true);
        }
        if !self.take(b',') {
            return Err(self.problem(problem));
        }
        self.skip_space();
        Ok(false)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, CacheError> {
        if !self.rest().starts_with(word) {
            return Err(self.problem("a value is expected"));
        }
        self.position += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, CacheError> {
        let start = self.position;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Value::Number(Text::new(&self.source[start..self.position])))
    }

    fn digits(&mut self) -> Result<(), CacheError> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.position += count;
        if count == 0 { Err(self.problem("a digit is expected")) } else { Ok(()) }
    }

    /// A string, from its opening quote to past the closing one.
    fn text(&mut self) -> Result<Text, CacheError> {
        let start = self.position + 1;
        let (end, has_escapes) = self.end_of_text(start)?;
        self.position = end + 1;
        let source = &self.source[start..end];
        if has_escapes { self.unescape(source, start) } else { Ok(Text::new(source)) }
    }

    /// Where the closing quote is, and whether there is a backslash before it.
    fn end_of_text(&self, start: usize) -> Result<(usize, bool), CacheError> {
        let bytes = self.source.as_bytes();
        let mut place = start;
        let mut has_escapes = false;
        loop {
            place += plain_run(&bytes[place..], is_special);
            match bytes.get(place) {
                Some(b'"') => return Ok((place, has_escapes)),
                Some(b'\\') => {
                    has_escapes = true;
                    place += 2;
                }
                Some(_) => return Err(self.problem_at(place, "a control character must be escaped")),
                None => return Err(self.problem_at(bytes.len(), "the text ends within a string")),
            }
            if place > bytes.len() {
                return Err(self.problem_at(bytes.len(), "the text ends within a string"));
            }
        }
    }

    fn unescape(&self, source: &'a str, start: usize) -> Result<Text, CacheError> {
        // Never longer than the source: the buffer does not move, so no copy is left behind.
        let mut unescaped = Text::from_unicode(String::with_capacity(source.len()));
        let mut has_half_pair = false;
        let mut rest = source;
        while let Some(place) = rest.find('\\') {
            unescaped.push_str(&rest[..place]);
            let at = start + source.len() - rest.len() + place;
            let (unit, length) = self.escape(&rest[place..], at)?;
            match unit {
                Escape::Character(character) => unescaped.push(character),
                Escape::HalfPair => has_half_pair = true,
            }
            rest = &rest[place + length..];
        }
        unescaped.push_str(rest);
        Ok(if has_half_pair { Text::from_escaped(source) } else { unescaped })
    }

    /// What the escape at the start of `source` stands for, and its length.
    fn escape(&self, source: &str, at: usize) -> Result<(Escape, usize), CacheError> {
        let character = match source.as_bytes().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(source, at),
            _ => return Err(self.problem_at(at, "no such escape in JSON")),
        };
        Ok((Escape::Character(character), 2))
    }

    fn unicode_escape(&self, source: &str, at: usize) -> Result<(Escape, usize), CacheError> {
        let Some(first) = utf16_unit(source) else {
            return Err(self.problem_at(at, "four hexadecimal digits are expected"));
        };
        if let Some(character) = char::from_u32(first.into()) {
            return Ok((Escape::Character(character), 6));
        }
        let pair = source.get(6..).and_then(utf16_unit).map(|second| [first, second]);
        let joined = pair.and_then(|pair| char::decode_utf16(pair).next()?.ok());
        Ok(joined.map_or((Escape::HalfPair, 6), |character| (Escape::Character(character), 12)))
    }

    fn rest(&self) -> &'a str {
        &self.source[self.position..]
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        let bytes = &self.source.as_bytes()[self.position..];
        self.position += bytes.iter().take_while(|byte| b" \n\r\t".contains(byte)).count();
    }

    fn problem(&self, problem: &'static str) -> CacheError {
        self.problem_at(self.position, problem)
    }

    fn problem_at(&self, position: usize, problem: &'static str) -> CacheError {
        let before = &self.source.as_bytes()[..position];
        let line = before.split(|byte| *byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        CacheError::NotJson { line, column, position, problem }
    }
}

enum Escape {
    Character(char),
    /// Half of a surrogate pair without the other.
    HalfPair,
}

/// The unit that `\uXXXX` at the start of `source` names.
fn utf16_unit(source: &str) -> Option<u16> {
    let digits = source.strip_prefix("\\u")?.get(..4)?;
    let all_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Members of an object as they are read: of two with one name the last counts, in the place of the first.
#[derive(Default)]
struct Members {
    list: Vec<(Text, Value)>,
    /// Where each name is, kept once there are many: else an object of a million names would take hours.
    places: HashMap<Text, usize>,
}

impl Members {
    fn insert(&mut self, name: Text, value: Value) {
        match self.place(&name) {
            Some(place) => self.list[place].1 = value,
            None => self.push(name, value),
        }
    }

    fn place(&self, name: &Text) -> Option<usize> {
        if self.places.is_empty() {
            self.list.iter().position(|(known, _)| known == name)
        } else {
            self.places.get(name).copied()
        }
    }

    fn push(&mut self, name: Text, value: Value) {
        if self.list.len() == FEW {
            self.places =
                self.list.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(name.clone(), self.list.len());
        }
        self.list.push((name, value));
    }

    fn into_fields(self) -> Fields {
        Fields(self.list)
    }
}
