//! The whole JSON of a cache.

mod ahead;
mod answers;
mod body;
mod entries;
mod index;
mod owner;
mod packed;
mod read;
mod template;
#[cfg(test)]
mod tests;
mod write;

use std::sync::{Arc, OnceLock};

use foldhash::quality::RandomState;
use indexmap::IndexMap;

use self::{
    answers::Answers,
    body::Body,
    entries::{Entries, Slot},
    owner::Owner,
};
pub(crate) use self::{answers::Asked, write::Written};
use crate::{
    Accounts, BearerToken, CacheError, Section, Timestamp, TokenQuery,
    json::{Fields, Lookup, Text, Value},
};

/// Sections that are understood, and whatever else is there, kept in its place.
///
/// A clone shares everything with its original until one of them changes.
#[derive(Clone, Default)]
pub(crate) struct Document {
    nodes: IndexMap<Text, Node, RandomState>,
    has_waste: bool,
    /// What its accounts are, once somebody has asked.
    accounts: OnceLock<Accounts>,
    /// Bearer tokens that somebody has asked for.
    answers: Answers,
}

/// A member of the whole.
#[derive(Clone)]
struct Node {
    /// The entries, if it is a section.
    entries: Option<Arc<Entries>>,
    /// What is there instead.
    other: Body,
}

impl Document {
    /// The entries of a section that are objects; whatever else is among them is only kept.
    pub(crate) fn entries(&self, section: Section) -> impl Iterator<Item = (&Text, &Fields)> {
        self.slots(section).filter_map(|slot| Some((&slot.key, slot.body.fields()?)))
    }

