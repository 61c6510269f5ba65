//! Reading: every byte is checked, but nothing is taken apart that nobody has asked for.

use std::thread;

use indexmap::IndexMap;

use super::{
    Document, Node,
    ahead::Ahead,
    body::{Body, Piece, Place},
    entries::{Entries, Slot},
    owner::Owner,
    template::Template,
};
use crate::{
    CacheError, Section, SharedJson,
    json::{Found, Names, Reader, Skim, value_of},
};

/// How deep the members beside the sections are, and the entries of sections.
pub(super) const OF_WHOLE: u8 = 1;
pub(super) const OF_SECTION: u8 = 2;

impl Document {
    /// Large JSON is gone over on two threads.
    pub(crate) fn read(json: &SharedJson) -> Result<Self, CacheError> {
        thread::scope(|scope| Self::read_beside(json, &mut Ahead::begin(scope, json.as_str())))
    }

    pub(super) fn read_beside<'a>(
        json: &'a SharedJson,
        ahead: &mut Ahead<'_, 'a>,
    ) -> Result<Self, CacheError> {
        let mut nodes = IndexMap::default();
        let found = Reader::new(json.as_str()).whole(|reader| {
            if reader.peek() != Some(b'{') {
                let start = reader.position();
                return reader.value(&Skim).map(|()| Some(value_of(json, start, 0).kind()));
            }
            reader.members(|reader, name| {
                let node = match ahead.node(name) {
                    Some(known) => known.take_over(reader, json),
                    None => node(reader, json, name, ahead)?,
                };
                nodes.insert(name.name(json), node);
                Ok(())
            })?;
            Ok(None)
        })?;
        found.map_or(Ok(Self { nodes, ..Self::default() }), |found| Err(CacheError::NotAnObject { found }))
    }
}

fn node<'a>(
    reader: &mut Reader<'a>,
    json: &SharedJson,
    name: Found<'a>,
    ahead: &mut Ahead<'_, 'a>,
) -> Result<Node, CacheError> {
    if begins_section(reader, name) {
        return entries(reader, json, ahead).map(Node::section);
    }
    let seen = Seen::read(reader, name, |reader| reader.value(&Skim).map(|()| None))?;
    Ok(Node::other(seen.body(json, OF_WHOLE)))
}

/// Whether a member of the whole has entries.
pub(super) fn begins_section(reader: &Reader<'_>, name: Found<'_>) -> bool {
    reader.peek() == Some(b'{') && name.unescaped_text().as_deref().is_some_and(Section::is_name)
}

fn entries<'a>(
    reader: &mut Reader<'a>,
    json: &SharedJson,
    ahead: &mut Ahead<'_, 'a>,
) -> Result<Entries, CacheError> {
    let mut entries = Entries::default();
    let mut template = Template::default();
    reader.members(|reader, name| {
        if let Some(known) = ahead.entries(name) {
            entries.reserve(known.seen.len());
            known.seen.iter().map(|seen| seen.slot(json)).for_each(|slot| entries.insert(slot));
            reader.go_to(known.end);
        } else {
            entries.insert(Seen::entry(reader, name, &mut template)?.slot(json));
        }
        Ok(())
    })?;
    Ok(entries)
}

/// A member as it was gone over.
pub(super) struct Seen<'a> {
    name: Found<'a>,
    place: Place,
    is_canonical: bool,
    /// Whose entry it is; none where that takes a closer look.
    owner: Option<Owner>,
}

impl<'a> Seen<'a> {
    /// Goes over an entry of a section.
    pub(super) fn entry(
        reader: &mut Reader<'a>,
        name: Found<'a>,
        template: &mut Template<'a>,
    ) -> Result<Self, CacheError> {
        Self::read(reader, name, |reader| owner_of_entry(reader, template))
    }

    /// Goes over the value with `read`, which may find out whose it is.
    pub(super) fn read(
        reader: &mut Reader<'a>,
        name: Found<'a>,
        read: impl FnOnce(&mut Reader<'a>) -> Result<Option<Owner>, CacheError>,
    ) -> Result<Self, CacheError> {
        let start = reader.position();
        let (owner, is_canonical) = reader.canonically(read)?;
        let (name_start, name_end) = name.range();
        let is_canonical = is_canonical
            && name.is_plain()
            && reader.json()[name_end..].starts_with("\": ")
            && start == name_end + 3;
        let place = Place::new(name_start - 1, start, reader.position());
        Ok(Self { name, place, is_canonical, owner })
    }

    pub(super) fn body(&self, json: &SharedJson, depth: u8) -> Body {
        Body::Read(Piece::new(json, self.place, depth, self.is_canonical))
    }

    pub(super) fn slot(&self, json: &SharedJson) -> Slot {
        let body = self.body(json, OF_SECTION);
        let owner = self.owner.unwrap_or_else(|| body.owner());
        Slot::new(self.name.name(json), owner, body)
    }
}

/// Goes over an entry and notes whose it is; none where that takes a closer look.
fn owner_of_entry<'a>(
    reader: &mut Reader<'a>,
    template: &mut Template<'a>,
) -> Result<Option<Owner>, CacheError> {
    if let Some([home, client_id, realm, target]) = template.read(reader) {
        return Ok(Some(Owner::new(home, client_id, realm).with_target(target)));
    }
    if reader.peek() != Some(b'{') {
        return reader.value(&Skim).map(|()| Some(Owner::default()));
    }
    let mut lesson = template.lesson(reader);
    let mut names = Names::default();
    let (mut home, mut client_id, mut realm, mut target) = (None, None, None, None);
    let mut is_sure = true;
    reader.members(|reader, name| {
        let is_new = names.insert(name.source());
        reader.differs_if(!is_new);
        is_sure &= is_new && name.as_plain().is_some();
        if reader.peek() != Some(b'"') {
            lesson.hear(reader, name, None);
            return reader.value(&Skim);
        }
        let text = reader.text()?;
        lesson.hear(reader, name, Some(text));
        let part = match name.source() {
            "home_account_id" => &mut home,
            "client_id" => &mut client_id,
            "realm" => &mut realm,
            "target" => &mut target,
            _ => return Ok(()),
        };
        *part = text.as_plain();
        is_sure &= part.is_some();
        Ok(())
    })?;
    lesson.end(reader);
    Ok(is_sure.then(|| Owner::new(home, client_id, realm).with_target(target)))
}
