//! Strings as they are found in the JSON.

use std::borrow::Cow;

use super::{
    Reader,
    scan::{legal_run, plain_run},
    unescape::{Unescaped, unescape},
};
use crate::CacheError;

/// A string, and where it is.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    /// What is between the quotes.
    source: &'a str,
    /// Where that begins.
    start: usize,
    has_escapes: bool,
    is_plain: bool,
}

impl<'a> Found<'a> {
    /// The text, where no escape stands for any of it.
    pub(crate) fn as_plain(&self) -> Option<&'a str> {
        (!self.has_escapes).then_some(self.source)
    }

    /// Whether it is written without an escape, and needs none.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// What is between the quotes.
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// Where what is between the quotes begins, and where it ends.
    pub(crate) fn range(&self) -> (usize, usize) {
        (self.start, self.start + self.source.len())
    }

    /// The text; none for one that is no Unicode. For what is no secret.
    pub(crate) fn unescaped_text(&self) -> Option<Cow<'a, str>> {
        if let Some(plain) = self.as_plain() {
            return Some(Cow::Borrowed(plain));
        }
        let unescaped = self.unescaped();
        (!unescaped.has_half_pair).then(|| Cow::Owned(unescaped.text.to_string()))
    }

    pub(super) fn unescaped(&self) -> Unescaped {
        unescape(self.source)
    }
}

impl<'a> Reader<'a> {
    /// A string, from its opening quote to past the closing one.
    pub(crate) fn text(&mut self) -> Result<Found<'a>, CacheError> {
        let start = self.position() + 1;
        let bytes = self.json().as_bytes();
        let end = start + plain_run(&bytes[start..]);
        if bytes.get(end) == Some(&b'"') {
            self.go_to(end + 1);
            return Ok(Found { source: &self.json()[start..end], start, has_escapes: false, is_plain: true });
        }
        let (end, has_escapes) = self.end_of_text(end)?;
        let found = Found { source: &self.json()[start..end], start, has_escapes, is_plain: false };
        if has_escapes {
            self.check_escapes(found)?;
        } else {
            self.differs_if(true);
        }
        self.go_to(end + 1);
        Ok(found)
    }

    /// What stands between a place and the next quote, if it is a text that is written without an escape and needs none.
    pub(crate) fn plain_text_at(&self, position: usize) -> Option<&'a str> {
        let rest = self.json().get(position..)?;
        let (text, after) = rest.split_at_checked(plain_run(rest.as_bytes()))?;
        after.starts_with('"').then_some(text)
    }

    /// Where the closing quote is, and whether there is a backslash before it.
    fn end_of_text(&self, from: usize) -> Result<(usize, bool), CacheError> {
        let bytes = self.json().as_bytes();
        let mut place = from;
        let mut has_escapes = false;
        loop {
            place += legal_run(bytes.get(place..).unwrap_or_default());
            match bytes.get(place) {
                Some(b'"') => return Ok((place, has_escapes)),
                Some(b'\\') => {
                    has_escapes = true;
                    place += 2;
                }
                Some(_) => return Err(self.problem_at(place, "a control character must be escaped")),
                None => return Err(self.problem_at(bytes.len(), "the text ends within a string")),
            }
        }
    }

    fn check_escapes(&mut self, found: Found<'a>) -> Result<(), CacheError> {
        let unescaped = found.unescaped();
        if let Some((place, problem)) = unescaped.problem {
            return Err(self.problem_at(found.start + place, problem));
        }
        self.differs_if(!unescaped.is_written_as(found.source));
        Ok(())
    }
}
