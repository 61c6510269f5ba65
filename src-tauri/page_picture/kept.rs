//! A picture as it is kept: what it is of and where that is in the window, in JSON, and its pixels, packed.

use std::ops::Range;

use lz4_flex::block;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::painted::{Colour, Frame, Pixels, Taken};
use crate::views::{AccountKey, AccountState, StatePart, TimePart};

/// The bytes of each pixel.
const PIXEL: usize = 4;
/// The bytes that say how long the JSON is.
const LENGTH: usize = 4;
/// More bytes of pixels than any screen has.
const MOST: usize = 1 << 29;

/// What a picture is of.
#[derive(Serialize, Deserialize)]
pub(super) struct Subject {
    /// The mark of the list.
    pub(super) list: String,
    /// The account that is open beside it.
    pub(super) opened: AccountKey,
    /// The mark of what a start knows that paints the same, before it has read the cache.
    pub(super) unread: Option<String>,
    /// When it was taken, in Unix seconds.
    pub(super) taken: i64,
    pub(super) states: Vec<StatePart>,
    /// What is known of the rest, if it is there.
    pub(super) beside: Option<Beside>,
}

impl Subject {
    /// Whether it is of that list, and has that account beside it.
    pub(super) fn is_of(&self, list: &str, opened: &AccountKey) -> bool {
        self.list == list && self.opened == *opened
    }
}

/// What is beside the list.
#[derive(Serialize, Deserialize)]
pub(super) struct Beside {
    pub(super) mark: String,
    pub(super) states: Vec<StatePart>,
    pub(super) times: Vec<TimePart>,
}

/// Where it is in the window.
#[derive(Serialize, Deserialize)]
struct Place {
    /// What of the window the pixels show.
    frame: Frame,
    ground: Colour,
    /// Where the list is in the window.
    list: Frame,
}

/// What the window that is to show a picture would paint by itself.
pub(super) struct Now {
    /// What is in the cache, if it has been read: otherwise it is what the picture is of.
    pub(super) read: Option<Read>,
    /// The time in Unix seconds.
    pub(super) seconds: i64,
}

/// What is in the cache.
pub(super) struct Read {
    /// Of all accounts of the list.
    pub(super) states: Vec<AccountState>,
    /// The mark of what is beside the list.
    pub(super) beside: Option<String>,
}

/// Nothing where it is too large.
pub(super) fn encode(taken: &Taken, subject: &Subject) -> Option<Zeroizing<Vec<u8>>> {
    let Taken { pixels, list } = taken;
    if pixels.data.len() > MOST {
        return None;
    }
    let place = Place { frame: pixels.frame, ground: pixels.ground, list: *list };
    let facts = serde_json::to_vec(&(subject, place)).ok()?;
    let packed = Zeroizing::new(block::compress(&pixels.data));
    let length = u32::try_from(facts.len()).ok()?.to_be_bytes();
    Some(Zeroizing::new([&length[..], &facts, &packed].concat()))
}

/// A picture that was found.
pub(super) struct Kept {
    pub(super) subject: Subject,
    place: Place,
    file: Zeroizing<Vec<u8>>,
    /// Where the packed pixels begin in the file.
    packed: usize,
}

impl Kept {
    /// Nothing where it is no picture.
    pub(super) fn decode(file: Zeroizing<Vec<u8>>) -> Option<Self> {
        let (length, rest) = file.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (subject, place): (_, Place) = serde_json::from_slice(rest.get(..length)?).ok()?;
        let is_sound = place.frame.is_sound() && place.list.is_sound();
        is_sound.then_some(Self { subject, place, packed: LENGTH + length, file })
    }

    /// The picture without what it says that is otherwise by now, and of the list alone where what is beside it is. Nothing
    /// where its pixels are none.
    pub(super) fn show(&self, now: &Now) -> Option<Pixels> {
        let Subject { taken, states, beside, .. } = &self.subject;
        let beside = beside.as_ref().filter(|beside| match &now.read {
            Some(read) => read.beside.as_ref() == Some(&beside.mark),
            None => true,
        });
        // With the clock put back, times that had passed are to come once more.
        let is_past = |until: Option<i64>| now.seconds < *taken || until.is_some_and(|at| at <= now.seconds);
        let is_other = |part: &&StatePart| match &now.read {
            Some(read) => read.states.get(part.place as usize) != Some(&part.state),
            None => is_past(part.until),
        };
        let states = states.iter().chain(beside.map_or(&[][..], |beside| &beside.states));
        let states = states.filter(is_other).map(|it| it.part);
        let times = beside.map_or(&[][..], |beside| &beside.times).iter();
        let times = times.filter(|it| is_past(it.until)).map(|it| it.part);
        let mut pixels = self.pixels()?;
        for past in states.chain(times) {
            pixels.frame.part(past).and_then(|part| pixels.cover(part))?;
        }
        if beside.is_some() { Some(pixels) } else { pixels.crop(self.place.list) }
    }

