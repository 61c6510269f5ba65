//! How `WebKitGTK` paints the page.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gtk::{
    glib::{self, Propagation},
    prelude::WidgetExt,
};
use tauri::WebviewWindow;

/// What `WebKitGTK` looks at as it begins; anything but `0` has it paint on the processor.
const WITHOUT_GRAPHICS_CARD: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Has `WebKitGTK` paint on the processor, unless the person has chosen. To be called before there are other threads.
///
/// A page of text needs no graphics card. To make one ready, or to do as if there were one, takes more time and memory than
/// the page; and with some drivers the window stays empty.
pub(crate) fn on_the_processor() {
    if let Err(error) = glib::setenv(WITHOUT_GRAPHICS_CARD, "1", false) {
        tracing::debug!(%error, "the page is painted by the graphics card");
    }
}

/// Whether the page has anything to paint. Asked for a picture before, `WebKitGTK` waits for one for half a second and
/// does nothing else meanwhile, so that the page does not load either.
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
