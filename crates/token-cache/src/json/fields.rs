use super::{Text, Value, names::KnownName};

/// The members of an object, in their order.
///
/// Entries have a dozen: a search from the front is the fastest, once it is known that it will find something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    members: Vec<(Text, Value)>,
    /// Which of the known names are among them, or were.
    known: u64,
}

impl Fields {
    /// Members with different names.
    pub(super) fn new(members: Vec<(Text, Value)>) -> Self {
        let known = members.iter().fold(0, |known, (name, _)| known | bit(name));
        Self { members, known }
    }

    #[expect(
        clippy::inline_always,
        reason = "so that the place of a name in the code is known to the compiler"
    )]
    #[inline(always)]
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.place(name).and_then(|place| self.members.get(place)).map(|(_, value)| value)
    }

    #[expect(
        clippy::inline_always,
        reason = "so that the place of a name in the code is known to the compiler"
    )]
    #[inline(always)]
    fn place(&self, name: &str) -> Option<usize> {
        match KnownName::find(name) {
            Some(known) if self.known & known.bit() == 0 => None,
            Some(known) => self.members.iter().position(|(own, _)| own.known() == Some(known)),
            None => self.members.iter().position(|(own, _)| own.as_str() == Some(name)),
        }
    }

    /// The value when it is a string.
    #[expect(
        clippy::inline_always,
        reason = "so that the place of a name in the code is known to the compiler"
    )]
    #[inline(always)]
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Whether any of the names of these bits may be among the members; see [`bits_of`](super::bits_of).
    pub(crate) fn may_have(&self, names: u64) -> bool {
        self.known & names != 0
    }

    /// Replaces the value in its place, or appends it.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Some((_, old)) = self.place(name).and_then(|place| self.members.get_mut(place)) {
            *old = value;
            return;
        }
        let name = Text::new(name);
        self.known |= bit(&name);
        self.members.push((name, value));
    }

    pub(crate) fn set_text(&mut self, name: &str, text: &str) {
        self.set(name, Value::String(Text::new(text)));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.members.retain(|(known, _)| known.as_str() != Some(name));
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
        self.members.iter()
    }
}

fn bit(name: &Text) -> u64 {
    name.known().map_or(0, KnownName::bit)
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}
