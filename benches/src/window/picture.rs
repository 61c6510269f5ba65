//! Pictures of a display, and when one of them was as good as the last.

use std::{ops::Range, time::Duration};

/// Of a hundred pixels so many may differ: a cursor that blinks or a clock that ticks is no news.
const TOLERANCE: usize = 2;
/// A pixel that is lighter or darker by so little is the same: graphics drivers round as they like.
const SHADE: u8 = 12;
/// Fewer edges than these are an empty window, or one with a line of text.
const FEWEST_EDGES: usize = 1_500;

/// What a display shows, one byte for each pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) pixels: Vec<u8>,
}

/// A part of a display.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) columns: Range<usize>,
    pub(super) rows: Range<usize>,
}

/// A picture, and how long after the start it was there.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) after: Duration,
    pub(super) picture: Picture,
}

impl Picture {
    /// Whether there is more in it than plain areas.
    pub(super) fn shows_something(&self) -> bool {
        let rows = self.pixels.chunks(self.width);
        rows.flat_map(|row| row.windows(2)).filter(|pair| differ(pair[0], pair[1])).count() >= FEWEST_EDGES
    }

    /// Whether the two are the same to somebody who looks at that part: in their pixels as a whole, and in those at the
    /// edges of the other, where its text and icons are. Text covers so little of a window that without it most of the
    /// pixels are right.
    pub(super) fn is_as(&self, other: &Self, area: &Area) -> bool {
        let (mut pixels, mut edges) = (Share::default(), Share::default());
        let rows = self.pixels.chunks(self.width).zip(other.pixels.chunks(other.width));
        let Area { columns, rows: wanted } = area;
        for (mine, theirs) in rows.take(wanted.end).skip(wanted.start) {
            let columns = columns.start.min(theirs.len())..columns.end.min(theirs.len());
            let (Some(mine), Some(theirs)) = (mine.get(columns.clone()), theirs.get(columns)) else {
                return false;
            };
            let mut before = theirs.first().copied().unwrap_or_default();
            for (one, another) in mine.iter().copied().zip(theirs.iter().copied()) {
                pixels.count(!differ(one, another));
                if differ(before, another) {
                    edges.count(!differ(one, another));
                }
                before = another;
            }
        }
        self.pixels.len() == other.pixels.len() && pixels.is_enough() && edges.is_enough()
    }
}

fn differ(one: u8, another: u8) -> bool {
    one.abs_diff(another) > SHADE
}

/// How many of them are right.
#[derive(Default)]
struct Share {
    all: usize,
    wrong: usize,
}

impl Share {
    fn count(&mut self, is_right: bool) {
        self.all += 1;
        self.wrong += usize::from(!is_right);
    }

    fn is_enough(&self) -> bool {
        self.wrong * 100 <= self.all * TOLERANCE
    }
}

/// When the display began to show what it showed in the end, in that part.
pub(super) fn painted(seen: &[Seen], area: &Area) -> Option<Duration> {
    let last = &seen.last()?.picture;
    let same = seen.iter().rev().take_while(|it| it.picture.is_as(last, area));
    same.last().map(|first| first.after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 100;
    const ALL: Area = Area { columns: 0..WIDTH, rows: 0..WIDTH };
    const INK: u8 = 200;

    /// A page with so many rows of text, on which every third pixel is ink.
    fn page(rows: usize) -> Picture {
        let ink = |place: usize| if place / WIDTH < rows && place.is_multiple_of(3) { INK } else { 0 };
        Picture { width: WIDTH, pixels: (0..WIDTH * WIDTH).map(ink).collect() }
    }

    fn seen(pictures: impl IntoIterator<Item = Picture>) -> Vec<Seen> {
        let seen = |(number, picture)| Seen { after: Duration::from_millis(number), picture };
        (0..).zip(pictures).map(seen).collect()
    }

    #[test]
    fn a_page_is_painted_once_nearly_all_of_its_text_is_there() {
        let seen = seen([page(0), page(4), page(5), page(5)]);
        assert_eq!(painted(&seen, &ALL), Some(Duration::from_millis(2)));
    }

    #[test]
    fn text_that_is_missing_is_noticed_though_it_is_little() {
        assert!(!page(4).is_as(&page(5), &ALL));
        assert!(!page(0).is_as(&page(1), &ALL));
        assert!(page(5).is_as(&page(5), &ALL));
    }

    #[test]
    fn a_cursor_that_blinks_is_no_news() {
        let mut blinking = page(20);
        blinking.pixels[5 * WIDTH + 40] ^= INK;
        assert_eq!(painted(&seen([page(20), blinking, page(20)]), &ALL), Some(Duration::ZERO));
    }

    #[test]
    fn a_shade_more_or_less_is_no_news() {
        let mut shaded = page(20);
        shaded.pixels.iter_mut().for_each(|pixel| *pixel += 2);
        assert!(shaded.is_as(&page(20), &ALL));
    }

    #[test]
    fn what_was_there_and_went_again_does_not_count() {
        let seen = seen([page(20), page(0), page(20)]);
        assert_eq!(painted(&seen, &ALL), Some(Duration::from_millis(2)));
    }

    #[test]
    fn a_part_of_the_window_is_looked_at_alone() {
        let mut half = page(20);
        half.pixels.chunks_mut(WIDTH).for_each(|row| row[WIDTH / 2..].fill(0));
        let seen = seen([half, page(20)]);
        let part = |columns, rows| painted(&seen, &Area { columns, rows });
        assert_eq!(part(0..WIDTH / 2, 0..WIDTH), Some(Duration::ZERO));
        assert_eq!(part(0..WIDTH, 20..WIDTH), Some(Duration::ZERO));
        assert_eq!(part(0..WIDTH, 19..WIDTH), Some(Duration::from_millis(1)));
        assert_eq!(painted(&seen, &ALL), Some(Duration::from_millis(1)));
    }

    #[test]
    fn an_empty_window_shows_nothing() {
        assert!(!page(0).shows_something());
        assert!(page(40).shows_something());
    }
}
