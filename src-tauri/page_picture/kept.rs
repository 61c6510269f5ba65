//! A picture as it is kept: where it is in the window, in JSON, and its pixels as a PNG.

use std::ops::Range;

use gtk::cairo::{Format, ImageSurface};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::painted::{Colour, Frame, Pixels, Taken};
use crate::views::{AccountState, StatePart, TimePart};

/// The bytes of each pixel.
const PIXEL: usize = 4;
/// The bytes that say how long the JSON is.
const LENGTH: usize = 4;

#[derive(Serialize, Deserialize)]
struct Facts {
    /// What of the window the PNG shows.
    frame: Frame,
    ground: Colour,
    /// Where the list is in the window.
    list: Frame,
    states: Vec<StatePart>,
    /// What is known of the rest, if it is there.
    beside: Option<Beside>,
}

/// What is beside the list.
#[derive(Serialize, Deserialize)]
pub(super) struct Beside {
    pub(super) mark: String,
    pub(super) states: Vec<StatePart>,
    pub(super) times: Vec<TimePart>,
}

/// What the window that is to show a picture would paint by itself.
pub(super) struct Now {
    /// Of all accounts of the list.
    pub(super) states: Vec<AccountState>,
    /// The mark of what is beside the list.
    pub(super) beside: Option<String>,
    /// The time in Unix seconds.
    pub(super) seconds: i64,
}

/// Nothing where Cairo cannot.
pub(super) fn encode(
    taken: &Taken,
    states: Vec<StatePart>,
    beside: Option<Beside>,
) -> Option<Zeroizing<Vec<u8>>> {
    let Taken { pixels, list } = taken;
    let facts = Facts { frame: pixels.frame, ground: pixels.ground, list: *list, states, beside };
    let facts = serde_json::to_vec(&facts).ok()?;
    let mut kept = Zeroizing::new(u32::try_from(facts.len()).ok()?.to_be_bytes().to_vec());
    kept.extend(facts);
    pixels.surface().ok()?.write_to_png(&mut *kept).ok()?;
    Some(kept)
}

