//! A picture as it is kept: where it is in the window, in JSON, and its pixels as a PNG.

use gtk::cairo::{Format, ImageSurface};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::painted::{Colour, Frame, Pixels};
use crate::views::{AccountState, StatePart};

/// The bytes of each pixel.
const PIXEL: usize = 4;
/// The bytes that say how long the JSON is.
const LENGTH: usize = 4;

#[derive(Serialize, Deserialize)]
struct Facts {
    frame: Frame,
    ground: Colour,
    states: Vec<StatePart>,
}

/// Nothing where Cairo cannot.
pub(super) fn encode(pixels: &Pixels, states: &[StatePart]) -> Option<Zeroizing<Vec<u8>>> {
    let facts =
        serde_json::to_vec(&Facts { frame: pixels.frame, ground: pixels.ground, states: states.to_vec() })
            .ok()?;
    let mut kept = Zeroizing::new(u32::try_from(facts.len()).ok()?.to_be_bytes().to_vec());
    kept.extend(facts);
    pixels.surface().ok()?.write_to_png(&mut *kept).ok()?;
    Some(kept)
}

/// The picture, without what it says of accounts that are in another state by now. Nothing where it is none.
pub(super) fn decode(kept: &[u8], states: &[AccountState]) -> Option<Pixels> {
    let (length, rest) = kept.split_first_chunk::<LENGTH>()?;
    let (facts, mut png) = rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
    let facts: Facts = serde_json::from_slice(facts).ok()?;
    let surface = ImageSurface::create_from_png(&mut png).ok()?;
    let is_whole =
        surface.format() == Format::Rgb24 && (surface.width(), surface.height()) == facts.frame.on_screen();
    let data = surface.take_data().ok()?.to_vec();
    let mut pixels = is_whole.then_some(Pixels { frame: facts.frame, ground: facts.ground, data })?;
    for past in &facts.states {
        if states.get(past.place as usize) != Some(&past.state) {
            pixels.frame.part(past.part).and_then(|part| pixels.cover(part))?;
        }
    }
    Some(pixels)
}

impl Pixels {
    /// Paints a part over with what is beside it.
    fn cover(&mut self, part: Frame) -> Option<()> {
        let scale = usize::try_from(part.scale).ok()?;
        let of = |length: i32| usize::try_from(length).map(|length| length * scale).ok();
        let (left, top) = (of(part.x - self.frame.x)?, of(part.y - self.frame.y)?);
        let (width, height, row) = (of(part.width)?, of(part.height)?, of(self.frame.width)?);
        for y in top..top + height {
            let begin = (y * row + left) * PIXEL;
            let ground: [u8; PIXEL] = self.data.get(begin..begin + PIXEL)?.try_into().ok()?;
            let line = self.data.get_mut(begin..begin + width * PIXEL)?;
            line.chunks_exact_mut(PIXEL).for_each(|pixel| pixel.copy_from_slice(&ground));
        }
        Some(())
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

    const STATE: PagePart = PagePart { left: 0.2, top: 0.4, width: 0.1, height: 0.2 };

    fn ready() -> Vec<StatePart> {
        vec![StatePart { place: 1, state: AccountState::Ready, part: STATE }]
    }

    #[test]
    fn a_picture_comes_back_as_it_was() {
        let kept = encode(&sample(), &ready()).unwrap();
        let states = [AccountState::SignInAgain, AccountState::Ready];
        assert_eq!(decode(&kept, &states), Some(sample()));
    }

    #[test]
    fn a_state_that_has_passed_is_painted_over_and_nothing_else() {
        let kept = encode(&sample(), &ready()).unwrap();
        for states in [&[AccountState::Ready, AccountState::RenewsByItself][..], &[]] {
            let shown = decode(&kept, states).unwrap();
            for (place, (new, old)) in shown.data.chunks(PIXEL).zip(sample().data.chunks(PIXEL)).enumerate() {
                let (x, y) = (place % 80, place / 80);
                let is_over = (40..60).contains(&x) && (20..40).contains(&y);
                let first = (y * 80 + 40) * PIXEL;
                let expected = if is_over { &sample().data[first..first + PIXEL] } else { old };
                assert_eq!(new, expected, "at {x}, {y}");
            }
        }
    }

    #[test]
    fn what_is_no_picture_shows_nothing() {
        let kept = encode(&sample(), &ready()).unwrap();
        for length in [0, 3, 4, 40, kept.len() / 2] {
            assert_eq!(decode(&kept[..length], &[]), None, "cut to {length} bytes");
        }
        let elsewhere = StatePart { part: PagePart { left: 0.9, ..STATE }, ..ready().remove(0) };
        assert_eq!(decode(&encode(&sample(), &[elsewhere]).unwrap(), &[]), None);
        let other = Pixels { frame: Frame { width: 20, ..FRAME }, ..sample() };
        let mixed = [&encode(&other, &[]).unwrap()[..4], &kept[4..]].concat();
        assert_eq!(decode(&mixed, &[]), None);
    }
}
