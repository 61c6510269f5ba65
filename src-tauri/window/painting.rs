//! How WebKitGTK paints the page.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gtk::{
    glib::{self, Propagation},
    prelude::WidgetExt,
};
use tauri::WebviewWindow;

/// What WebKitGTK is asked by, as its programs are begun; other than `0` has it paint on the processor.
const WITHOUT_GRAPHICS_CARD: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Has WebKitGTK paint on the processor, where nobody has chosen. To be called before there are other threads.
///
/// A page of text needs no graphics card. To set one up, and above all to do without where there is none, takes WebKitGTK
/// more time and memory than the page; and with some drivers the window stays empty.
pub(crate) fn on_the_processor() {
    if let Err(error) = glib::setenv(WITHOUT_GRAPHICS_CARD, "1", false) {
        tracing::debug!(%error, "the page is painted by the graphics card");
    }
}

/// Whether the page has anything to paint. Asked for a picture before, WebKitGTK stops everything for half a second, the
/// loading of the page too.
#[derive(Clone, Default)]
pub(crate) struct Loaded(Arc<AtomicBool>);

impl Loaded {
    /// Leaves the window's ground as it is until the page is there.
    pub(crate) fn awaited_by(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let Self(loaded) = self.clone();
        window.with_webview(move |webview| {
            webview.inner().connect_draw(move |_, _| {
                if loaded.load(Ordering::Relaxed) { Propagation::Proceed } else { Propagation::Stop }
            });
        })
    }

    /// The page is there.
    pub(crate) fn has_come(&self, window: &WebviewWindow) {
        self.0.store(true, Ordering::Relaxed);
        let painted = window.with_webview(|webview| webview.inner().queue_draw());
        if let Err(error) = painted {
            tracing::debug!(%error, "the page is painted when something changes");
        }
    }
}
