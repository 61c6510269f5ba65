//! What the web view is told to do without.

use tauri::WebviewWindow;

/// Has `WebKitGTK` paint on the processor. The window is text that rarely changes; for that a graphics card's driver, or where
/// there is none the one that imitates a card, would take a second to start and half of the window's memory.
#[cfg(target_os = "linux")]
pub(crate) fn paint_plainly(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    window.with_webview(|view| {
        if let Some(settings) = WebViewExt::settings(&view.inner()) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Elsewhere the web view is part of the system and runs already.
#[cfg(not(target_os = "linux"))]
pub(crate) fn paint_plainly(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