/// The picture without what it says that is otherwise by now, and of the list alone where what is beside it is. Nothing
/// where it is no picture.
pub(super) fn decode(kept: &[u8], now: &Now) -> Option<Pixels> {
    let (length, rest) = kept.split_first_chunk::<LENGTH>()?;
    let (facts, mut png) = rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
    let facts: Facts = serde_json::from_slice(facts).ok()?;
    let surface = ImageSurface::create_from_png(&mut png).ok()?;
    let is_whole =
        surface.format() == Format::Rgb24 && (surface.width(), surface.height()) == facts.frame.on_screen();
    let data = surface.take_data().ok()?.to_vec();
    let mut pixels = is_whole.then_some(Pixels { frame: facts.frame, ground: facts.ground, data })?;
    let beside = facts.beside.filter(|beside| now.beside.as_ref() == Some(&beside.mark));
    let (states, times) = beside
        .as_ref()
        .map_or((&[][..], &[][..]), |beside| (beside.states.as_slice(), beside.times.as_slice()));
    let states = facts.states.iter().chain(states);
    let states = states.filter(|it| now.states.get(it.place as usize) != Some(&it.state));
    let times = times.iter().filter(|it| it.until.is_some_and(|until| until <= now.seconds));
    for past in states.map(|it| it.part).chain(times.map(|it| it.part)) {
        pixels.frame.part(past).and_then(|part| pixels.cover(part))?;
    }
    if beside.is_some() { Some(pixels) } else { pixels.crop(facts.list) }
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

    fn kept(beside: Option<Beside>) -> Zeroizing<Vec<u8>> {
        let states = vec![StatePart { place: 1, state: AccountState::Ready, part: STATE }];
        encode(&Taken { pixels: sample(), list: LIST }, states, beside).unwrap()
    }

    fn with_times() -> Beside {
        let times = [Some(1000), None].map(|until| TimePart { until, part: TIME }).to_vec();
        Beside { mark: "these tokens".into(), states: Vec::new(), times }
    }

    fn now(states: &[AccountState], seconds: i64) -> Now {
        Now { states: states.to_vec(), beside: Some("these tokens".into()), seconds }
    }

    const SAME: [AccountState; 2] = [AccountState::SignInAgain, AccountState::Ready];

    /// What a picture says at a place of the window, in pixels of the screen; nothing where it has none.
    fn at(pixels: &Pixels, (x, y): (usize, usize)) -> Option<&[u8]> {
        let of = |length: i32| usize::try_from(length * pixels.frame.scale).unwrap();
        let (left, top) = (of(pixels.frame.x), of(pixels.frame.y));
        let is_in = (left..left + of(pixels.frame.width)).contains(&x)
            && (top..top + of(pixels.frame.height)).contains(&y);
        is_in.then(|| pixels.data.chunks(PIXEL).nth((y - top) * of(pixels.frame.width) + x - left).unwrap())
    }

    /// Asserts that nothing but these places of the window, from and to, is painted over with what is left in them.
    fn is_covered(shown: &Pixels, places: &[[(usize, usize); 2]]) {
        for (x, y) in (20..80).flat_map(|y| (0..80).map(move |x| (x, y))) {
            let Some(pixel) = at(shown, (x, y)) else { continue };
            let over =
                places.iter().find(|[from, to]| (from.0..to.0).contains(&x) && (from.1..to.1).contains(&y));
            let expected = over.map_or((x, y), |[from, _]| (from.0, y));
            assert_eq!(Some(pixel), at(&sample(), expected), "at {x}, {y}");
        }
    }

    #[test]
    fn a_picture_comes_back_as_it_was() {
        assert_eq!(decode(&kept(Some(with_times())), &now(&SAME, 999)), Some(sample()));
    }

    #[test]
    fn what_has_passed_is_painted_over_and_nothing_else() {
        const STATE_ON_SCREEN: [(usize, usize); 2] = [(40, 40), (60, 60)];
        const TIME_ON_SCREEN: [(usize, usize); 2] = [(64, 30), (74, 40)];
        let kept = kept(Some(with_times()));
        for states in [&[AccountState::Ready, AccountState::RenewsByItself][..], &[]] {
            is_covered(&decode(&kept, &now(states, 999)).unwrap(), &[STATE_ON_SCREEN]);
        }
        is_covered(&decode(&kept, &now(&SAME, 1000)).unwrap(), &[TIME_ON_SCREEN]);
        is_covered(&decode(&kept, &now(&[], 2000)).unwrap(), &[STATE_ON_SCREEN, TIME_ON_SCREEN]);
    }

    #[test]
    fn the_list_is_alone_where_other_tokens_would_be_beside_it() {
        let others = [Some("other tokens".to_owned()), None];
        let kepts = [kept(Some(with_times())), kept(Some(with_times())), kept(None)];
        for (kept, beside) in kepts.into_iter().zip(others.into_iter().chain([now(&SAME, 0).beside])) {
            let shown = decode(&kept, &Now { beside, ..now(&SAME, 2000) }).unwrap();
            assert_eq!(shown.frame, LIST);
            assert_eq!(shown.data.len(), 60 * 40 * PIXEL);
            is_covered(&shown, &[]);
        }
    }

    #[test]
    fn what_is_no_picture_shows_nothing() {
        let whole = kept(Some(with_times()));
        for length in [0, 3, 4, 40, whole.len() / 2] {
            assert_eq!(decode(&whole[..length], &now(&SAME, 0)), None, "cut to {length} bytes");
        }
        let elsewhere = TimePart { until: Some(0), part: PagePart { left: 0.9, ..TIME } };
        let times = Beside { times: vec![elsewhere], ..with_times() };
        assert_eq!(decode(&kept(Some(times)), &now(&SAME, 0)), None);
        let other = Pixels { frame: Frame { width: 20, ..FRAME }, ..sample() };
        let other = encode(&Taken { pixels: other, list: LIST }, Vec::new(), None).unwrap();
        assert_eq!(decode(&other, &now(&SAME, 0)), None, "a list beyond it");
        let mixed = [&other[..4], &whole[4..]].concat();
        assert_eq!(decode(&mixed, &now(&SAME, 0)), None);
    }
}
