//! What the web view has painted, as pixels.

use gtk::{
    cairo::{self, Context, Format, ImageSurface},
    prelude::{GtkSettingsExt, WidgetExt},
};
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use crate::{views::PagePart, window};

/// Longer than any screen.
const LONGEST_SIDE: i32 = 32_768;

/// A part of the web view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(super) frame: Frame,
    /// The page's ground beside it.
    pub(super) ground: Colour,
    /// Pixels of the screen, four bytes for each as Cairo has them without transparency.
    pub(super) data: Vec<u8>,
}

/// A pixel as Cairo has it.
pub(super) type Colour = [u8; 4];

/// Where the part is, in GTK's pixels, of which the screen may have several for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Frame {
    /// The width and the height of the whole web view.
    pub(super) whole: (i32, i32),
    /// Pixels of the screen for one of GTK's, either way.
    pub(super) scale: i32,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Frame {
    /// The whole of a web view.
    fn of(widget: &impl WidgetExt) -> Self {
        let (width, height) = (widget.allocated_width(), widget.allocated_height());
        Self { whole: (width, height), scale: widget.scale_factor(), x: 0, y: 0, width, height }
    }

    /// That part of the same web view, if it is in this one and not empty.
    pub(super) fn part(&self, part: PagePart) -> Option<Self> {
        let (left, right) = (share(part.left, self.whole.0)?, share(part.left + part.width, self.whole.0)?);
        let (top, bottom) = (share(part.top, self.whole.1)?, share(part.top + part.height, self.whole.1)?);
        let is_within =
            left >= self.x && top >= self.y && right <= self.x + self.width && bottom <= self.y + self.height;
        let frame = Self { x: left, y: top, width: right - left, height: bottom - top, ..*self };
        (is_within && frame.width > 0 && frame.height > 0).then_some(frame)
    }

    /// Whether it is within its web view, and that no larger than a screen can be.
    pub(super) fn is_sound(&self) -> bool {
        let (width, height) = self.whole;
        let is_within = |begin: i32, length: i32, whole: i32| {
            (0..LONGEST_SIDE).contains(&begin)
                && (1..LONGEST_SIDE).contains(&length)
                && begin + length <= whole
        };
        (1..=LONGEST_SIDE / width.max(height).max(1)).contains(&self.scale)
            && is_within(self.x, self.width, width)
            && is_within(self.y, self.height, height)
    }

    /// How many pixels of the screen it is wide and high.
    pub(super) fn on_screen(&self) -> (i32, i32) {
        (self.width * self.scale, self.height * self.scale)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "it is within the limits")]
fn share(share: f64, whole: i32) -> Option<i32> {
    let length = (share * f64::from(whole)).round();
    (0.0..f64::from(LONGEST_SIDE)).contains(&length).then_some(length as i32)
}

impl Pixels {
    /// Paints them, with the ground around them, in the place of a web view of the same size; answers whether it is.
    pub(crate) fn paint(&self, widget: &impl WidgetExt, context: &Context) -> bool {
        let Frame { whole, scale, .. } = self.frame;
        let fits =
            whole == (widget.allocated_width(), widget.allocated_height()) && scale == widget.scale_factor();
        fits && self
            .paint_on(context)
            .inspect_err(|error| tracing::debug!(%error, "no picture is painted"))
            .is_ok()
    }

    fn paint_on(&self, context: &Context) -> Result<(), cairo::Error> {
        let [red, green, blue] = shares(self.ground);
        context.set_source_rgb(red, green, blue);
        context.paint()?;
        context.set_source_surface(self.surface()?, f64::from(self.frame.x), f64::from(self.frame.y))?;
        context.paint()
    }

    pub(super) fn surface(&self) -> Result<ImageSurface, cairo::Error> {
        let (width, height) = self.frame.on_screen();
        let stride = Format::Rgb24.stride_for_width(u32::try_from(width).unwrap_or_default())?;
        let surface = ImageSurface::create_for_data(self.data.clone(), Format::Rgb24, width, height, stride)?;
        let scale = f64::from(self.frame.scale);
        surface.set_device_scale(scale, scale);
        Ok(surface)
    }
}

/// Red, green and blue, of one each.
fn shares(colour: Colour) -> [f64; 3] {
    let [_, red, green, blue] = u32::from_ne_bytes(colour).to_be_bytes();
    [red, green, blue].map(|part| f64::from(part) / 255.0)
}

/// Whatever of the person's settings the page looks different with, besides its size. To be called on the main thread.
pub(super) fn look() -> String {
    let chosen =
        ["GTK_THEME", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok());
    let Some(settings) = gtk::Settings::default() else { return format!("{chosen:?}") };
    let theme = (settings.gtk_theme_name(), settings.is_gtk_application_prefer_dark_theme());
    let font = (settings.gtk_font_name(), settings.gtk_xft_dpi(), settings.gtk_xft_antialias());
    let hints = (settings.gtk_xft_hinting(), settings.gtk_xft_hintstyle(), settings.gtk_xft_rgba());
    format!("{chosen:?} {theme:?} {font:?} {hints:?}")
}

/// What the window shows.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) pixels: Pixels,
    /// Where the list is in the window.
    pub(super) list: Frame,
}

/// The look of the window and what it shows, all of it or only the list; nothing where nobody sees the window.
pub(super) async fn take(handle: &AppHandle, list: PagePart, whole: bool) -> Option<(String, Taken)> {
    let window = handle.get_webview_window(window::LABEL)?;
    let (sender, taken) = oneshot::channel();
    let asked = window.with_webview(move |webview| {
        drop(sender.send(take_now(&webview.inner(), list, whole)));
    });
    asked.ok()?;
    taken.await.ok()?
}

fn take_now(widget: &impl WidgetExt, list: PagePart, whole: bool) -> Option<(String, Taken)> {
    if !widget.is_drawable() {
        return None;
    }
    let window = Frame::of(widget);
    let list = window.part(list)?;
    let frame = if whole { window } else { list };
    // A narrow window has nothing but the list.
    let right = list.x + list.width + 1;
    let x = if right < window.width { right } else { list.x };
    let beside = Frame { x, y: list.y + 1, width: 1, height: 1, scale: 1, ..list };
    let ground = *draw(widget, &beside)?.first_chunk()?;
    Some((look(), Taken { pixels: Pixels { frame, ground, data: draw(widget, &frame)? }, list }))
}

fn draw(widget: &impl WidgetExt, frame: &Frame) -> Option<Vec<u8>> {
    let (width, height) = frame.on_screen();
    let mut surface = ImageSurface::create(Format::Rgb24, width, height).ok()?;
    let scale = f64::from(frame.scale);
    surface.set_device_scale(scale, scale);
    let context = Context::new(&surface).ok()?;
    context.translate(-f64::from(frame.x), -f64::from(frame.y));
    widget.draw(&context);
    drop(context);
    surface.flush();
    Some(surface.data().ok()?.to_vec())
}

/// Has the web view paint itself anew, with a picture or without.
pub(super) fn repaint(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(window::LABEL) else { return };
    if let Err(error) = window.with_webview(|webview| webview.inner().queue_draw()) {
        tracing::debug!(%error, "the window paints when something changes");
    }
}
