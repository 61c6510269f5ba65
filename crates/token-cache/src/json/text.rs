use std::{
    fmt,
    hash::{Hash, Hasher},
};

use indexmap::Equivalent;

use super::{Found, names::KnownName, write::escape_beyond_ascii};
use crate::{SharedJson, shared_json::offset, wipe::Wiped};

/// A JSON string (or the digits of a number), wiped with the last that holds its memory.
#[derive(Clone)]
pub(crate) struct Text(Form);

#[derive(Clone)]
enum Form {
    /// A name that every cache has.
    Known(KnownName),
    /// Memory of its own.
    Own(Wiped),
    /// What is between the quotes in some JSON.
    Part(Part),
    /// The text holds half a surrogate pair, which no Rust string can: the source between the quotes, in ASCII.
    Escaped(Part),
    /// The same in memory of its own, because the source is not in ASCII.
    OwnEscaped(Wiped),
}

/// A piece of some JSON.
#[derive(Clone)]
struct Part {
    json: SharedJson,
    start: u32,
    end: u32,
}

impl Part {
    fn new(json: &SharedJson, (start, end): (usize, usize)) -> Self {
        Self { json: json.clone(), start: offset(start), end: offset(end) }
    }

    fn as_str(&self) -> &str {
        self.json.as_str().get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Self(KnownName::find(text).map_or_else(|| Form::Own(Wiped::new(text.to_owned())), Form::Known))
    }

    /// A name, if it is one of those that every cache has. A name that is known never takes another form.
    pub(super) const fn known(&self) -> Option<KnownName> {
        match &self.0 {
            Form::Known(name) => Some(*name),
            _ => None,
        }
    }

    /// What the JSON has from one place to another.
    pub(super) fn part(json: &SharedJson, range: (usize, usize)) -> Self {
        Self(Form::Part(Part::new(json, range)))
    }

    /// The same text in other JSON, between the quotes at `range`; memory of its own where it has escapes there.
    pub(crate) fn moved(&self, json: &SharedJson, range: (usize, usize)) -> Self {
        let part = Part::new(json, range);
        match &self.0 {
            Form::Known(_) => self.clone(),
            Form::Escaped(_) | Form::OwnEscaped(_) => Self(Form::Escaped(part)),
            _ if part.as_str() == self.display() => Self(Form::Part(part)),
            _ => Self(Form::Own(Wiped::new(self.display().to_owned()))),
        }
    }

    /// None for a text that is no Unicode.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Form::Known(name) => Some(name.as_str()),
            Form::Own(text) => Some(text),
            Form::Part(part) => Some(part.as_str()),
            Form::Escaped(_) | Form::OwnEscaped(_) => None,
        }
    }

    /// The source between the quotes, for a text that is no Unicode.
    pub(crate) fn as_escaped(&self) -> Option<&str> {
        match &self.0 {
            Form::Escaped(part) => Some(part.as_str()),
            Form::OwnEscaped(source) => Some(source),
            _ => None,
        }
    }

    /// Something to show in any case.
    pub(crate) fn display(&self) -> &str {
        match &self.0 {
            Form::Known(name) => name.as_str(),
            Form::Own(text) | Form::OwnEscaped(text) => text,
            Form::Part(part) | Form::Escaped(part) => part.as_str(),
        }
    }
}

impl Found<'_> {
    /// The text, as a part of the JSON that it was found in.
    pub(crate) fn text(&self, json: &SharedJson) -> Text {
        if self.as_plain().is_some() {
            return Text::part(json, self.range());
        }
        let unescaped = self.unescaped();
        Text(if !unescaped.has_half_pair {
            Form::Own(unescaped.text)
        } else if self.source().is_ascii() {
            Form::Escaped(Part::new(json, self.range()))
        } else {
            Form::OwnEscaped(escape_beyond_ascii(self.source()))
        })
    }

    /// As [`Self::text`], for a name: the known ones need no memory.
    pub(crate) fn name(&self, json: &SharedJson) -> Text {
        let known = |name: &str| KnownName::find(name).map(|known| Text(Form::Known(known)));
        if let Some(name) = self.as_plain() {
            return known(name).unwrap_or_else(|| self.text(json));
        }
        let text = self.text(json);
        text.as_str().and_then(known).unwrap_or(text)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Part(own), Form::Part(other)) if own.start == other.start && own.json.is(&other.json) => {
                own.end == other.end
            }
            (Form::Known(own), Form::Known(other)) => own == other,
            _ => self.as_str() == other.as_str() && self.as_escaped() == other.as_escaped(),
        }
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[text]")
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.display().hash(state);
    }
}

/// Finds a [`Text`] in a map without making one.
#[derive(Hash)]
pub(crate) struct Lookup<'a>(pub(crate) &'a str);

impl Equivalent<Text> for Lookup<'_> {
    fn equivalent(&self, key: &Text) -> bool {
        key.as_str() == Some(self.0)
    }
}
