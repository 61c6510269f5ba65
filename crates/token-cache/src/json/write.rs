use std::mem;

use super::{Fields, Text, Value, scan::plain_run};
use crate::{
    JsonPieces, SharedJson,
    json_pieces::Share,
    wipe::{Wiped, wipe},
};

/// Spaces for each level.
pub(super) const INDENT: usize = 4;
const SPACES: &str = "                ";
const HEXADECIMAL: [&str; 16] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"];

/// A copy that is shorter is made; one that is longer may as well be shared.
const LEAST_SHARE: usize = 4096;

/// Writes what Python's `json.dumps(value, indent=4)` writes, byte for byte.
pub(crate) struct Writer {
    json: String,
    depth: usize,
    copies: Copies,
}

/// What becomes of what was written before.
enum Copies {
    Made,
    /// Long ones are only noted; with the sum of their lengths.
    Shared(Vec<Share>, usize),
}

impl Writer {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { json: String::with_capacity(capacity), depth: 0, copies: Copies::Made }
    }

    /// One that does not copy what was written before, but shares it.
    pub(crate) fn sharing() -> Self {
        Self { json: String::new(), depth: 0, copies: Copies::Shared(Vec::new(), 0) }
    }

    /// What was written, in the pieces that were shared and those in between.
    pub(crate) fn finish_pieces(mut self) -> JsonPieces {
        let shares = match &mut self.copies {
            Copies::Made => Vec::new(),
            Copies::Shared(shares, _) => mem::take(shares),
        };
        JsonPieces::new(Wiped::new(self.finish()), shares)
    }

    /// What was written. The caller wipes it.
    pub(crate) fn finish(mut self) -> String {
        mem::take(&mut self.json)
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.put("null"),
            Value::Bool(true) => self.put("true"),
            Value::Bool(false) => self.put("false"),
            Value::Number(digits) => self.put(digits.display()),
            Value::String(text) => self.text(text),
            Value::Array(items) => self.array(items),
            Value::Object(fields) => self.fields(fields),
        }
    }

    fn fields(&mut self, fields: &Fields) {
        self.object(fields.iter().map(|(name, value)| (name, value)), |writer, _, value| writer.value(value));
    }

    /// An object whose values `write` writes, which is told where the name before begins.
    pub(crate) fn object<'a, V>(
        &mut self,
        members: impl ExactSizeIterator<Item = (&'a Text, V)>,
        mut write: impl FnMut(&mut Self, usize, V),
    ) {
        if members.len() == 0 {
            return self.empty_object();
        }
        self.open_object();
        for (index, (name, value)) in members.enumerate() {
            self.next_item(index);
            let start = self.len();
            self.name(name);
            write(self, start, value);
        }
        self.close_object();
    }

    pub(crate) fn empty_object(&mut self) {
        self.put("{}");
    }

    pub(crate) fn open_object(&mut self) {
        self.open("{");
    }

    pub(crate) fn close_object(&mut self) {
        self.close("}");
    }

    /// A name, to be followed by its value.
    pub(crate) fn name(&mut self, name: &Text) {
        self.text(name);
        self.put(": ");
    }

    /// What was written by us before, at the same depth.
    pub(crate) fn copy(&mut self, source: &str) {
        self.put(source);
    }

    /// As [`Self::copy`], of a part of this JSON.
    pub(crate) fn copy_part(&mut self, json: &SharedJson, (start, end): (usize, usize)) {
        match &mut self.copies {
            Copies::Shared(shares, length) if end - start >= LEAST_SHARE => {
                shares.push(Share { at: self.json.len(), json: json.clone(), start, end });
                *length += end - start;
            }
            _ => self.put(json.as_str().get(start..end).unwrap_or_default()),
        }
    }

    /// How many bytes have been written.
    pub(crate) fn len(&self) -> usize {
        let shared = match self.copies {
            Copies::Made => 0,
            Copies::Shared(_, length) => length,
        };
        self.json.len() + shared
    }

    fn array(&mut self, items: &[Value]) {
        if items.is_empty() {
            return self.put("[]");
        }
        self.open("[");
        for (index, item) in items.iter().enumerate() {
            self.next_item(index);
            self.value(item);
        }
        self.close("]");
    }

    fn open(&mut self, bracket: &str) {
        self.put(bracket);
        self.depth += 1;
    }

    /// Begins the next item of an object or array.
    pub(crate) fn next_item(&mut self, index: usize) {
        if index > 0 {
            self.put(",");
        }
        self.new_line();
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        self.new_line();
        self.put(bracket);
    }

    fn new_line(&mut self) {
        self.put("\n");
        let mut spaces = INDENT * self.depth;
        while spaces > 0 {
            let some = &SPACES[..spaces.min(SPACES.len())];
            self.put(some);
            spaces -= some.len();
        }
    }

    fn text(&mut self, text: &Text) {
        self.put("\"");
        match text.as_escaped() {
            None => self.escape(text.display()),
            Some(source) => self.put(source),
        }
        self.put("\"");
    }

    /// Whole runs of plain characters at once: nearly all of a cache is base64url.
    pub(super) fn escape(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at(plain_run(rest.as_bytes()));
            self.put(plain);
            let mut characters = special.chars();
            match characters.next() {
                Some(character) => self.escape_character(character),
                None => return,
            }
            rest = characters.as_str();
        }
    }

    fn escape_character(&mut self, character: char) {
        match character {
            '"' => self.put("\\\""),
            '\\' => self.put("\\\\"),
            '\n' => self.put("\\n"),
            '\r' => self.put("\\r"),
            '\t' => self.put("\\t"),
            '\u{8}' => self.put("\\b"),
            '\u{c}' => self.put("\\f"),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    self.escape_unit(*unit);
                }
            }
        }
    }

    fn escape_unit(&mut self, unit: u16) {
        self.put("\\u");
        for shift in [12, 8, 4, 0] {
            self.put(HEXADECIMAL[usize::from(unit >> shift & 0xf)]);
        }
    }

    fn put(&mut self, text: &str) {
        if self.json.capacity() - self.json.len() < text.len() {
            self.grow(text.len());
        }
        self.json.push_str(text);
    }

    /// Moves to a larger buffer and wipes the old one, which `String` would not.
    fn grow(&mut self, additional: usize) {
        let capacity = (self.json.len() + additional).max(self.json.capacity() * 2);
        let mut larger = String::with_capacity(capacity);
        larger.push_str(&self.json);
        wipe(&mut mem::replace(&mut self.json, larger));
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        wipe(&mut self.json);
    }
}

/// For a source that has its escapes already.
pub(super) fn escape_beyond_ascii(source: &str) -> Wiped {
    let mut writer = Writer::with_capacity(source.len());
    for character in source.chars() {
        if character.is_ascii() {
            writer.put(character.encode_utf8(&mut [0; 1]));
        } else {
            writer.escape_character(character);
        }
    }
    Wiped::new(writer.finish())
}
