//! Putting segments together that are opened in any order.

use std::{
    collections::BTreeMap,
    mem, str,
    sync::{Mutex, MutexGuard, PoisonError},
};

use token_store::SetAsideReason;
use zeroize::Zeroizing;

use super::buffer::Buffer;

/// The text that opened segments make together. Threads add them as they come, and none waits for another: whoever
/// finds nobody at it adds what is next, for as long as the next one is there.
///
/// It is checked to be UTF-8 (RFC 3629) segment by segment, while that is in the processor's cache.
pub(super) struct Assembly {
    state: Mutex<State>,
}

struct State {
    /// None while somebody adds to it.
    text: Option<Text>,
    next: usize,
    /// Those that came early.
    early: BTreeMap<usize, Segment>,
    spare: Vec<Buffer>,
}

struct Text {
    whole: Zeroizing<String>,
    /// The beginning of a character that goes on in the next segment.
    begun: Zeroizing<Vec<u8>>,
    is_valid: bool,
}

/// Whether all of it is whole characters.
enum Segment {
    Text(Zeroizing<String>),
    Bytes(Buffer),
}

impl Assembly {
    /// With room for so many bytes.
    pub(super) fn with_capacity(length: usize) -> Self {
        let whole = Zeroizing::new(String::with_capacity(length));
        let text = Text { whole, begun: Zeroizing::default(), is_valid: true };
        let (early, spare) = Default::default();
        Self { state: Mutex::new(State { text: Some(text), next: 0, early, spare }) }
    }

    /// Adds the segment that is in the buffer, which is another one afterwards.
    pub(super) fn add(&self, number: usize, buffer: &mut Buffer) {
        let segment = Segment::of(mem::take(buffer));
        let mut state = self.state();
        state.early.insert(number, segment);
        if let Some(mut text) = state.text.take() {
            while let Some(segment) = state.take_next() {
                drop(state);
                let spare = text.push(segment);
                state = self.state();
                state.spare.push(spare);
            }
            state.text = Some(text);
        }
        *buffer = state.spare.pop().unwrap_or_default();
    }

    /// The whole text.
    ///
    /// Fails with [`SetAsideReason::Content`] for what is no text.
    pub(super) fn finish(self) -> Result<Zeroizing<String>, SetAsideReason> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let text = state.text.ok_or(SetAsideReason::Damaged)?;
        if text.is_valid && text.begun.is_empty() { Ok(text.whole) } else { Err(SetAsideReason::Content) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_next(&mut self) -> Option<Segment> {
        let segment = self.early.remove(&self.next)?;
        self.next += 1;
        Some(segment)
    }
}

impl Segment {
    fn of(mut buffer: Buffer) -> Self {
        match String::from_utf8(mem::take(&mut *buffer)) {
            Ok(text) => Self::Text(Zeroizing::new(text)),
            Err(error) => Self::Bytes(error.into_bytes().into()),
        }
    }
}

impl Text {
    /// Adds a segment, and gives its memory back.
    fn push(&mut self, segment: Segment) -> Buffer {
        match segment {
            Segment::Text(mut text) => {
                if self.begun.is_empty() {
                    self.whole.push_str(&text);
                } else {
                    self.push_between(text.as_bytes());
                }
                Buffer::from(mem::take(&mut *text).into_bytes())
            }
            Segment::Bytes(bytes) => {
                self.push_between(&bytes);
                bytes
            }
        }
    }

    /// Where a character is on both sides of a border between segments.
    fn push_between(&mut self, segment: &[u8]) {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.begun.len() + segment.len()));
        bytes.extend_from_slice(&self.begun);
        bytes.extend_from_slice(segment);
        let (text, begun) = match str::from_utf8(&bytes) {
            Ok(text) => (text, Vec::new()),
            Err(error) => {
                let (text, begun) = bytes.split_at(error.valid_up_to());
                self.is_valid &= error.error_len().is_none();
                (str::from_utf8(text).unwrap_or_default(), begun.to_vec())
            }
        };
        self.whole.push_str(text);
        self.begun = Zeroizing::new(begun);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use token_store::SetAsideReason;

    use super::Assembly;
    use crate::disk::buffer::Buffer;

    fn assembled(segments: &[&[u8]]) -> Result<String, SetAsideReason> {
        let assembly = Assembly::with_capacity(0);
        for (number, segment) in segments.iter().enumerate() {
            assembly.add(number, &mut Buffer::from(segment.to_vec()));
        }
        assembly.finish().map(|text| text.to_string())
    }

    #[test]
    fn a_character_may_be_cut_by_any_border() {
        let text = "a\u{e9}\u{20ac}\u{1f511}z";
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let bytes = text.as_bytes();
                let segments = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(assembled(&segments).as_deref(), Ok(text), "{first} {second}");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_refused_wherever_it_is() {
        for segments in [
            [b"a\xff".as_slice(), b"b"],
            [b"a\xc3", b"b"],
            [b"a", b"\xa9"],
            [b"a", b"\xc3"],
            [b"\xc3", b""],
            [b"\xff", b"\xff"],
        ] {
            assert_eq!(assembled(&segments), Err(SetAsideReason::Content), "{segments:?}");
        }
    }

    #[test]
    fn segments_that_come_in_any_order_are_added_in_theirs() {
        let assembly = Assembly::with_capacity(0);
        let segments: Vec<String> = (0..50).map(|number| format!("{number} ")).collect();
        thread::scope(|scope| {
            for (number, segment) in segments.iter().enumerate().rev() {
                let assembly = &assembly;
                scope.spawn(move || assembly.add(number, &mut Buffer::from(segment.clone().into_bytes())));
            }
        });
        assert_eq!(*assembly.finish().unwrap(), segments.concat());
    }
}
