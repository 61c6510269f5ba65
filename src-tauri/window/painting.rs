//! How `WebKitGTK` paints the page.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use gtk::{
    Widget,
    cairo::Context,
    glib::{self, Propagation},
    prelude::{IsA, ObjectExt, ToValue, WidgetExt},
};
use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry, webview::PageLoadEvent};

use crate::list_picture::ListPicture;

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

/// The variables of the environment that are this program's own.
pub(crate) fn own_environment() -> &'static [&'static str] {
    OWN.get().map_or(&[], std::slice::from_ref)
}

/// Opens a window whose ground is left as it is until the page is there, but for the picture of the list of accounts. Asked
/// for a picture before, `WebKitGTK` waits for one for half a second and does nothing else meanwhile, so that the page does
/// not load either.
pub(super) fn build(
    builder: WebviewWindowBuilder<'_, Wry, AppHandle>,
    list: &ListPicture,
) -> tauri::Result<WebviewWindow> {
    let loaded = Arc::new(AtomicBool::new(false));
    let is_loaded = loaded.clone();
    let window =
        builder.on_page_load(move |window, page| has_come(&loaded, &window, page.event())).build()?;
    let (alone, over) = (list.clone(), list.clone());
    window.with_webview(move |webview| {
        let webview = webview.inner();
        webview.connect_draw(move |webview, context| {
            if is_loaded.load(Ordering::Relaxed) {
                return Propagation::Proceed;
            }
            paint(&alone, webview, context);
            Propagation::Stop
        });
        paint_over(&webview, over);
    })?;
    Ok(window)
}

/// The page is empty at first: the picture stays until it has painted itself.
fn paint_over(webview: &impl IsA<Widget>, list: ListPicture) {
    webview.connect_local("draw", true, move |values| {
        let (webview, context) = (values.first()?.get::<Widget>(), values.get(1)?.get::<Context>());
        if let (Ok(webview), Ok(context)) = (webview, context) {
            paint(&list, &webview, &context);
        }
        Some(false.to_value())
    });
}

fn paint(list: &ListPicture, webview: &impl IsA<Widget>, context: &Context) {
    if let Some(pixels) = &*list.shown() {
        pixels.paint(webview, context);
    }
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
