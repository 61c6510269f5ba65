use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    CacheError, Section,
    json::{Fields, Lookup, Text, Value, Writer},
};

/// The entries of one section by their stored keys, in the order in which they were added.
pub(crate) type Entries = IndexMap<Text, Arc<Value>>;

/// The whole JSON: sections that are understood, and whatever else is there, kept in its place.
///
/// A clone shares everything with its original until one of them changes.
#[derive(Clone, Default)]
pub(crate) struct Document {
    nodes: IndexMap<Text, Node>,
}

/// A member of the whole.
#[derive(Clone)]
struct Node {
    /// The entries, if it is a section.
    entries: Option<Arc<Entries>>,
    /// What is there instead.
    other: Arc<Value>,
}

impl Document {
    pub(crate) fn from_fields(fields: Fields) -> Self {
        let nodes = fields.into_members().into_iter().map(|(name, value)| {
            let node = Node::read(&name, value);
            (name, node)
        });
        Self { nodes: nodes.collect() }
    }

    /// The entries of a section that are objects; whatever else is among them is only kept.
    pub(crate) fn entries(&self, section: Section) -> impl Iterator<Item = (&Text, &Fields)> {
        let entries = self.section(section).into_iter().flat_map(|entries| entries.iter());
        entries.filter_map(|(key, entry)| Some((key, entry.fields()?)))
    }

    pub(crate) fn entry(&self, section: Section, key: &str) -> Option<(&Text, &Fields)> {
        let (key, entry) = self.section(section)?.get_key_value(&Lookup(key))?;
        Some((key, entry.fields()?))
    }

    /// Whether entries can be added to a section without losing what is there.
    pub(crate) fn check_usable(&self, section: Section) -> Result<(), CacheError> {
        match self.nodes.get(&Lookup(section.name())) {
            Some(Node { entries: None, other }) if **other != Value::Null => {
                Err(CacheError::UnusableSection { section, found: other.kind() })
            }
            _ => Ok(()),
        }
    }

    /// Adds an entry, or replaces the one under the same key in its place.
    pub(crate) fn put(&mut self, section: Section, key: &str, entry: Fields) {
        self.section_mut(section).insert(Text::new(key), Arc::new(Value::Object(entry)));
    }

    /// Changes an entry in its place; false when there is none.
    pub(crate) fn change(&mut self, section: Section, key: &str, change: impl FnOnce(&mut Fields)) -> bool {
        if self.entry(section, key).is_none() {
            return false;
        }
        let entry = self.section_mut(section).get_mut(&Lookup(key));
        if let Some(Value::Object(fields)) = entry.map(Arc::make_mut) {
            change(fields);
        }
        true
    }

    /// Removes the entries that `is_chosen` chooses; whether there were any.
    pub(crate) fn remove(&mut self, section: Section, is_chosen: impl Fn(&Text, &Fields) -> bool) -> bool {
        if !self.entries(section).any(|(key, entry)| is_chosen(key, entry)) {
            return false;
        }
        self.section_mut(section)
            .retain(|key, entry| !entry.fields().is_some_and(|fields| is_chosen(key, fields)));
        true
    }

    /// Every member of a section, whatever it is.
    pub(crate) fn members(&self, section: Section) -> impl Iterator<Item = (&Text, &Value)> {
        let entries = self.section(section).into_iter().flat_map(|entries| entries.iter());
        entries.map(|(key, entry)| (key, &**entry))
    }

    /// What a section is, if it is something else than an object.
    pub(crate) fn not_entries(&self, section: Section) -> Option<&Value> {
        let node = self.nodes.get(&Lookup(section.name()))?;
        node.entries.is_none().then_some(&*node.other)
    }

    pub(crate) fn has(&self, section: Section, key: &Text) -> bool {
        self.section(section).is_some_and(|entries| entries.contains_key(key))
    }

    pub(crate) fn entry_at(&self, section: Section, key: &Text) -> Option<&Fields> {
        self.section(section)?.get(key)?.fields()
    }

    /// As [`Self::put`], under a key that may be no Unicode.
    pub(crate) fn insert(&mut self, section: Section, key: Text, entry: Fields) {
        self.section_mut(section).insert(key, Arc::new(Value::Object(entry)));
    }

    /// Takes a member out, whatever it is.
    pub(crate) fn take(&mut self, section: Section, key: &Text) -> Option<Arc<Value>> {
        if self.has(section, key) { self.section_mut(section).shift_remove(key) } else { None }
    }

    /// Makes a section that is null an empty one.
    pub(crate) fn make_section(&mut self, section: Section) {
        self.section_mut(section);
    }

    /// Takes over the members of another document beside its sections, where there are none of their names.
    pub(crate) fn take_over_others(&mut self, other: &Self) -> usize {
        let unknown = other.nodes.iter().filter(|(name, _)| !is_section(name));
        let new: Vec<_> = unknown.filter(|(name, _)| !self.nodes.contains_key(*name)).collect();
        let count = new.len();
        self.nodes.extend(new.into_iter().map(|(name, node)| (name.clone(), node.clone())));
        count
    }

    /// Whether both are written as the same bytes.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.nodes.len() == other.nodes.len()
            && self
                .nodes
                .iter()
                .zip(&other.nodes)
                .all(|((name, own), (other_name, other))| name == other_name && own.is_same_as(other))
    }

    /// Whether a member of `before`, or of one of its sections, is missing here.
    pub(crate) fn has_lost_members_of(&self, before: &Self) -> bool {
        before.nodes.iter().any(|(name, node)| {
            let Some(own) = self.nodes.get(name) else { return true };
            match (&own.entries, &node.entries) {
                (_, None) => false,
                (None, Some(entries)) => !entries.is_empty(),
                (Some(own), Some(before)) => {
                    !Arc::ptr_eq(own, before) && before.keys().any(|key| !own.contains_key(key))
                }
            }
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.object(self.nodes.iter(), |writer, node| match &node.entries {
            None => writer.value(&node.other),
            Some(entries) => writer.object(entries.iter(), |writer, entry| writer.value(entry)),
        });
    }

    fn section(&self, section: Section) -> Option<&Entries> {
        self.nodes.get(&Lookup(section.name()))?.entries.as_deref()
    }

    /// The section to write to, made if it is missing; see [`Self::check_usable`].
    fn section_mut(&mut self, section: Section) -> &mut Entries {
        let node = self.nodes.entry(Text::new(section.name())).or_insert_with(|| Node::other(Value::Null));
        Arc::make_mut(node.entries.get_or_insert_default())
    }
}

impl Node {
    fn read(name: &Text, value: Value) -> Self {
        match value {
            Value::Object(fields) if is_section(name) => {
                let entries = fields.into_members().into_iter().map(|(key, entry)| (key, Arc::new(entry)));
                Self { entries: Some(Arc::new(entries.collect())), other: Arc::new(Value::Null) }
            }
            other => Self::other(other),
        }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        match (&self.entries, &other.entries) {
            (None, None) => Arc::ptr_eq(&self.other, &other.other) || self.other == other.other,
            (Some(own), Some(other)) => {
                Arc::ptr_eq(own, other) || own.len() == other.len() && own.iter().eq(other.iter())
            }
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    fn other(value: Value) -> Self {
        Self { entries: None, other: Arc::new(value) }
    }
}

fn is_section(name: &Text) -> bool {
    Section::ALL.iter().any(|section| name.as_str() == Some(section.name()))
}
