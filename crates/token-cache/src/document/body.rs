//! What is stored under a name: read and not yet looked at, or made.

use std::sync::{Arc, OnceLock};

use super::owner::Owner;
use crate::{
    SharedJson,
    json::{Fields, Value, Writer, split_plain, value_of},
    shared_json::offset,
};

/// What layout and escapes may add to a value.
const ROOM: usize = 64;

#[derive(Clone)]
pub(super) enum Body {
    Read(Piece),
    Made(Arc<Value>),
}

/// A value within JSON that was read. It is taken apart when somebody looks at it.
#[derive(Clone)]
pub(super) struct Piece {
    json: SharedJson,
    place: Place,
    depth: u8,
    /// Whether name and value are written just as our writer would.
    is_canonical: bool,
    value: OnceLock<Arc<Value>>,
}

/// Where a member is: from the quote before its name to the end of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: u32,
    pub(super) value: u32,
    pub(super) end: u32,
}

impl Place {
    pub(super) fn new(name: usize, value: usize, end: usize) -> Self {
        Self { name: offset(name), value: offset(value), end: offset(end) }
    }

    /// What is between the quotes of the name, where the writer wrote it.
    pub(super) fn name_range(self) -> (usize, usize) {
        (self.name as usize + 1, (self.value as usize).saturating_sub("\": ".len()))
    }
}

impl Piece {
    pub(super) fn new(json: &SharedJson, place: Place, depth: u8, is_canonical: bool) -> Self {
        Self { json: json.clone(), place, depth, is_canonical, value: OnceLock::new() }
    }

    fn build(&self) -> Value {
        value_of(&self.json, self.place.value as usize, self.depth.into())
    }

    /// As [`Body::texts`], of an entry of a section that is written as our writer would, so that each name is there once.
    /// None where a member is no text, or has escapes.
    fn texts<const N: usize>(&self, names: &[&str; N]) -> Option<[Option<&str>; N]> {
        let mut texts = [None; N];
        let mut next = 0;
        let mut rest = self.value_source().strip_prefix("{\n            \"")?;
        loop {
            // Most are in that order.
            let expected = names.get(next).and_then(|name| rest.strip_prefix(name)?.strip_prefix("\": \""));
            let (place, value) = if let Some(value) = expected {
                (Some(next), value)
            } else {
                let (name, after) = split_plain(rest)?;
                (names.iter().position(|own| *own == name), after.strip_prefix(": \"")?)
            };
            let (text, after) = split_plain(value)?;
            if let Some(place) = place {
                texts[place] = Some(text);
                next = place + 1;
            }
            match after.strip_prefix(",\n            \"") {
                Some(further) => rest = further,
                None => return (after == "\n        }").then_some(texts),
            }
        }
    }

    fn value_source(&self) -> &str {
        source(&self.json, self.place.value, self.place.end)
    }
}

impl Body {
    pub(super) fn made(value: Value) -> Self {
        Self::Made(Arc::new(value))
    }

    pub(super) fn value(&self) -> &Value {
        match self {
            Self::Read(piece) => piece.value.get_or_init(|| Arc::new(piece.build())),
            Self::Made(value) => value,
        }
    }

    pub(super) fn fields(&self) -> Option<&Fields> {
        self.value().fields()
    }

    /// The strings among the members of an object, by their names. What nobody has looked at stays as it is.
    pub(super) fn texts<const N: usize>(&self, names: &[&str; N]) -> Option<[Option<&str>; N]> {
        let in_place = match self {
            Self::Read(piece) if piece.is_canonical && piece.value.get().is_none() => piece.texts(names),
            _ => None,
        };
        in_place.or_else(|| self.fields().map(|fields| names.map(|name| fields.text(name))))
    }

    pub(super) fn into_value(self) -> Arc<Value> {
        match self {
            Self::Read(piece) => piece.value.get().cloned().unwrap_or_else(|| Arc::new(piece.build())),
            Self::Made(value) => value,
        }
    }

    /// A changed copy.
    pub(super) fn changed(&self, change: impl FnOnce(&mut Fields)) -> Self {
        let mut value = self.clone().into_value();
        if let Value::Object(fields) = Arc::make_mut(&mut value) {
            change(fields);
        }
        Self::Made(value)
    }

    pub(super) fn owner(&self) -> Owner {
        match self {
            Self::Made(value) => Owner::of(value.fields()),
            Self::Read(piece) => Owner::of(piece.build().fields()),
        }
    }

    /// The JSON and the place in it from which name and value can be copied.
    pub(super) fn canonical(&self) -> Option<(&SharedJson, Place)> {
        match self {
            Self::Read(piece) if piece.is_canonical => Some((&piece.json, piece.place)),
            _ => None,
        }
    }

    pub(super) const fn is_read(&self) -> bool {
        matches!(self, Self::Read(_))
    }

    /// About how many bytes it is when written; rather too many.
    pub(super) fn size_hint(&self) -> usize {
        match self {
            Self::Read(piece) => {
                let length = piece.value_source().len();
                if piece.is_canonical { length } else { length + length / 4 + ROOM }
            }
            Self::Made(value) => {
                let texts = value.fields().into_iter().flat_map(Fields::iter);
                texts
                    .map(|(name, value)| name.display().len() + value.as_str().map_or(0, str::len) + ROOM)
                    .sum()
            }
        }
    }

    /// Writes the value; what nobody has looked at is not kept in parts.
    pub(super) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Read(piece) if piece.is_canonical => writer.copy(piece.value_source()),
            Self::Read(piece) => match piece.value.get() {
                Some(value) => writer.value(value),
                None => writer.value(&piece.build()),
            },
            Self::Made(value) => writer.value(value),
        }
    }

    /// Whether both are written the same.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read(own), Self::Read(other)) if own.is_canonical && other.is_canonical => {
                own.json.is(&other.json) && own.place == other.place
                    || own.value_source() == other.value_source()
            }
            (Self::Made(own), Self::Made(other)) if Arc::ptr_eq(own, other) => true,
            _ => self.value() == other.value(),
        }
    }
}

/// What the JSON has from one place to another.
pub(super) fn source(json: &SharedJson, start: u32, end: u32) -> &str {
    json.as_str().get(start as usize..end as usize).unwrap_or_default()
}
