//! Entries that look like the one before: only their values differ.

use crate::json::{Found, Reader};

/// The fields that tell whose an entry is.
const PARTS: [&str; 4] = ["home_account_id", "client_id", "realm", "target"];

/// Their texts, where there are any.
pub(super) type Parts<'a> = [Option<&'a str>; PARTS.len()];

/// What stands before, between and after the values of an entry that is written as our writer would, and whose values are
/// all texts. Nearly all entries of a section are written alike: to compare this tells at once that the next one has the
/// same names, each once, and the same layout.
#[derive(Default)]
pub(super) struct Template<'a> {
    pieces: Vec<&'a str>,
    /// Which of the values are [`PARTS`].
    parts: [Option<usize>; PARTS.len()],
}

/// What is learned of an entry while it is gone over.
pub(super) struct Lesson<'t, 'a> {
    template: &'t mut Template<'a>,
    /// Where the value before ended, or the entry began.
    end: usize,
    is_good: bool,
}

impl<'a> Template<'a> {
    /// Goes over the next entry if it is written alike; else nothing is gone over.
    pub(super) fn read(&self, reader: &mut Reader<'a>) -> Option<Parts<'a>> {
        let (last, before_values) = self.pieces.split_last()?;
        let mut parts = Parts::default();
        let mut position = reader.position();
        for (number, piece) in before_values.iter().enumerate() {
            position += reader.length_if_at(position, piece)?;
            let text = reader.plain_text_at(position)?;
            position += text.len();
            for (part, place) in parts.iter_mut().zip(self.parts) {
                if place == Some(number) {
                    *part = Some(text);
                }
            }
        }
        reader.go_to(position + reader.length_if_at(position, last)?);
        Some(parts)
    }

    /// Begins to learn from the entry that is next.
    pub(super) fn lesson(&mut self, reader: &Reader<'a>) -> Lesson<'_, 'a> {
        self.pieces.clear();
        self.parts = Default::default();
        Lesson { template: self, end: reader.position(), is_good: true }
    }
}

impl<'a> Lesson<'_, 'a> {
    /// Goes on with a member of that name; the value is none where it is no text.
    pub(super) fn hear(&mut self, reader: &Reader<'a>, name: Found<'a>, value: Option<Found<'a>>) {
        let Some(value) = value.filter(|value| self.is_good && value.is_plain() && name.is_plain()) else {
            self.is_good = false;
            return;
        };
        let number = self.template.pieces.len();
        for (part, place) in PARTS.iter().zip(&mut self.template.parts) {
            if *part == name.source() {
                *place = Some(number);
            }
        }
        let (start, end) = value.range();
        self.template.pieces.push(reader.json().get(self.end..start).unwrap_or_default());
        self.end = end;
    }

    /// The entry is over; one that is written in another way, or has a name twice, is no example.
    pub(super) fn end(self, reader: &Reader<'a>) {
        if self.is_good && reader.is_canonical() {
            let last = reader.json().get(self.end..reader.position()).unwrap_or_default();
            self.template.pieces.push(last);
        } else {
            self.template.pieces.clear();
        }
    }
}
