//! Going over the second half of large JSON on another thread.
//!
//! The other thread begins at an entry somewhere in the middle, as far as the layout tells. If the first thread comes
//! to that very place and is about to read an entry there, what the other one found is what it would have found too;
//! else, and where the other one met an error, it goes on by itself.

use std::{
    collections::VecDeque,
    thread::{Builder, Scope, ScopedJoinHandle},
};

use super::{
    Node,
    entries::Entries,
    read::{OF_SECTION, OF_WHOLE, Seen, begins_section},
    template::Template,
};
use crate::{
    CacheError, SharedJson,
    json::{Found, Reader, Skim},
};

/// Less is read before another thread has begun.
const LARGE: usize = 512 * 1024;

/// Where an entry of a section ends and the next one begins, as all libraries but MSAL.NET and Java lay them out. There
/// is no line break within a string, so none of this can be part of one.
const BETWEEN_ENTRIES: &str = "},\n        \"";

/// What another thread goes over meanwhile.
pub(super) struct Ahead<'scope, 'a> {
    /// Where it began.
    start: usize,
    thread: Option<ScopedJoinHandle<'scope, Option<SecondHalf<'a>>>>,
    nodes: VecDeque<SeenNode<'a>>,
}

struct SecondHalf<'a> {
    entries: SeenEntries<'a>,
    nodes: VecDeque<SeenNode<'a>>,
}

/// The last entries of a section.
pub(super) struct SeenEntries<'a> {
    pub(super) seen: Vec<Seen<'a>>,
    /// Where the last of them ends.
    pub(super) end: usize,
}

/// A member of the whole.
pub(super) struct SeenNode<'a> {
    name: Found<'a>,
    kind: SeenKind<'a>,
    end: usize,
}

enum SeenKind<'a> {
    Section(Vec<Seen<'a>>),
    Other(Seen<'a>),
}

impl<'scope, 'a> Ahead<'scope, 'a> {
    /// Begins in the middle of large JSON; else nothing is found ahead.
    pub(super) fn begin(scope: &'scope Scope<'scope, 'a>, json: &'a str) -> Self
    where
        'a: 'scope,
    {
        let start = if json.len() < LARGE { None } else { middle(json) };
        Self::begin_at(scope, json, start)
    }

    /// Begins at that place.
    pub(super) fn begin_at(scope: &'scope Scope<'scope, 'a>, json: &'a str, start: Option<usize>) -> Self
    where
        'a: 'scope,
    {
        let begin = |start| {
            let builder = Builder::new().name("cache entries".to_owned());
            builder.spawn_scoped(scope, move || SecondHalf::read(json, start).ok()).ok()
        };
        Self { start: start.unwrap_or(usize::MAX), thread: start.and_then(begin), nodes: VecDeque::new() }
    }

    /// Whether what was found ahead has been taken over, all of it.
    #[cfg(test)]
    pub(super) fn is_used_up(&self) -> bool {
        self.thread.is_none() && self.nodes.is_empty()
    }

    /// What was found ahead, if it begins with the entry of this name.
    pub(super) fn entries(&mut self, name: Found<'a>) -> Option<SeenEntries<'a>> {
        if name.range().0 - 1 != self.start {
            return None;
        }
        let half = self.thread.take()?.join().ok().flatten()?;
        self.nodes = half.nodes;
        Some(half.entries)
    }

    /// The member of the whole, if it was found ahead.
    pub(super) fn node(&mut self, name: Found<'a>) -> Option<SeenNode<'a>> {
        let is_next = self.nodes.front()?.name.range() == name.range();
        if is_next { self.nodes.pop_front() } else { None }
    }
}

/// The place of an entry in the middle.
fn middle(json: &str) -> Option<usize> {
    // The first thread has more to do: it puts together what both have found.
    let place = json.len() / 16 * 7;
    let bytes = &json.as_bytes()[place..];
    let found =
        bytes.windows(BETWEEN_ENTRIES.len()).position(|window| window == BETWEEN_ENTRIES.as_bytes())?;
    Some(place + found + BETWEEN_ENTRIES.len() - 1)
}

impl<'a> SecondHalf<'a> {
    /// From an entry to the end of the whole.
    fn read(json: &'a str, start: usize) -> Result<Self, CacheError> {
        let mut reader = Reader::at(json, start, OF_SECTION.into());
        let entries = SeenEntries::read(&mut reader)?;
        let mut nodes = VecDeque::new();
        while reader.goes_on_to_member()? {
            nodes.push_back(SeenNode::read(&mut reader)?);
        }
        Ok(Self { entries, nodes })
    }
}

impl<'a> SeenEntries<'a> {
    /// To the end of the section, past its brace.
    fn read(reader: &mut Reader<'a>) -> Result<Self, CacheError> {
        let (mut seen, mut template) = (Vec::new(), Template::default());
        loop {
            let name = reader.name()?;
            seen.push(Seen::entry(reader, name, &mut template)?);
            let end = reader.position();
            if !reader.goes_on_to_member()? {
                return Ok(Self { seen, end });
            }
        }
    }
}

impl<'a> SeenNode<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, CacheError> {
        let name = reader.name()?;
        let kind = if begins_section(reader, name) {
            let (mut seen, mut template) = (Vec::new(), Template::default());
            reader.members(|reader, name| {
                seen.push(Seen::entry(reader, name, &mut template)?);
                Ok(())
            })?;
            SeenKind::Section(seen)
        } else {
            SeenKind::Other(Seen::read(reader, name, |reader| reader.value(&Skim).map(|()| None))?)
        };
        Ok(Self { name, kind, end: reader.position() })
    }

    /// Makes the member of it, which the reader need not go over any more.
    pub(super) fn take_over(self, reader: &mut Reader<'a>, json: &SharedJson) -> Node {
        reader.go_to(self.end);
        match self.kind {
            SeenKind::Other(seen) => Node::other(seen.body(json, OF_WHOLE)),
            SeenKind::Section(seen) => {
                let mut entries = Entries::default();
                entries.reserve(seen.len());
                seen.iter().map(|seen| seen.slot(json)).for_each(|slot| entries.insert(slot));
                Node::section(entries)
            }
        }
    }
}
