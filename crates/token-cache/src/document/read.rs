//! Reading: every byte is checked, but nothing is taken apart that nobody has asked for.

use indexmap::IndexMap;

use super::{
    Document, Node,
    body::{Body, Piece, Place},
    entries::{Entries, Slot},
    is_section,
    owner::Owner,
};
use crate::{
    CacheError, SharedJson,
    json::{Found, Names, Reader, Skim, value_of},
};

/// How deep the members beside the sections are, and the entries of sections.
pub(super) const OF_WHOLE: u8 = 1;
pub(super) const OF_SECTION: u8 = 2;

impl Document {
    pub(crate) fn read(json: &SharedJson) -> Result<Self, CacheError> {
        let mut nodes = IndexMap::new();
        let found = Reader::new(json.as_str()).whole(|reader| {
            if reader.peek() != Some(b'{') {
                let start = reader.position();
                return reader.value(&Skim).map(|()| Some(value_of(json, start, 0).kind()));
            }
            reader.members(|reader, name| {
                nodes.insert(name.name(json), node(reader, json, name)?);
                Ok(())
            })?;
            Ok(None)
        })?;
        found.map_or(Ok(Self { nodes, ..Self::default() }), |found| Err(CacheError::NotAnObject { found }))
    }
}

fn node<'a>(reader: &mut Reader<'a>, json: &SharedJson, name: Found<'a>) -> Result<Node, CacheError> {
    if is_section(&name.name(json)) && reader.peek() == Some(b'{') {
        return entries(reader, json).map(Node::section);
    }
    let (piece, ()) = piece(reader, json, name, OF_WHOLE, |reader| reader.value(&Skim))?;
    Ok(Node::other(Body::Read(piece)))
}

fn entries(reader: &mut Reader<'_>, json: &SharedJson) -> Result<Entries, CacheError> {
    let mut entries = Entries::default();
    reader.members(|reader, name| {
        let (piece, owner) = piece(reader, json, name, OF_SECTION, owner_of_entry)?;
        let body = Body::Read(piece);
        let owner = owner.unwrap_or_else(|| body.owner());
        entries.insert(Slot::new(name.name(json), owner, body));
        Ok(())
    })?;
    Ok(entries)
}

/// The value that `read` reads, and what that found out.
fn piece<'a, T>(
    reader: &mut Reader<'a>,
    json: &SharedJson,
    name: Found<'a>,
    depth: u8,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, CacheError>,
) -> Result<(Piece, T), CacheError> {
    let start = reader.position();
    let (found_out, is_canonical) = reader.canonically(read)?;
    let (name_start, name_end) = name.range();
    let is_canonical =
        is_canonical && name.is_plain() && json[name_end..].starts_with(b"\": ") && start == name_end + 3;
    let place = Place::new(name_start - 1, start, reader.position());
    Ok((Piece::new(json, place, depth, is_canonical), found_out))
}

/// Goes over an entry and notes whose it is; none where that takes a closer look.
fn owner_of_entry(reader: &mut Reader<'_>) -> Result<Option<Owner>, CacheError> {
    if reader.peek() != Some(b'{') {
        return reader.value(&Skim).map(|()| Some(Owner::default()));
    }
    let mut names = Names::default();
    let (mut home, mut client_id, mut realm, mut target) = (None, None, None, None);
    let mut is_sure = true;
    reader.members(|reader, name| {
        let is_new = names.insert(name.source());
        reader.differs_if(!is_new);
        is_sure &= is_new && name.as_plain().is_some();
        let part = match name.source() {
            "home_account_id" => &mut home,
            "client_id" => &mut client_id,
            "realm" => &mut realm,
            "target" => &mut target,
            _ => return reader.value(&Skim),
        };
        if reader.peek() != Some(b'"') {
            return reader.value(&Skim);
        }
        *part = reader.text()?.as_plain();
        is_sure &= part.is_some();
        Ok(())
    })?;
    Ok(is_sure.then(|| Owner::new(home, client_id, realm).with_target(target)))
}
