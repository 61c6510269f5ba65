//! JSON that a terminal may be shown: what is not harmless is written as an escape (RFC 8259, section 7).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::printable::is_harmless;

/// The value in several lines, with an end to the last one.
pub(crate) fn write<T: Serialize>(out: &mut impl Write, value: &T) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// An array whose elements come one by one.
#[derive(Default)]
pub(crate) struct Array {
    is_begun: bool,
}

impl Array {
    /// Writes one element more.
    pub(crate) fn add<T: Serialize>(&mut self, out: &mut impl Write, element: &T) -> io::Result<()> {
        let mut text = Vec::new();
        write(&mut text, element)?;
        out.write_all(if self.is_begun { b"," } else { b"[" })?;
        self.is_begun = true;
        // No text has an end of a line in it but as an escape.
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            out.write_all(b"\n  ")?;
            out.write_all(line.trim_ascii_end())?;
        }
        Ok(())
    }

    /// Writes the end.
    pub(crate) fn end(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(if self.is_begun { b"\n]\n" } else { b"[]\n" })
    }
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some((start, character)) =
            rest.char_indices().find(|(_, character)| !is_harmless(*character))
        {
            writer.write_all(&rest.as_bytes()[..start])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[start + character.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn an_array_that_comes_one_by_one_is_the_same_as_one_at_once() {
        for elements in [vec![], vec![json!({"a": [1, {}], "b": "x\ny  "})], vec![json!(1), json!({"a": []})]]
        {
            let (mut whole, mut pieces) = (Vec::new(), Vec::new());
            super::write(&mut whole, &elements).unwrap();
            let mut array = super::Array::default();
            for element in &elements {
                array.add(&mut pieces, element).unwrap();
            }
            array.end(&mut pieces).unwrap();
            assert_eq!(String::from_utf8(pieces).unwrap(), String::from_utf8(whole).unwrap());
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_reads_back_the_same() {
        let value = json!({"a\u{202e}": ["\u{9b}31m\u{e0041}\u{7f}", "João"], "n": 1});
        let mut text = Vec::new();
        super::write(&mut text, &value).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains(r#""\u009b31m\udb40\udc41\u007f""#) && text.contains("João"), "{text}");
        assert!(text.chars().all(|character| character == '\n' || super::is_harmless(character)), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
