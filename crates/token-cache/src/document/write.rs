//! Writing: what is untouched is copied, neighbours together.

use std::mem;

use super::{
    Document, Node,
    body::{Body, Piece, Place, source},
    entries::{Entries, Slot},
    read::{OF_SECTION, OF_WHOLE},
};
use crate::{
    SharedJson,
    json::{Text, Writer},
    shared_json::offset,
};

/// What layout adds to a member.
const ROOM: usize = 24;

/// What stands between two entries of a section.
const BETWEEN: &str = ",\n        ";

/// Where everything came to be that was written, in its order.
#[derive(Default)]
pub(crate) struct Written {
    /// The members of the whole, sections among them.
    nodes: Vec<Place>,
    /// The members of the sections.
    entries: Vec<Place>,
}

impl Document {
    pub(crate) fn write(&self, writer: &mut Writer) -> Written {
        let mut written = Written::default();
        writer.object(self.nodes.iter(), |writer, name, node| {
            let value = writer.len();
            match &node.entries {
                Some(entries) => write_entries(entries, writer, &mut written.entries),
                None => node.other.write(writer),
            }
            written.nodes.push(Place::new(name, value, writer.len()));
        });
        written
    }

    /// About how many bytes it is when written; rather too many.
    pub(crate) fn size_hint(&self) -> usize {
        let of_node = |(name, node): (&Text, &Node)| {
            let of_slot = |slot: &Slot| slot.key.display().len() + slot.body.size_hint() + ROOM;
            let entries = node.entries.iter().flat_map(|entries| entries.iter());
            name.display().len() + node.other.size_hint() + ROOM + entries.map(of_slot).sum::<usize>()
        };
        ROOM + self.nodes.iter().map(of_node).sum::<usize>()
    }

    /// Lets go of all the JSON that it rested on, for one that it has just been written to.
    pub(crate) fn rest_on(&mut self, json: &SharedJson, written: &Written) {
        let mut entry_places = written.entries.iter();
        let nodes = mem::take(&mut self.nodes).into_iter().zip(&written.nodes);
        self.nodes = nodes
            .map(|((name, node), place)| {
                let node = match node.entries {
                    Some(entries) => {
                        Node::section(entries.mapped(|slot| moved(slot, json, entry_places.next())))
                    }
                    None => Node::other(Body::Read(Piece::new(json, *place, OF_WHOLE, true))),
                };
                (name.moved(json, place.name_range()), node)
            })
            .collect();
        self.has_waste = false;
    }
}

fn moved(slot: &Slot, json: &SharedJson, place: Option<&Place>) -> Slot {
    let Some(place) = place else { return slot.clone() };
    let body = Body::Read(Piece::new(json, *place, OF_SECTION, true));
    slot.moved(slot.key.moved(json, place.name_range()), body)
}

fn write_entries(entries: &Entries, writer: &mut Writer, places: &mut Vec<Place>) {
    if entries.len() == 0 {
        return writer.empty_object();
    }
    places.reserve(entries.len());
    writer.open_object();
    let mut run: Option<Run<'_>> = None;
    for (index, slot) in entries.iter().enumerate() {
        let canonical = slot.body.canonical();
        if let Some((run, (json, place))) = run.as_mut().zip(canonical)
            && run.goes_on_with(json, place)
        {
            places.push(run.extend(place));
            continue;
        }
        Run::copy(run.take(), writer);
        writer.next_item(index);
        places.push(match canonical {
            Some((json, place)) => run.insert(Run::begin(writer, json, place)).extend(place),
            None => write_slot(slot, writer),
        });
    }
    Run::copy(run, writer);
    writer.close_object();
}

fn write_slot(slot: &Slot, writer: &mut Writer) -> Place {
    let name = writer.len();
    writer.name(&slot.key);
    let value = writer.len();
    slot.body.write(writer);
    Place::new(name, value, writer.len())
}

/// Neighbours that are copied at once.
struct Run<'a> {
    json: &'a SharedJson,
    start: u32,
    end: u32,
    /// Where it is going to be.
    target: u32,
}

impl<'a> Run<'a> {
    fn begin(writer: &Writer, json: &'a SharedJson, place: Place) -> Self {
        Self { json, start: place.name, end: place.name, target: offset(writer.len()) }
    }

    fn goes_on_with(&self, json: &SharedJson, place: Place) -> bool {
        self.json.is(json) && place.name > self.end && source(json, self.end, place.name) == BETWEEN
    }

    /// Takes one more, and answers where it is going to be.
    fn extend(&mut self, place: Place) -> Place {
        self.end = place.end;
        let target = |at: u32| self.target.saturating_add(at - self.start);
        Place { name: target(place.name), value: target(place.value), end: target(place.end) }
    }

    fn copy(run: Option<Self>, writer: &mut Writer) {
        if let Some(run) = run {
            writer.copy_part(run.json, (run.start as usize, run.end as usize));
        }
    }
}
