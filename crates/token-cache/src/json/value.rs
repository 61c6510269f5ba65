use super::{Fields, Text};

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
