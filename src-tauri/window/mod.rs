//! The window, which opens where it was closed.

mod bounds;
#[cfg(target_os = "linux")]
mod painting;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use settings::{Loaded, Position, Size, WindowFile, WindowState};
use tauri::{
    AppHandle, Manager, PhysicalPosition, Runtime, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    utils::config::WindowConfig,
};
use tokio::sync::Notify;

use self::bounds::{Bounds, Screen};
#[cfg(target_os = "linux")]
use self::painting::build;
#[cfg(target_os = "linux")]
pub(crate) use self::painting::{is_painted_on_the_processor, own_environment};
use crate::{
    app::App,
    views::{AccountKey, LeftView},
};

/// The one window.
pub(crate) const LABEL: &str = "main";
/// Whether the system can keep a window out of pictures and recordings of the screen. Neither X11 nor Wayland has such
/// a thing.
pub(crate) const CAN_HIDE_FROM_CAPTURE: bool = cfg!(any(target_os = "macos", windows));
/// How long a window that is moved or resized has to stand still before that is written down.
const STILLNESS: Duration = Duration::from_millis(500);

/// How the window was left, and its file.
pub(crate) struct Left {
    file: WindowFile,
    state: Mutex<WindowState>,
    moved: Notify,
}

impl Left {
    /// Reads the file. Whatever is wrong with it, the window opens, in its usual size.
    pub(crate) fn read(file: WindowFile) -> Self {
        let state = match file.load() {
            Ok(Loaded { settings, set_aside }) => {
                if let Some(path) = set_aside {
                    tracing::warn!(path = %path.display(), "how the window was left could not be read");
                }
                settings
            }
            Err(error) => {
                tracing::warn!(%error, "how the window was left could not be read");
                WindowState::default()
            }
        };
        Self { file, state: Mutex::new(state), moved: Notify::new() }
    }

    /// What the person was looking at.
    pub(crate) fn view(&self) -> LeftView {
        let state = self.state();
        LeftView { account: state.account.clone().map(AccountKey::from), part: state.part.clone() }
    }

    /// Notes what the person looks at.
    pub(crate) fn look_at(&self, LeftView { account, part }: LeftView) {
        let mut state = self.state();
        state.account = account.map(Into::into);
        state.part = part;
        drop(state);
        self.moved.notify_one();
    }

    /// Notes where the window is, if that is where it is to open again. To be called on the main thread.
    fn note(&self, window: &WebviewWindow) -> tauri::Result<()> {
        if !window.is_visible()? || window.is_minimized()? || window.is_fullscreen()? {
            return Ok(());
        }
        let maximized = window.is_maximized()?;
        let size = size_of(window)?;
        let position = knows_positions().then(|| window.outer_position()).transpose()?;
        let mut state = self.state();
        state.maximized = maximized;
        if !maximized {
            state.size = Some(size);
            state.position = position.map(|position| Position { x: position.x, y: position.y });
        }
        Ok(())
    }

    /// Writes down what has changed. It may wait for the file's lock.
    fn write(&self) {
        let state = self.state().clone();
        if let Err(error) = self.file.change(|kept| *kept = state) {
            tracing::warn!(%error, "how the window was left could not be kept");
        }
    }

    fn state(&self) -> MutexGuard<'_, WindowState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Keeps how the window is, each time that it stands still.
    pub(crate) async fn follow_window(&self, handle: AppHandle) {
        loop {
            self.left.moved.notified().await;
            tokio::time::sleep(STILLNESS).await;
            self.note_window(&handle).await;
            let app = self.clone();
            let kept = tauri::async_runtime::spawn_blocking(move || app.keep_window());
            if let Err(error) = kept.await {
                tracing::warn!(%error, "how the window was left could not be kept");
            }
        }
    }

    async fn note_window(&self, handle: &AppHandle) {
        let Some(window) = handle.get_webview_window(LABEL) else { return };
        let app = self.clone();
        let (noted, done) = tokio::sync::oneshot::channel();
        let asked = handle.run_on_main_thread(move || drop(noted.send(app.left.note(&window))));
        // A program that ends asks its main thread in vain.
        if let (Ok(()), Ok(Err(error))) = (asked, done.await) {
            tracing::debug!(%error, "the window does not say where it is");
        }
    }

    /// Writes down how the window was when it was seen last.
    pub(crate) fn keep_window(&self) {
        self.left.write();
    }
}

/// Opens the window where it was closed: it is not shown before it is there.
pub(crate) fn open(handle: &AppHandle, app: &App) -> tauri::Result<()> {
    let windows = &handle.config().app.windows;
    let Some(config) = windows.iter().find(|window| window.label == LABEL) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let bounds = Bounds::of(&app.left.state(), smallest(config), &screens(handle));
    let hidden = CAN_HIDE_FROM_CAPTURE && app.providers.preferences().hide_from_capture;
    let mut builder = WebviewWindowBuilder::from_config(handle, config)?.content_protected(hidden);
    if let Some((width, height)) = bounds.size {
        builder = builder.inner_size(width, height);
    }
    if let Some((x, y)) = bounds.position {
        builder = builder.position(x, y);
    }
    if !bounds.maximized {
        return build(builder, &app.picture).map(drop);
    }
    let window = build(builder.visible(false), &app.picture)?;
    maximize(&window)?;
    window.show()
}

