use super::{Text, Value};

/// The members of an object, in their order. Entries have a dozen: a search from the front is the fastest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(pub(super) Vec<(Text, Value)>);

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
}
