//! Where the window opens, from how it was left and which screens there are now.

use settings::{Position, WindowState};

/// How much of the window's upper edge has to be on a screen for somebody to take hold of it, in logical pixels.
const HANDLE: (f64, f64) = (96.0, 24.0);

/// A screen without its panels: its place on the desktop in physical pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Physical pixels for each logical one.
    pub(crate) scale: f64,
}

/// Where the window opens, in logical pixels. What is none is left to the configuration, or to the system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) size: Option<(f64, f64)>,
    pub(crate) position: Option<(f64, f64)>,
    pub(crate) maximized: bool,
}

impl Bounds {
    /// As it was left, but within a screen that is there, and no smaller than the smallest.
    pub(crate) fn of(left: &WindowState, smallest: (f64, f64), screens: &[Screen]) -> Self {
        let width = left.size.map(|size| f64::from(size.width).max(smallest.0));
        let held = left.position.and_then(|position| {
            let screen = screens.iter().find(|screen| screen.holds(position, width.unwrap_or(smallest.0)))?;
            Some((position, *screen))
        });
        let largest = largest(held.map(|(_, screen)| screen), screens);
        let size = left.size.map(|size| {
            let (width, height) = (f64::from(size.width), f64::from(size.height));
            (width.min(largest.0).max(smallest.0), height.min(largest.1).max(smallest.1))
        });
        let position = held.map(|(position, screen)| {
            (f64::from(position.x) / screen.scale, f64::from(position.y) / screen.scale)
        });
        Self { size, position, maximized: left.maximized }
    }
}

/// The room on the screen, or where that is not known, on the largest one.
fn largest(screen: Option<Screen>, screens: &[Screen]) -> (f64, f64) {
    let room =
        |screen: &Screen| (f64::from(screen.width) / screen.scale, f64::from(screen.height) / screen.scale);
    let widest = || {
        screens.iter().map(room).fold(None, |most: Option<(f64, f64)>, (width, height)| {
            Some(most.map_or((width, height), |most| (most.0.max(width), most.1.max(height))))
        })
    };
    screen.as_ref().map(room).or_else(widest).unwrap_or((f64::INFINITY, f64::INFINITY))
}

impl Screen {
    /// Whether enough of the upper edge of a window of that place and width is on it.
    fn holds(&self, position: Position, width: f64) -> bool {
        let (x, y) = (f64::from(position.x), f64::from(position.y));
        let (left, top) = (f64::from(self.x), f64::from(self.y));
        let (right, bottom) = (left + f64::from(self.width), top + f64::from(self.height));
        let seen = (x + width * self.scale).min(right) - x.max(left);
        // A frame may stand a little above the screen that it was maximised or tiled on.
        seen >= HANDLE.0 * self.scale
            && y > top - HANDLE.1 * self.scale
            && y + HANDLE.1 * self.scale <= bottom
    }
}

#[cfg(test)]
mod tests {
    use settings::Size;

    use super::*;

    const SMALLEST: (f64, f64) = (720.0, 480.0);
    const MAIN: Screen = Screen { x: 0, y: 0, width: 1920, height: 1080, scale: 1.0 };
    const RIGHT: Screen = Screen { x: 1920, y: 0, width: 3840, height: 2160, scale: 2.0 };

    fn left(size: (u32, u32), position: (i32, i32)) -> WindowState {
        let mut left = WindowState::default();
        left.size = Some(Size { width: size.0, height: size.1 });
        left.position = Some(Position { x: position.0, y: position.1 });
        left
    }

    fn bounds(size: (u32, u32), position: (i32, i32), screens: &[Screen]) -> Bounds {
        Bounds::of(&left(size, position), SMALLEST, screens)
    }

    #[test]
    fn what_was_never_opened_opens_as_the_system_likes() {
        let bounds = Bounds::of(&WindowState::default(), SMALLEST, &[MAIN]);
        assert_eq!(bounds, Bounds { size: None, position: None, maximized: false });
    }

    #[test]
    fn it_opens_where_it_was_left_on_any_screen() {
        let here = bounds((900, 600), (40, 50), &[MAIN, RIGHT]);
        assert_eq!((here.size, here.position), (Some((900.0, 600.0)), Some((40.0, 50.0))));
        let there = bounds((900, 600), (2000, 100), &[MAIN, RIGHT]);
        assert_eq!(there.position, Some((1000.0, 50.0)));
        // Partly out of sight, as somebody has put it.
        assert_eq!(bounds((900, 600), (-600, 50), &[MAIN]).position, Some((-600.0, 50.0)));
    }

    #[test]
    fn a_place_on_a_screen_that_is_gone_is_left_to_the_system() {
        for gone in [(2000, 100), (-890, 50), (40, 1070), (40, -500), (i32::MAX, i32::MIN)] {
            let bounds = bounds((900, 600), gone, &[MAIN]);
            assert_eq!((bounds.size, bounds.position), (Some((900.0, 600.0)), None), "{gone:?}");
        }
        assert_eq!(bounds((900, 600), (40, 50), &[]).position, None);
    }

    #[test]
    fn a_size_is_neither_below_the_smallest_nor_above_the_screen() {
        assert_eq!(bounds((1, 0), (40, 50), &[MAIN]).size, Some(SMALLEST));
        assert_eq!(bounds((u32::MAX, u32::MAX), (40, 50), &[MAIN]).size, Some((1920.0, 1080.0)));
        assert_eq!(bounds((5000, 5000), (9000, 9000), &[MAIN]).size, Some((1920.0, 1080.0)));
        assert_eq!(
            bounds((900, 600), (0, 0), &[Screen { width: 640, height: 400, ..MAIN }]).size,
            Some(SMALLEST)
        );
    }

    #[test]
    fn a_maximised_window_keeps_the_size_that_it_goes_back_to() {
        let mut left = left((900, 600), (40, 50));
        left.maximized = true;
        let bounds = Bounds::of(&left, SMALLEST, &[MAIN]);
        assert!(bounds.maximized);
        assert_eq!(bounds.size, Some((900.0, 600.0)));
    }
}