    /// Those entries of a section that a query may be about, in their order: no fewer than it matches, and not many
    /// more.
    pub(crate) fn candidates(
        &self,
        section: Section,
        query: &TokenQuery<'_>,
    ) -> impl Iterator<Item = (&Text, &Fields)> + use<'_> {
        let owner = Owner::new(query.home_account_id, query.client_id, query.realm);
        self.candidates_of(section, owner.with_scopes(query.scopes.iter().copied()))
    }

    /// As [`Self::candidates`], for all of one home account, or of all.
    pub(crate) fn entries_of_home(
        &self,
        section: Section,
        home_account_id: Option<&str>,
    ) -> impl Iterator<Item = (&Text, &Fields)> + use<'_> {
        self.candidates_of(section, Owner::new(home_account_id, None, None))
    }

    /// How many members a section has.
    pub(crate) fn count_of(&self, section: Section) -> usize {
        self.section(section).map_or(0, Entries::len)
    }

    /// As [`Self::entries_of_home`], of each entry no more than the texts under these names; and the hash of its home
    /// account.
    pub(crate) fn texts_of_home<'a, const N: usize>(
        &'a self,
        section: Section,
        home_account_id: Option<&str>,
        names: &'static [&'static str; N],
    ) -> impl Iterator<Item = (u64, [Option<&'a str>; N])> {
        let wanted = Owner::new(home_account_id, None, None);
        let slots = self.section(section).into_iter().flat_map(move |entries| entries.slots_of_owner(wanted));
        slots.filter_map(|slot| Some((slot.owner.home, slot.body.texts(names)?)))
    }

    fn candidates_of(
        &self,
        section: Section,
        wanted: Owner,
    ) -> impl Iterator<Item = (&Text, &Fields)> + use<'_> {
        self.section(section).into_iter().flat_map(move |entries| entries.of_owner(wanted))
    }

    pub(crate) fn entry(&self, section: Section, key: &str) -> Option<(&Text, &Fields)> {
        let slot = self.section(section)?.get(key)?;
        Some((&slot.key, slot.body.fields()?))
    }

    /// Whether entries can be added to a section without losing what is there.
    pub(crate) fn check_usable(&self, section: Section) -> Result<(), CacheError> {
        match self.not_entries(section) {
            None | Some(Value::Null) => Ok(()),
            Some(other) => Err(CacheError::UnusableSection { section, found: other.kind() }),
        }
    }

    /// Adds an entry, or replaces the one under the same key in its place; one that is the same stays as it is.
    pub(crate) fn put(&mut self, section: Section, key: &str, entry: Fields) {
        if self.entry(section, key).is_some_and(|(_, known)| *known == entry) {
            return;
        }
        self.insert(section, Text::new(key), entry);
    }

    /// Changes an entry in its place; false when there is none.
    pub(crate) fn change(&mut self, section: Section, key: &str, change: impl FnOnce(&mut Fields)) -> bool {
        let is_there = self.entry(section, key).is_some();
        if is_there {
            self.section_mut(section).change(key, change);
        }
        is_there
    }

    /// Removes the entries that `is_chosen` chooses; whether there were any.
    pub(crate) fn remove(&mut self, section: Section, is_chosen: impl Fn(&Text, &Fields) -> bool) -> bool {
        let is_any = self.entries(section).any(|(key, entry)| is_chosen(key, entry));
        if is_any {
            self.section_mut(section).remove_chosen(is_chosen);
        }
        is_any
    }

    /// Every member of a section, whatever it is.
    pub(crate) fn members(&self, section: Section) -> impl Iterator<Item = (&Text, &Value)> {
        self.slots(section).map(|slot| (&slot.key, slot.body.value()))
    }

    /// What a section is, if it is something else than an object.
    pub(crate) fn not_entries(&self, section: Section) -> Option<&Value> {
        let node = self.nodes.get(&Lookup(section.name()))?;
        node.entries.is_none().then(|| node.other.value())
    }

    pub(crate) fn has(&self, section: Section, key: &Text) -> bool {
        self.section(section).is_some_and(|entries| entries.get_text(key).is_some())
    }

    pub(crate) fn entry_at(&self, section: Section, key: &Text) -> Option<&Fields> {
        self.section(section)?.get_text(key)?.body.fields()
    }

    /// As [`Self::put`], under a key that may be no Unicode.
    pub(crate) fn insert(&mut self, section: Section, key: Text, entry: Fields) {
        let owner = Owner::of(Some(&entry));
        self.section_mut(section).insert(Slot::new(key, owner, Body::made(Value::Object(entry))));
    }

    /// Takes a member out, whatever it is.
    pub(crate) fn take(&mut self, section: Section, key: &Text) -> Option<Arc<Value>> {
        if self.has(section, key) { self.section_mut(section).take(key) } else { None }
    }

    /// Makes a section that is null an empty one.
    pub(crate) fn make_section(&mut self, section: Section) {
        self.section_mut(section);
    }

    /// Takes over the members of another document beside its sections, where there are none of their names.
    pub(crate) fn take_over_others(&mut self, other: &Self) -> usize {
        let unknown = other.nodes.iter().filter(|(name, _)| !name.as_str().is_some_and(Section::is_name));
        let new: Vec<_> = unknown.filter(|(name, _)| !self.nodes.contains_key(*name)).collect();
        let count = new.len();
        self.nodes.extend(new.into_iter().map(|(name, node)| (name.clone(), node.clone())));
        count
    }

    /// Whether both are written as the same bytes.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let mut both = self.nodes.iter().zip(&other.nodes);
        self.nodes.len() == other.nodes.len()
            && both.all(|((name, own), (other_name, other))| name == other_name && own.is_same_as(other))
    }

    /// Whether a member of `before`, or of one of its sections, is missing here.
    pub(crate) fn has_lost_members_of(&self, before: &Self) -> bool {
        before.nodes.iter().any(|(name, node)| {
            let Some(own) = self.nodes.get(name) else { return true };
            match (&own.entries, &node.entries) {
                (_, None) => false,
                (None, Some(before)) => before.len() > 0,
                (Some(own), Some(before)) => !Arc::ptr_eq(own, before) && own.has_lost_keys_of(before),
            }
        })
    }

    /// Whether it holds memory of what was removed or replaced since it was read.
    pub(crate) fn has_waste(&self) -> bool {
        let is_wasteful = |node: &Node| node.entries.as_ref().is_some_and(|entries| entries.has_waste());
        self.has_waste || self.nodes.values().any(is_wasteful)
    }

    /// Its accounts, which `collect` puts together.
    pub(crate) fn accounts(&self, collect: impl FnOnce() -> Accounts) -> &Accounts {
        self.accounts.get_or_init(collect)
    }

    /// The bearer token that was found before, if it has not ended at `now`.
    pub(crate) fn found_before(&self, asked: Asked<'_>, now: Timestamp) -> Option<Arc<BearerToken>> {
        self.answers.find(asked, now)
    }

    /// Remembers for as long as the access tokens do not change what was found at `now`.
    pub(crate) fn remember(&self, asked: Asked<'_>, now: Timestamp, token: &Arc<BearerToken>) {
        self.answers.keep(asked, now, token);
    }

    /// A document that has nothing but the bearer tokens that were found in this one, and what they take, in bytes.
    pub(crate) fn found_only(&self) -> (Self, usize) {
        let (answers, length) = self.answers.packed();
        (Self { answers, ..Self::default() }, length)
    }

    /// Remembers what was found in another one that is the same, before that was reduced to it.
    pub(crate) fn remember_found_in(&self, same: &Self) {
        self.answers.take_over(&same.answers);
    }

    fn slots(&self, section: Section) -> impl Iterator<Item = &Slot> {
        self.section(section).into_iter().flat_map(Entries::iter)
    }

    fn section(&self, section: Section) -> Option<&Entries> {
        self.nodes.get(&Lookup(section.name()))?.entries.as_deref()
    }

    /// The section to write to, made if it is missing; see [`Self::check_usable`].
    fn section_mut(&mut self, section: Section) -> &mut Entries {
        if matches!(section, Section::Account | Section::IdToken) {
            self.accounts = OnceLock::new();
        }
        if section == Section::AccessToken {
            self.answers = Answers::default();
        }
        let empty = || Node::other(Body::made(Value::Null));
        let node = self.nodes.entry(Text::new(section.name())).or_insert_with(empty);
        Arc::make_mut(node.entries.get_or_insert_default())
    }
}

impl Node {
    fn section(entries: Entries) -> Self {
        Self { entries: Some(Arc::new(entries)), other: Body::made(Value::Null) }
    }

    fn other(other: Body) -> Self {
        Self { entries: None, other }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        match (&self.entries, &other.entries) {
            (None, None) => self.other.is_same_as(&other.other),
            (Some(own), Some(other)) => Arc::ptr_eq(own, other) || own.is_same_as(other),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}
