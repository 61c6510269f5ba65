//! How `WebKitGTK` paints the page.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use gtk::{
    glib::{self, Propagation},
    prelude::WidgetExt,
};
use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry, webview::PageLoadEvent};

use crate::page_picture::PagePicture;

/// What `WebKitGTK` looks at as it begins; anything but `0` has it paint on the processor.
const WITHOUT_GRAPHICS_CARD: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// What this program has put into its environment. It is not for the browser, which may be made of WebKit too.
static OWN: OnceLock<&str> = OnceLock::new();

/// Has `WebKitGTK` paint on the processor, unless the person has chosen. To be called before there are other threads.
///
/// A page of text needs no graphics card. To make one ready, or to do as if there were one, takes more time and memory than
/// the page; and with some drivers the window stays empty.
pub(crate) fn on_the_processor() {
    if std::env::var_os(WITHOUT_GRAPHICS_CARD).is_some() {
        return;
    }
    match glib::setenv(WITHOUT_GRAPHICS_CARD, "1", false) {
        Ok(()) => {
            OWN.get_or_init(|| WITHOUT_GRAPHICS_CARD);
        }
        Err(error) => tracing::debug!(%error, "the graphics card paints the page"),
    }
}

/// Whether `WebKitGTK` paints on the processor, by our choice or by the person's.
pub(crate) fn is_painted_on_the_processor() -> bool {
    std::env::var_os(WITHOUT_GRAPHICS_CARD).is_some_and(|chosen| chosen != "0")
}

/// The variables of the environment that are this program's own.
pub(crate) fn own_environment() -> &'static [&'static str] {
    OWN.get().map_or(&[], std::slice::from_ref)
}

/// Opens a window whose ground is left as it is until the page is there, or in which the picture that the last one left
/// stands until the page has painted itself. Asked for a picture before, `WebKitGTK` waits for one for half a second and
/// does nothing else meanwhile, so that the page does not load either.
pub(super) fn build(
    builder: WebviewWindowBuilder<'_, Wry, AppHandle>,
    picture: &PagePicture,
) -> tauri::Result<WebviewWindow> {
    let loaded = Arc::new(AtomicBool::new(false));
    let is_loaded = loaded.clone();
    let window =
        builder.on_page_load(move |window, page| has_come(&loaded, &window, page.event())).build()?;
    let picture = picture.clone();
    window.with_webview(move |webview| {
        webview.inner().connect_draw(move |webview, context| {
            let is_pictured = picture.paint(|pixels| pixels.paint(webview, context));
            let is_page = !is_pictured && is_loaded.load(Ordering::Relaxed);
            if is_page { Propagation::Proceed } else { Propagation::Stop }
        });
    })?;
    Ok(window)
}

fn has_come(loaded: &AtomicBool, window: &WebviewWindow, event: PageLoadEvent) {
    if matches!(event, PageLoadEvent::Started) {
        return;
    }
    loaded.store(true, Ordering::Relaxed);
    if let Err(error) = window.with_webview(|webview| webview.inner().queue_draw()) {
        tracing::debug!(%error, "the page is painted when something changes");
    }
}