    fn pixels(&self) -> Option<Pixels> {
        let Place { frame, ground, .. } = self.place;
        let (width, height) = frame.on_screen();
        let of = |length| usize::try_from(length).ok();
        let length = of(width)?.checked_mul(of(height)?)?.checked_mul(PIXEL)?;
        let mut data = (length <= MOST).then(|| vec![0; length])?;
        let unpacked = block::decompress_into(self.file.get(self.packed..)?, &mut data).ok()?;
        (unpacked == length).then_some(Pixels { frame, ground, data })
    }
}

impl Pixels {
    /// Paints a part over with what is beside it.
    fn cover(&mut self, part: Frame) -> Option<()> {
        for line in self.lines(part)? {
            let line = self.data.get_mut(line)?;
            let ground: [u8; PIXEL] = *line.first_chunk()?;
            line.chunks_exact_mut(PIXEL).for_each(|pixel| pixel.copy_from_slice(&ground));
        }
        Some(())
    }

    /// That part of it alone.
    fn crop(self, frame: Frame) -> Option<Self> {
        if frame == self.frame {
            return Some(self);
        }
        let lines: Option<Vec<_>> = self.lines(frame)?.map(|line| self.data.get(line)).collect();
        Some(Self { frame, ground: self.ground, data: lines?.concat() })
    }

    /// Where the lines of a part are in the data.
    fn lines(&self, part: Frame) -> Option<impl Iterator<Item = Range<usize>> + use<>> {
        let scale = usize::try_from(part.scale).ok()?;
        let of = |length: i32| usize::try_from(length).map(|length| length * scale).ok();
        let (left, top) = (of(part.x - self.frame.x)?, of(part.y - self.frame.y)?);
        let (width, height, row) = (of(part.width)?, of(part.height)?, of(self.frame.width)?);
        let line = move |y| {
            let begin = (y * row + left) * PIXEL;
            begin..begin + width * PIXEL
        };
        (width > 0 && left + width <= row).then(|| (top..top + height).map(line))
    }
}

#[cfg(test)]
const FRAME: Frame = Frame { whole: (100, 50), scale: 2, x: 0, y: 10, width: 40, height: 30 };

