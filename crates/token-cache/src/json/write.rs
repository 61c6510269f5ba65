use std::mem;

use zeroize::Zeroizing;

use super::{Fields, Text, Value, text::plain_run};

const INDENT: &[u8; 4] = b"    ";
const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// Writes what Python's `json.dumps(value, indent=4)` writes, byte for byte.
pub(crate) struct Writer {
    bytes: Zeroizing<Vec<u8>>,
    depth: usize,
}

impl Writer {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(capacity)), depth: 0 }
    }

    pub(crate) fn finish(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.put(b"null"),
            Value::Bool(true) => self.put(b"true"),
            Value::Bool(false) => self.put(b"false"),
            Value::Number(digits) => self.put(digits.display().as_bytes()),
            Value::String(text) => self.text(text),
            Value::Array(items) => self.array(items),
            Value::Object(fields) => self.fields(fields),
        }
    }

    fn fields(&mut self, fields: &Fields) {
        self.object(fields.iter().map(|(name, value)| (name, value)), Self::value);
    }

    /// An object whose values `write` writes.
    pub(crate) fn object<'a, V>(
        &mut self,
        members: impl ExactSizeIterator<Item = (&'a Text, V)>,
        mut write: impl FnMut(&mut Self, V),
    ) {
        if members.len() == 0 {
            return self.put(b"{}");
        }
        self.open(b"{");
        for (index, (name, value)) in members.enumerate() {
            self.next_item(index);
            self.text(name);
            self.put(b": ");
            write(self, value);
        }
        self.close(b"}");
    }

    fn array(&mut self, items: &[Value]) {
        if items.is_empty() {
            return self.put(b"[]");
        }
        self.open(b"[");
        for (index, item) in items.iter().enumerate() {
            self.next_item(index);
            self.value(item);
        }
        self.close(b"]");
    }

    fn open(&mut self, bracket: &[u8]) {
        self.put(bracket);
        self.depth += 1;
    }

    fn next_item(&mut self, index: usize) {
        if index > 0 {
            self.put(b",");
        }
        self.new_line();
    }

    fn close(&mut self, bracket: &[u8]) {
        self.depth -= 1;
        self.new_line();
        self.put(bracket);
    }

    fn new_line(&mut self) {
        self.put(b"\n");
        for _ in 0..self.depth {
            self.put(INDENT);
        }
    }

    fn text(&mut self, text: &Text) {
        self.put(b"\"");
        match text.as_escaped() {
            None => self.escape(text.display()),
            Some(source) => self.escape_beyond_ascii(source),
        }
        self.put(b"\"");
    }

    /// Whole runs of plain characters at once: nearly all of a cache is base64url.
    fn escape(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at(plain_run(rest.as_bytes(), is_escaped));
            self.put(plain.as_bytes());
            let mut characters = special.chars();
            match characters.next() {
                Some(character) => self.escape_character(character),
                None => return,
            }
            rest = characters.as_str();
        }
    }

    /// For a source that has its escapes already.
    fn escape_beyond_ascii(&mut self, source: &str) {
        for character in source.chars() {
            if character.is_ascii() {
                self.put(&[character as u8]);
            } else {
                self.escape_character(character);
            }
        }
    }

    fn escape_character(&mut self, character: char) {
        match character {
            '"' => self.put(b"\\\""),
            '\\' => self.put(b"\\\\"),
            '\n' => self.put(b"\\n"),
            '\r' => self.put(b"\\r"),
            '\t' => self.put(b"\\t"),
            '\u{8}' => self.put(b"\\b"),
            '\u{c}' => self.put(b"\\f"),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    self.escape_unit(*unit);
                }
            }
        }
    }

    fn escape_unit(&mut self, unit: u16) {
        let digit = |shift: u16| HEXADECIMAL[usize::from(unit >> shift & 0xf)];
        self.put(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.bytes.capacity() - self.bytes.len() < bytes.len() {
            self.grow(bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Moves to a larger buffer and wipes the old one, which `Vec` would not.
    fn grow(&mut self, additional: usize) {
        let capacity = (self.bytes.len() + additional).max(self.bytes.capacity() * 2);
        let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
        larger.extend_from_slice(&self.bytes);
        drop(mem::replace(&mut self.bytes, larger));
    }
}

fn is_escaped(byte: u8) -> bool {
    !(b' '..=b'~').contains(&byte) || byte == b'"' || byte == b'\\'
}
