//! What becomes of JSON that is read: values, or nothing.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{Fields, Found, Reader, Text, Value, names::KnownName};
use crate::{CacheError, SharedJson};

/// Up to here, looking for a double from the front costs less than an index.
const FEW: usize = 16;

/// Members of most entries.
const USUAL: usize = 12;

/// Makes something of each value that a [`Reader`] goes over.
pub(crate) trait Build<'a> {
    type Value;
    type Members: Default;

    fn constant(&self, value: Value) -> Self::Value;
    fn number(&self, start: usize, end: usize) -> Self::Value;
    fn text(&self, found: Found<'a>) -> Self::Value;
    fn array(&self, items: Vec<Self::Value>) -> Self::Value;
    fn object(&self, members: Self::Members) -> Self::Value;
    /// Adds a member; whether there was none of the name.
    fn insert(&self, members: &mut Self::Members, name: Found<'a>, value: Self::Value) -> bool;
}

/// Reads one JSON value and nothing after it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, CacheError> {
    let json = SharedJson::from_bytes(bytes.to_vec())?;
    Reader::new(json.as_str()).whole(|reader| reader.value(&Values(&json)))
}

/// The value that begins at `start` of a text that has been read before, as deep within it.
pub(crate) fn value_of(json: &SharedJson, start: usize, depth: usize) -> Value {
    Reader::at(json.as_str(), start, depth).value(&Values(json)).unwrap_or(Value::Null)
}

/// The member of that name of an object, if it is a string.
pub(crate) fn text_member(json: &str, name: &str) -> Option<String> {
    let mut text = None;
    let read = Reader::new(json).whole(|reader| {
        if reader.peek() != Some(b'{') {
            return reader.value(&Skim);
        }
        reader.members(|reader, own| {
            let is_text = reader.peek() == Some(b'"');
            if own.unescaped_text().as_deref() != Some(name) {
                return reader.value(&Skim);
            }
            text = None;
            if is_text {
                text = reader.text()?.unescaped_text().map(Cow::into_owned);
                return Ok(());
            }
            reader.value(&Skim)
        })
    });
    read.ok().and(text)
}

/// Makes values whose texts are parts of the JSON.
struct Values<'a>(&'a SharedJson);

impl<'a> Build<'a> for Values<'_> {
    type Value = Value;
    type Members = Members;

    fn constant(&self, value: Value) -> Value {
        value
    }

    fn number(&self, start: usize, end: usize) -> Value {
        Value::Number(Text::part(self.0, (start, end)))
    }

    fn text(&self, found: Found<'a>) -> Value {
        Value::String(found.text(self.0))
    }

    fn array(&self, items: Vec<Value>) -> Value {
        Value::Array(items)
    }

    fn object(&self, members: Members) -> Value {
        Value::Object(Fields::new(members.list))
    }

    fn insert(&self, members: &mut Members, name: Found<'a>, value: Value) -> bool {
        members.insert(name.name(self.0), value)
    }
}

/// Members of an object as they are read: of two with one name the last counts, in the place of the first.
#[derive(Default)]
struct Members {
    list: Vec<(Text, Value)>,
    /// Where each name is, kept once there are many: else an object of a million names would take hours.
    places: HashMap<Text, usize>,
}

impl Members {
    fn insert(&mut self, name: Text, value: Value) -> bool {
        let place = self.place(&name);
        match place {
            Some(place) => self.list[place].1 = value,
            None => self.push(name, value),
        }
        place.is_none()
    }

    fn place(&self, name: &Text) -> Option<usize> {
        if self.places.is_empty() {
            self.list.iter().position(|(known, _)| known == name)
        } else {
            self.places.get(name).copied()
        }
    }

    fn push(&mut self, name: Text, value: Value) {
        if self.list.is_empty() {
            self.list.reserve_exact(USUAL);
        }
        if self.list.len() == FEW {
            self.places =
                self.list.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(name.clone(), self.list.len());
        }
        self.list.push((name, value));
    }
}

/// Makes nothing: for JSON that is only to be checked.
pub(crate) struct Skim;

impl<'a> Build<'a> for Skim {
    type Value = ();
    type Members = Names<'a>;

    fn constant(&self, _: Value) {}
    fn number(&self, _: usize, _: usize) {}
    fn text(&self, _: Found<'a>) {}
    fn array(&self, _: Vec<()>) {}
    fn object(&self, _: Names<'a>) {}

    fn insert(&self, names: &mut Names<'a>, name: Found<'a>, (): ()) -> bool {
        names.insert(name.source())
    }
}

/// The names of an object as they are written, to find doubles.
#[derive(Default)]
pub(crate) struct Names<'a> {
    /// The bits of those that every cache has.
    known: u64,
    few: [&'a str; FEW],
    count: usize,
    many: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Whether the name is new.
    pub(crate) fn insert(&mut self, name: &'a str) -> bool {
        if let Some(known) = KnownName::find(name) {
            let is_new = self.known & known.bit() == 0;
            self.known |= known.bit();
            return is_new;
        }
        if self.few.iter().take(self.count).any(|known| *known == name) {
            return false;
        }
        match self.few.get_mut(self.count) {
            Some(place) => {
                *place = name;
                self.count += 1;
                true
            }
            None => self.many.insert(name),
        }
    }
}