/// Every pixel another one.
#[cfg(test)]
pub(super) fn sample() -> Pixels {
    let pixel = |number: u16| {
        let [high, low] = number.to_be_bytes();
        [low, high, 7, 255]
    };
    Pixels { frame: FRAME, ground: [1, 2, 3, 255], data: (0..80 * 60).flat_map(pixel).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::PagePart;

    const LIST: Frame = Frame { x: 0, y: 10, width: 30, height: 20, ..FRAME };
    /// In the list.
    const STATE: PagePart = PagePart { left: 0.2, top: 0.4, width: 0.1, height: 0.2 };
    /// Beside it.
    const TIME: PagePart = PagePart { left: 0.32, top: 0.3, width: 0.05, height: 0.1 };
    const STATE_ON_SCREEN: [(usize, usize); 2] = [(40, 40), (60, 60)];
    const TIME_ON_SCREEN: [(usize, usize); 2] = [(64, 30), (74, 40)];

    fn subject(beside: Option<Beside>) -> Subject {
        let state = StatePart { place: 1, state: AccountState::Ready, until: Some(2000), part: STATE };
        let opened = AccountKey { home_account_id: "ada".into(), environment: "login.example".into() };
        Subject { list: "a list".into(), opened, unread: None, taken: 500, states: vec![state], beside }
    }

    fn file(subject: &Subject) -> Zeroizing<Vec<u8>> {
        encode(&Taken { pixels: sample(), list: LIST }, subject).unwrap()
    }

    fn shown(file: &Zeroizing<Vec<u8>>, now: &Now) -> Option<Pixels> {
        Kept::decode(file.clone())?.show(now)
    }

    fn with_times() -> Beside {
        let times = [Some(1000), None].map(|until| TimePart { until, part: TIME }).to_vec();
        Beside { mark: "these tokens".into(), states: Vec::new(), times }
    }

    fn now(states: &[AccountState], seconds: i64) -> Now {
        let read = Read { states: states.to_vec(), beside: Some("these tokens".into()) };
        Now { read: Some(read), seconds }
    }

    const SAME: [AccountState; 2] = [AccountState::SignInAgain, AccountState::Ready];

    /// What a picture says at a place of the window, in pixels of the screen; nothing where it has none.
    fn at(pixels: &Pixels, (x, y): (usize, usize)) -> Option<&[u8]> {
        let of = |length: i32| usize::try_from(length * pixels.frame.scale).unwrap();
        let (left, top) = (of(pixels.frame.x), of(pixels.frame.y));
        let is_in = (left..left + of(pixels.frame.width)).contains(&x)
            && (top..top + of(pixels.frame.height)).contains(&y);
        let begin = || ((y - top) * of(pixels.frame.width) + x - left) * PIXEL;
        is_in.then(|| &pixels.data[begin()..][..PIXEL])
    }

    /// Asserts that nothing but these places of the window, from and to, is painted over with what is left in them.
    fn is_covered(shown: &Pixels, places: &[[(usize, usize); 2]]) {
        let whole = sample();
        for (x, y) in (20..80).flat_map(|y| (0..80).map(move |x| (x, y))) {
            let Some(pixel) = at(shown, (x, y)) else { continue };
            let over =
                places.iter().find(|[from, to]| (from.0..to.0).contains(&x) && (from.1..to.1).contains(&y));
            let expected = over.map_or((x, y), |[from, _]| (from.0, y));
            assert_eq!(Some(pixel), at(&whole, expected), "at {x}, {y}");
        }
    }

    #[test]
    fn a_picture_comes_back_as_it_was() {
        let file = file(&subject(Some(with_times())));
        for now in [now(&SAME, 999), Now { read: None, seconds: 999 }] {
            assert_eq!(shown(&file, &now), Some(sample()));
        }
        assert_eq!(Kept::decode(file).unwrap().subject.list, "a list");
    }

    #[test]
    fn what_has_passed_is_painted_over_and_nothing_else() {
        let file = file(&subject(Some(with_times())));
        let shown = |now| shown(&file, &now).unwrap();
        for states in [&[AccountState::Ready, AccountState::RenewsByItself][..], &[]] {
            is_covered(&shown(now(states, 999)), &[STATE_ON_SCREEN]);
        }
        is_covered(&shown(now(&SAME, 1000)), &[TIME_ON_SCREEN]);
        is_covered(&shown(now(&[], 2000)), &[STATE_ON_SCREEN, TIME_ON_SCREEN]);
        // The token has been renewed since.
        is_covered(&shown(now(&SAME, 2000)), &[TIME_ON_SCREEN]);
    }

    #[test]
    fn before_the_cache_is_read_the_clock_alone_tells_what_has_passed() {
        let file = file(&subject(Some(with_times())));
        let shown = |seconds| shown(&file, &Now { read: None, seconds }).unwrap();
        is_covered(&shown(1000), &[TIME_ON_SCREEN]);
        is_covered(&shown(2000), &[STATE_ON_SCREEN, TIME_ON_SCREEN]);
        is_covered(&shown(499), &[STATE_ON_SCREEN, TIME_ON_SCREEN]);
    }

    #[test]
    fn the_list_is_alone_where_other_tokens_would_be_beside_it() {
        let files = [Some(with_times()), Some(with_times()), None].map(|beside| file(&subject(beside)));
        let besides = [Some("other tokens"), None, Some("these tokens")];
        for (file, beside) in files.iter().zip(besides) {
            let read = Read { states: SAME.to_vec(), beside: beside.map(str::to_owned) };
            let shown = shown(file, &Now { read: Some(read), seconds: 1000 }).unwrap();
            assert_eq!(shown.frame, LIST);
            assert_eq!(shown.data.len(), 60 * 40 * PIXEL);
            is_covered(&shown, &[]);
        }
        let shown = shown(&files[2], &Now { read: None, seconds: 1000 }).unwrap();
        assert_eq!(shown.frame, LIST);
    }

    #[test]
    fn what_is_no_picture_shows_nothing() {
        let whole = file(&subject(Some(with_times())));
        for length in [0, 3, 4, 40, whole.len() / 2, whole.len() - 1] {
            let cut = Zeroizing::new(whole[..length].to_vec());
            assert_eq!(shown(&cut, &now(&SAME, 999)), None, "cut to {length} bytes");
        }
        let elsewhere = TimePart { until: Some(0), part: PagePart { left: 0.9, ..TIME } };
        let times = Beside { times: vec![elsewhere], ..with_times() };
        assert_eq!(shown(&file(&subject(Some(times))), &now(&SAME, 999)), None);
        let other = Pixels { frame: Frame { width: 20, ..FRAME }, ..sample() };
        let other = encode(&Taken { pixels: other, list: LIST }, &subject(None)).unwrap();
        assert_eq!(shown(&other, &now(&SAME, 999)), None, "other pixels than it says");
    }

    #[test]
    fn a_picture_that_says_to_be_where_none_can_be_is_none() {
        let frames = [
            Frame { width: i32::MAX, height: i32::MAX, ..FRAME },
            Frame { x: i32::MAX, ..FRAME },
            Frame { y: -1, ..FRAME },
            Frame { width: 0, ..FRAME },
            Frame { width: 101, ..FRAME },
            Frame { scale: 0, ..FRAME },
            Frame { scale: i32::MAX, ..FRAME },
            Frame { whole: (i32::MAX, i32::MIN), ..FRAME },
        ];
        for (frame, list) in frames.into_iter().flat_map(|other| [(other, LIST), (FRAME, other)]) {
            let taken = Taken { pixels: Pixels { frame, ..sample() }, list };
            let file = encode(&taken, &subject(None)).unwrap();
            assert_eq!(shown(&file, &now(&SAME, 999)), None, "{frame:?} {list:?}");
        }
    }
}
