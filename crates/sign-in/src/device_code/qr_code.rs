use std::fmt::Write;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use super::DeviceCodePrompt;

/// What has to stay empty around a code, in modules (ISO/IEC 18004, section 6.3.8).
const QUIET_ZONE: usize = 4;

/// A picture to scan with another device: a square of dark and light modules (ISO/IEC 18004).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    width: usize,
    /// Line by line.
    dark: Vec<bool>,
}

impl DeviceCodePrompt {
    /// The page as a picture, with the code filled in where the provider offers that (RFC 8628, section 3.3.1).
    /// `None` for an address that is too long for one.
    pub fn qr_code(&self) -> Option<QrCode> {
        let page = self.verification_uri_complete.as_ref().unwrap_or(&self.verification_uri);
        QrCode::of(page.as_str())
    }
}

impl QrCode {
    fn of(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let modules = code.data.get(..code.size * code.size)?;
        Some(Self { width: code.size, dark: modules.iter().map(|module| module.value()).collect() })
    }

    /// How many modules a line has, and how many lines there are; without the margin.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many light modules have to be on every side, for readers to find it.
    pub fn quiet_zone(&self) -> usize {
        QUIET_ZONE
    }

    /// Whether a module is dark; those outside are light.
    pub fn is_dark(&self, column: usize, line: usize) -> bool {
        column < self.width && line < self.width && self.dark.get(line * self.width + column) == Some(&true)
    }

    /// The dark modules as the `d` of an SVG's path. One unit is a module, and the margin is part of it: the picture's
    /// `viewBox` is `0 0 n n` with `n = width + 2 * quiet_zone`.
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for line in 0..self.width {
            for column in (0..self.width).filter(|column| self.is_dark(*column, line)) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h1v1h-1z", column + QUIET_ZONE, line + QUIET_ZONE);
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corners that readers look for, but for the last (ISO/IEC 18004, section 6.3.3).
    fn has_finder(code: &QrCode, left: usize, top: usize) -> bool {
        (0..7).all(|x| {
            (0..7).all(|y| {
                let ring = x == 0 || x == 6 || y == 0 || y == 6;
                let heart = (2..5).contains(&x) && (2..5).contains(&y);
                code.is_dark(left + x, top + y) == (ring || heart)
            })
        })
    }

    #[test]
    fn a_page_becomes_a_square_that_readers_know() {
        let code = QrCode::of("https://id.example/device?user_code=WDJB-MJHT").unwrap();
        let width = code.width();
        assert_eq!((width - 17) % 4, 0);
        assert!(
            has_finder(&code, 0, 0) && has_finder(&code, width - 7, 0) && has_finder(&code, 0, width - 7)
        );
        assert!(!has_finder(&code, width - 7, width - 7));
        assert!(!code.is_dark(width, 0) && !code.is_dark(0, width));
    }

    #[test]
    fn other_pages_are_other_pictures() {
        let of = |text| QrCode::of(text).unwrap();
        assert_eq!(of("https://id.example/a"), of("https://id.example/a"));
        assert_ne!(of("https://id.example/a"), of("https://id.example/b"));
    }

    #[test]
    fn the_path_has_every_dark_module_and_the_margin() {
        let code = QrCode::of("https://id.example/device").unwrap();
        let path = code.svg_path();
        assert!(path.starts_with("M4 4h1v1h-1z"), "{path}");
        assert_eq!(path.matches('M').count(), code.dark.iter().filter(|dark| **dark).count());
    }

    #[test]
    fn an_address_that_is_too_long_has_none() {
        assert_eq!(QrCode::of(&"x".repeat(5_000)), None);
    }
}
