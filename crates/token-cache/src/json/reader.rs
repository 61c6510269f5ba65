use super::{Build, Found, Value, write::INDENT};
use crate::CacheError;

/// Levels of objects and arrays; a cache has four.
const DEPTH_LIMIT: usize = 128;

/// A new line, indented for the deepest level.
const LAYOUT: [u8; 1 + INDENT * DEPTH_LIMIT] = {
    let mut layout = [b' '; 1 + INDENT * DEPTH_LIMIT];
    layout[0] = b'\n';
    layout
};

const AFTER_MEMBER: &str = "a comma or a closing brace is expected";

/// Goes over one JSON text (RFC 8259).
pub(crate) struct Reader<'a> {
    json: &'a str,
    position: usize,
    depth: usize,
    is_canonical: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(json: &'a str) -> Self {
        Self { json, position: 0, depth: 0, is_canonical: true }
    }

    /// Begins in the midst of a text that is known to be JSON.
    pub(crate) fn at(json: &'a str, position: usize, depth: usize) -> Self {
        Self { json, position, depth, is_canonical: true }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn json(&self) -> &'a str {
        self.json
    }

    pub(crate) fn go_to(&mut self, position: usize) {
        self.position = position;
    }

    /// Reads something, and whether all of it is written as our writer would write it at this depth.
    pub(crate) fn canonically<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CacheError>,
    ) -> Result<(T, bool), CacheError> {
        let outer = std::mem::replace(&mut self.is_canonical, true);
        let value = read(self)?;
        let inner = std::mem::replace(&mut self.is_canonical, outer);
        self.is_canonical &= inner;
        Ok((value, inner))
    }

    /// Whether all since then was; see [`Self::canonically`].
    pub(crate) fn is_canonical(&self) -> bool {
        self.is_canonical
    }

    /// The length of what stands at a place, if that is it.
    pub(crate) fn length_if_at(&self, position: usize, expected: &str) -> Option<usize> {
        let is_there = self.json.as_bytes().get(position..)?.starts_with(expected.as_bytes());
        is_there.then_some(expected.len())
    }

    /// Notes that our writer would write this in another way.
    pub(crate) fn differs_if(&mut self, is_different: bool) {
        self.is_canonical &= !is_different;
    }

    /// One value with nothing but space around it.
    pub(crate) fn whole<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, CacheError>,
    ) -> Result<T, CacheError> {
        self.skip_space();
        let value = read(self)?;
        self.skip_space();
        match self.peek() {
            None => Ok(value),
            Some(_) => Err(self.problem("something follows the end of the value")),
        }
    }

    pub(crate) fn value<B: Build<'a>>(&mut self, build: &B) -> Result<B::Value, CacheError> {
        match self.peek() {
            Some(b'"') => self.text().map(|text| build.text(text)),
            Some(b'{') => self.object(build),
            Some(b'[') => self.array(build),
            Some(b'-' | b'0'..=b'9') => self.number(build),
            Some(b't') => self.word("true", build, Value::Bool(true)),
            Some(b'f') => self.word("false", build, Value::Bool(false)),
            Some(b'n') => self.word("null", build, Value::Null),
            Some(_) => Err(self.problem("a value is expected")),
            None => Err(self.problem("the text ends where a value is expected")),
        }
    }

    fn object<B: Build<'a>>(&mut self, build: &B) -> Result<B::Value, CacheError> {
        let mut members = B::Members::default();
        self.members(|reader, name| {
            let value = reader.value(build)?;
            let is_new = build.insert(&mut members, name, value);
            reader.differs_if(!is_new);
            Ok(())
        })?;
        Ok(build.object(members))
    }

    /// An object whose values `read` reads.
    pub(crate) fn members(
        &mut self,
        mut read: impl FnMut(&mut Self, Found<'a>) -> Result<(), CacheError>,
    ) -> Result<(), CacheError> {
        self.nested(b'}', AFTER_MEMBER, |reader| {
            let name = reader.name()?;
            read(reader, name)
        })
    }

    /// The name of a member, and the colon.
    pub(crate) fn name(&mut self) -> Result<Found<'a>, CacheError> {
        if self.peek() != Some(b'"') {
            return Err(self.problem("a name in quotes is expected"));
        }
        let name = self.text()?;
        self.colon()?;
        Ok(name)
    }

    /// After a member: goes to the next one, or past the brace that closes the object, where there is none.
    pub(crate) fn goes_on_to_member(&mut self) -> Result<bool, CacheError> {
        self.goes_on(b'}', AFTER_MEMBER)
    }

    fn array<B: Build<'a>>(&mut self, build: &B) -> Result<B::Value, CacheError> {
        let mut items = Vec::new();
        self.nested(b']', "a comma or a closing bracket is expected", |reader| {
            items.push(reader.value(build)?);
            Ok(())
        })?;
        Ok(build.array(items))
    }

    /// What is between two brackets: nothing, or items with commas between them.
    fn nested(
        &mut self,
        close: u8,
        problem: &'static str,
        mut item: impl FnMut(&mut Self) -> Result<(), CacheError>,
    ) -> Result<(), CacheError> {
        if self.depth == DEPTH_LIMIT {
            return Err(CacheError::TooDeep { position: self.position, limit: DEPTH_LIMIT });
        }
        self.position += 1;
        if self.take(close) {
            return Ok(());
        }
        self.depth += 1;
        self.new_line();
        if self.take(close) {
            self.is_canonical = false;
            self.depth -= 1;
            return Ok(());
        }
        loop {
            item(self)?;
            if !self.goes_on(close, problem)? {
                return Ok(());
            }
        }
    }

    /// After an item: goes to the next one, or past the closing bracket, where there is none.
    fn goes_on(&mut self, close: u8, problem: &'static str) -> Result<bool, CacheError> {
        if self.take(b',') {
            self.new_line();
            return Ok(true);
        }
        self.depth -= 1;
        self.new_line();
        if self.take(close) {
            return Ok(false);
        }
        // A space before the comma: it has been skipped.
        self.depth += 1;
        self.is_canonical = false;
        if !self.take(b',') {
            return Err(self.problem(problem));
        }
        self.new_line();
        Ok(true)
    }

    fn colon(&mut self) -> Result<(), CacheError> {
        if self.rest().starts_with(b": ")
            && !self.json.as_bytes().get(self.position + 2).copied().is_some_and(is_space)
        {
            self.position += 2;
            return Ok(());
        }
        self.is_canonical = false;
        self.skip_space();
        if !self.take(b':') {
            return Err(self.problem("a colon is expected"));
        }
        self.skip_space();
        Ok(())
    }

    fn word<B: Build<'a>>(&mut self, word: &str, build: &B, value: Value) -> Result<B::Value, CacheError> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.problem("a value is expected"));
        }
        self.position += word.len();
        Ok(build.constant(value))
    }

    fn number<B: Build<'a>>(&mut self, build: &B) -> Result<B::Value, CacheError> {
        let start = self.position;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(build.number(start, self.position))
    }

    fn digits(&mut self) -> Result<(), CacheError> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.position += count;
        if count == 0 { Err(self.problem("a digit is expected")) } else { Ok(()) }
    }

    /// Skips space; where it is no new line with its indentation, our writer would write another one.
    fn new_line(&mut self) {
        let layout = &LAYOUT[..=INDENT * self.depth];
        let end = self.position + layout.len();
        if self.rest().starts_with(layout) && !self.json.as_bytes().get(end).copied().is_some_and(is_space) {
            self.position = end;
        } else {
            self.is_canonical = false;
            self.skip_space();
        }
    }

    fn skip_space(&mut self) {
        self.position += self.rest().iter().take_while(|byte| is_space(**byte)).count();
    }

    fn rest(&self) -> &'a [u8] {
        self.json.as_bytes().get(self.position..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn problem(&self, problem: &'static str) -> CacheError {
        self.problem_at(self.position, problem)
    }

    pub(super) fn problem_at(&self, position: usize, problem: &'static str) -> CacheError {
        let before = &self.json.as_bytes()[..position];
        let line = before.split(|byte| *byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        CacheError::NotJson { line, column, position, problem }
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