#[cfg(not(target_os = "linux"))]
fn build(
    builder: WebviewWindowBuilder<'_, tauri::Wry, AppHandle>,
    _: &crate::page_picture::PagePicture,
) -> tauri::Result<WebviewWindow> {
    builder.build()
}

/// The variables of the environment that programs which this one starts are not to have.
#[cfg(not(target_os = "linux"))]
pub(crate) fn own_environment() -> &'static [&'static str] {
    &[]
}

/// To be called before there are other threads.
pub(crate) fn prepare() {
    #[cfg(target_os = "linux")]
    painting::on_the_processor();
}

/// The size that a window is given to look so again. Tao counts the frame and the shadow that GTK draws under Wayland,
/// with which the window would grow from start to start.
#[cfg(target_os = "linux")]
fn size_of(window: &WebviewWindow) -> tauri::Result<Size> {
    let (width, height) = gtk::prelude::GtkWindowExt::size(&window.gtk_window()?);
    let pixels = |length| u32::try_from(length).unwrap_or_default();
    Ok(Size { width: pixels(width), height: pixels(height) })
}

#[cfg(not(target_os = "linux"))]
fn size_of(window: &WebviewWindow) -> tauri::Result<Size> {
    let size = window.inner_size()?.to_logical(window.scale_factor()?);
    Ok(Size { width: size.width, height: size.height })
}

/// Before the window is shown. Tao would do so some moments later, when everybody has seen the window in another place.
#[cfg(target_os = "linux")]
fn maximize(window: &WebviewWindow) -> tauri::Result<()> {
    gtk::prelude::GtkWindowExt::maximize(&window.gtk_window()?);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn maximize(window: &WebviewWindow) -> tauri::Result<()> {
    window.maximize()
}

/// Shows the window, wherever it was.
pub(crate) fn bring_to_front<R: Runtime>(handle: &AppHandle<R>) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    if let Err(error) = put_back(handle, &window) {
        tracing::debug!(%error, "the window could not be put where it was");
    }
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::debug!(%error, "the window could not be brought to the front");
        }
    }
}

/// Keeps the window out of pictures and recordings of the screen, or no longer.
pub(crate) fn hide_from_capture(handle: &AppHandle, hidden: bool) {
    let Some(window) = handle.get_webview_window(LABEL).filter(|_| CAN_HIDE_FROM_CAPTURE) else { return };
    if let Err(error) = window.set_content_protected(hidden) {
        tracing::warn!(%error, hidden, "the window does not change whether it can be captured");
    }
}

/// The system may forget where a hidden window was.
fn put_back<R: Runtime>(handle: &AppHandle<R>, window: &WebviewWindow<R>) -> tauri::Result<()> {
    let place = handle.try_state::<App>().and_then(|app| app.left.state().position);
    if let Some(Position { x, y }) = place
        && !window.is_visible()?
        && !window.is_maximized()?
    {
        window.set_position(PhysicalPosition::new(x, y))?;
    }
    Ok(())
}

/// Takes note of what happens to the window.
pub(crate) fn on_event(handle: &AppHandle, event: &WindowEvent) {
    let Some(app) = handle.try_state::<App>() else { return };
    match event {
        WindowEvent::Resized(_) | WindowEvent::Moved(_) => app.left.moved.notify_one(),
        // The last look at it; it is written down as the program ends.
        WindowEvent::CloseRequested { api, .. } => {
            let Some(window) = handle.get_webview_window(LABEL) else { return };
            if let Err(error) = app.left.note(&window) {
                tracing::debug!(%error, "the window does not say where it is");
            }
            if app.stays_in_tray() && window.hide().is_ok() {
                api.prevent_close();
                app.left.moved.notify_one();
            }
        }
        _ => {}
    }
}

fn smallest(config: &WindowConfig) -> (f64, f64) {
    (config.min_width.unwrap_or_default(), config.min_height.unwrap_or_default())
}

/// The screens, without what panels take of them.
fn screens(handle: &AppHandle) -> Vec<Screen> {
    let monitors = handle.available_monitors().unwrap_or_default();
    let screen = |monitor: &tauri::Monitor| {
        let area = monitor.work_area();
        Screen {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
            scale: monitor.scale_factor(),
        }
    };
    monitors.iter().map(screen).collect()
}

/// Wayland tells no window where it is, and lets none choose.
fn knows_positions() -> bool {
    let variable = |name| std::env::var(name).unwrap_or_default();
    !cfg!(target_os = "linux")
        || variable("WAYLAND_DISPLAY").is_empty()
        || variable("GDK_BACKEND").starts_with("x11")
}
