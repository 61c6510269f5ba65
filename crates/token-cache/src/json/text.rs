use std::{
    fmt,
    hash::{Hash, Hasher},
};

use indexmap::Equivalent;
use zeroize::Zeroize;

/// A JSON string (or the digits of a number), wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Text {
    raw: String,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `raw` is the text.
    Unicode,
    /// The text holds half a surrogate pair, which no Rust string can: `raw` is the source between the quotes.
    Escaped,
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Self::from_unicode(text.to_owned())
    }

    pub(crate) const fn from_unicode(raw: String) -> Self {
        Self { raw, form: Form::Unicode }
    }

    pub(crate) fn from_escaped(source: &str) -> Self {
        Self { raw: source.to_owned(), form: Form::Escaped }
    }

    /// Appends within the capacity that it was made with, so that no copy is left behind.
    pub(crate) fn push_str(&mut self, more: &str) {
        self.raw.push_str(more);
    }

    /// As [`Self::push_str`].
    pub(crate) fn push(&mut self, character: char) {
        self.raw.push(character);
    }

    /// None for a text that is no Unicode.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self.form {
            Form::Unicode => Some(&self.raw),
            Form::Escaped => None,
        }
    }

    /// The source between the quotes, for a text that is no Unicode.
    pub(crate) fn as_escaped(&self) -> Option<&str> {
        match self.form {
            Form::Unicode => None,
            Form::Escaped => Some(&self.raw),
        }
    }

    /// Something to show in any case.
    pub(crate) fn display(&self) -> &str {
        &self.raw
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        self.raw.zeroize();
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[text]")
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

/// How many bytes come before the first special one: whole blocks at once, in vector instructions.
pub(super) fn plain_run(bytes: &[u8], is_special: impl Fn(u8) -> bool) -> usize {
    const BLOCK: usize = 32;
    let is_plain = |block: &&[u8]| !block.iter().fold(false, |found, byte| found | is_special(*byte));
    let start = BLOCK * bytes.chunks_exact(BLOCK).take_while(is_plain).count();
    start + bytes[start..].iter().take_while(|byte| !is_special(**byte)).count()
}

/// Finds a [`Text`] in a map without making one.
#[derive(Hash)]
pub(crate) struct Lookup<'a>(pub(crate) &'a str);

impl Equivalent<Text> for Lookup<'_> {
    fn equivalent(&self, key: &Text) -> bool {
        key.as_str() == Some(self.0)
    }
}
