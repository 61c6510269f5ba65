//! JSON as a cache needs it: nothing is lost or reordered, texts are wiped, positions are known.
//!
//! `serde_json` would round numbers, refuse the half surrogates that Python and JavaScript write, and
//! leave tokens behind in buffers of its own.

mod parse;
mod text;
mod write;

pub(crate) use parse::parse;
pub(crate) use text::{Lookup, Text};
pub(crate) use write::Writer;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it was written, so that no digit is lost.
    Number(Text),
    String(Text),
    Array(Vec<Value>),
    Object(Fields),
}

impl Value {
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => text.as_str(),
            _ => None,
        }
    }

    pub(crate) fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// A whole number, be it written as a number or as a string; a fraction is cut off.
    pub(crate) fn as_integer(&self) -> Option<i64> {
        let text = match self {
            Self::Number(text) | Self::String(text) => text.as_str()?.trim(),
            _ => return None,
        };
        text.parse().ok().or_else(|| whole_part(text))
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a float beyond the range saturates")]
fn whole_part(text: &str) -> Option<i64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number as i64)
}

/// The members of an object, in their order. Entries have a dozen: a search from the front is the fastest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(Vec<(Text, Value)>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known.as_str() == Some(name)).map(|(_, value)| value)
    }

    /// The value when it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Replaces the value in its place, or appends it.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| known.as_str() == Some(name)) {
            Some((_, old)) => *old = value,
            None => self.0.push((Text::new(name), value)),
        }
    }

    pub(crate) fn set_text(&mut self, name: &str, text: &str) {
        self.set(name, Value::String(Text::new(text)));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known.as_str() != Some(name));
    }

    /// Appends a string; for entries that are being made.
    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        self.set_text(name, text);
        self
    }

    /// Appends a string, or null where there is none.
    pub(crate) fn with_nullable(mut self, name: &str, text: Option<&str>) -> Self {
        self.set(name, text.map_or(Value::Null, |text| Value::String(Text::new(text))));
        self
    }

    /// Appends a string if there is one.
    pub(crate) fn with_optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with(name, text),
            None => self,
        }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &(Text, Value)> {
        self.0.iter()
    }

    pub(crate) fn into_members(self) -> Vec<(Text, Value)> {
        self.0
    }
}
