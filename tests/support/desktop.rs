//! A desktop of the test's own: a virtual display, a D-Bus session, a keyring, and a profile folder.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::{self, File},
    io::Write,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::process::{Process, eventually, signal, start_and_read_line};

/// How xdotool finds Tessera's window where somebody can see it.
const SHOWN_WINDOW: [&str; 4] = ["search", "--onlyvisible", "--name", "^Tessera$"];

/// Whether the desktop has a keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// GNOME's, unlocked.
    Unlocked,
    /// None: no D-Bus session at all.
    Absent,
}

/// How the desktop looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Dark on light, for those who need more contrast.
    HighContrast,
    /// The same, for a program that is asked to be dark.
    DarkHighContrast,
}

impl Theme {
    /// The GTK theme, which WebKit takes over.
    fn name(self) -> &'static str {
        match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
            Self::HighContrast | Self::DarkHighContrast => "HighContrast",
        }
    }
}

/// Everything that the window finds around it.
#[derive(Debug)]
#[allow(dead_code, reason = "the display and the bus are kept so that they end with the desktop")]
pub struct Desktop {
    profile: TempDir,
    pub(crate) display: String,
    bus: Option<String>,
    theme: Theme,
    variables: Vec<(&'static str, OsString)>,
    window_manager: Option<Process>,
    keyring: Option<Process>,
    bus_process: Option<Process>,
    display_process: Process,
}

impl Desktop {
    /// Starts it.
    pub async fn start(keyring: Keyring) -> Self {
        let profile = tempfile::Builder::new().prefix("tessera-e2e-").tempdir().expect("a temporary folder");
        let (display_process, display) = start_display();
        let mut desktop = Self {
            profile,
            display,
            bus: None,
            theme: Theme::Light,
            variables: Vec::new(),
            window_manager: None,
            keyring: None,
            bus_process: None,
            display_process,
        };
        desktop.make_profile();
        if keyring == Keyring::Unlocked {
            let (process, address) = start_bus();
            desktop.bus = Some(address);
            desktop.bus_process = Some(process);
            desktop.start_keyring().await;
        }
        desktop
    }

    /// Starts a window manager: without one nothing is maximised, and nothing has a frame or a close button.
    pub async fn manage_windows(&mut self) {
        let mut command = Command::new("openbox");
        let child =
            self.dress(&mut command).process_group(0).stdin(Stdio::null()).stderr(Stdio::null()).spawn();
        self.window_manager = Some(Process::adopt(child.expect("openbox is installed; ./test does it")));
        eventually("the window manager is there", Duration::from_secs(20), async || {
            let mut ask = Command::new("xprop");
            ask.args(["-root", "_NET_SUPPORTING_WM_CHECK"]);
            let answer = self.dress(&mut ask).output().expect("xprop is installed; ./test does it");
            String::from_utf8_lossy(&answer.stdout).contains("window id").then_some(())
        })
        .await;
    }

    /// Has the window manager close Tessera's window, as its close button would. A key would be lost now and then: the
    /// window manager takes its keys anew when the first one of another keyboard comes, such as xdotool's.
    pub fn close_by_frame(&self) {
        let found = self.xdotool(&SHOWN_WINDOW).stdout;
        let window = String::from_utf8_lossy(&found);
        let window = window.lines().next().expect("there is a window to close");
        let closed = self.dress(Command::new("wmctrl").args(["-i", "-c", window])).status();
        assert!(closed.expect("wmctrl is installed; ./test does it").success());
    }

    fn xdotool(&self, arguments: &[&str]) -> Output {
        self.dress(Command::new("xdotool").args(arguments)).output().expect("xdotool is installed")
    }

    /// Notes what becomes of each window, in the log of that name.
    pub fn watch_windows(&self, log: &str) -> Process {
        // It would write whole blocks to a file.
        let mut command = Command::new("stdbuf");
        command.args(["--output=L", "xev", "-root", "-event", "substructure"]);
        Process::start(self.dress(&mut command), log)
    }

    /// Which windows were put elsewhere, or made larger or smaller, after they had been shown.
    pub fn moved_in_sight(log: &str) -> Vec<String> {
        let text = fs::read_to_string(crate::workspace().join("target/logs").join(log)).unwrap_or_default();
        let (mut shown, mut moved, mut places) = (Vec::new(), Vec::new(), HashMap::new());
        for event in text.split("\n\n") {
            let event = event.replace('\n', " ");
            let Some(window) = event.split("window ").nth(2).and_then(|rest| rest.split(',').next()) else {
                continue;
            };
            let place = event
                .split_once(" (")
                .and_then(|(_, rest)| rest.split_once("border"))
                .map(|(place, _)| place);
            if event.trim_start().starts_with("MapNotify") {
                // Menus and hints place themselves.
                if event.contains("override YES") {
                    continue;
                }
                shown.push(window.to_owned());
            } else if let Some(place) = place {
                let before = places.insert(window.to_owned(), place.to_owned());
                if shown.iter().any(|each| each == window) && before.as_deref() != Some(place) {
                    moved.push(format!("{window}: from {before:?} to {place}"));
                }
            }
        }
        assert!(!shown.is_empty(), "no window was shown: {text}");
        moved
    }

    /// Whether Tessera's window is there to be seen.
    pub(crate) fn shows_window(&self) -> bool {
        !self.xdotool(&SHOWN_WINDOW).stdout.is_empty()
    }

    /// Which windows the display has, and which of them is active: for whoever reads of a failure.
    pub(crate) fn windows(&self) -> String {
        let read = |program: &str, arguments: &[&str]| {
            let answer = self.dress(Command::new(program).args(arguments)).output();
            String::from_utf8_lossy(&answer.expect("x11-utils are installed; ./test does it").stdout)
                .into_owned()
        };
        let active = read("xprop", &["-root", "_NET_ACTIVE_WINDOW", "_NET_CLIENT_LIST"]);
        format!("{active}{}", read("xwininfo", &["-root", "-tree"]))
    }

    /// Waits until a window that was closed a moment ago has ended: it would take another start for its own.
    pub(crate) async fn last_window_ends(&self) {
        eventually("the window before has ended", Duration::from_secs(20), async || {
            (!self.has_on_bus("dev.tessera.desktop.SingleInstance")).then_some(())
        })
        .await;
    }

    /// From the next opening on the window is dark (or light again).
    pub fn set_dark(&mut self, dark: bool) {
        self.theme = if dark { Theme::Dark } else { Theme::Light };
    }

    /// From the next opening on the window has that look.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        if theme == Theme::DarkHighContrast {
            self.set_gtk("gtk-application-prefer-dark-theme", "1");
        }
    }

    /// From the next opening on nothing is to move.
    pub fn reduce_motion(&self) {
        self.set_gtk("gtk-enable-animations", "0");
    }

    /// Adds to the person's settings of GTK.
    fn set_gtk(&self, name: &str, value: &str) {
        let file = self.home().join("config/gtk-3.0/settings.ini");
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the profile is writable");
        let before = fs::read_to_string(&file).unwrap_or_else(|_| "[Settings]\n".to_owned());
        fs::write(file, format!("{before}{name}={value}\n")).expect("the profile is writable");
    }

    /// From the next opening on the environment has that variable.
    pub fn set_variable(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.variables.push((name, value.into()));
    }

    /// The folder that stands for the person's home.
    pub fn home(&self) -> &Path {
        self.profile.path()
    }

    /// The sealed cache, by the documented path.
    pub fn cache_path(&self) -> PathBuf {
        self.home().join("data/tessera/token-cache.sealed")
    }

    /// The cache's lock, as another program takes it; free again when this is dropped.
    pub fn lock_cache(&self) -> File {
        let lock = File::open(self.cache_path().with_file_name("token-cache.sealed.lockfile")).unwrap();
        lock.lock().unwrap();
        lock
    }

    /// The settings, by the documented path.
    pub fn settings_path(&self) -> PathBuf {
        self.home().join("config/tessera/settings.json")
    }

    /// What the window writes about how it was left, by the documented path.
    pub fn window_path(&self) -> PathBuf {
        self.home().join("config/tessera/window.json")
    }

    /// Gives a command the environment of this desktop and no other.
    pub fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.home();
        command
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", home.join("runtime"))
            .env("BROWSER", home.join("browser"))
            .env("DISPLAY", &self.display)
            .env("GTK_THEME", self.theme.name())
            .env("LANG", "C.UTF-8")
            .env("LANGUAGE", "en")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_CURRENT_DESKTOP")
            .env_remove("TESSERA_CA_FILE")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        match &self.bus {
            Some(bus) => command.env("DBUS_SESSION_BUS_ADDRESS", bus),
            // An address that nobody listens on: without it the library would look for a running session.
            None => command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"),
        }
    }

    /// The links that the window asked the system's browser to open, oldest first.
    pub fn opened_links(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home().join("opened-links")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// The next link that the window opens, after the first `already` ones.
    pub async fn next_link(&self, already: usize) -> String {
        eventually("the window opens a link in the browser", Duration::from_secs(20), async || {
            self.opened_links().get(already).cloned()
        })
        .await
    }

    /// Stops the keyring from answering, as one that hangs.
    pub fn freeze_keyring(&self) {
        signal("STOP", &self.keyring.as_ref().expect("there is a keyring").id().to_string());
    }

    /// Lets the keyring answer again.
    pub fn thaw_keyring(&self) {
        signal("CONT", &self.keyring.as_ref().expect("there is a keyring").id().to_string());
    }

    /// Takes a picture of the whole display to `target/screenshots/{name}.png`.
    pub fn picture(&self, name: &str) {
        let folder = crate::workspace().join("target/screenshots");
        fs::create_dir_all(&folder).expect("target/screenshots can be made");
        let mut import = Command::new("import");
        import.args(["-window", "root"]).arg(folder.join(format!("{name}.png")));
        assert!(self.dress(&mut import).status().expect("imagemagick is installed").success());
    }

    /// What the display shows there, three bytes for each pixel; `place` is its left edge, its upper one, its width and its
    /// height, in pixels.
    pub fn pixels(&self, place: (u32, u32, u32, u32)) -> Vec<[u8; 3]> {
        let (x, y, width, height) = place;
        let mut import = Command::new("import");
        import.args([
            "-window",
            "root",
            "-crop",
            &format!("{width}x{height}+{x}+{y}"),
            "-depth",
            "8",
            "rgb:-",
        ]);
        let bytes = self.dress(&mut import).output().expect("imagemagick is installed").stdout;
        let (pixels, _) = bytes.as_chunks();
        assert_eq!(
            pixels.len() as u64,
            u64::from(width) * u64::from(height),
            "the display is smaller than {place:?}"
        );
        pixels.to_vec()
    }

    /// Every file below the profile that holds `text` in the clear.
    pub fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.home().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(path),
                    Ok(kind) if kind.is_file() && holds(&path, text.as_bytes()) => found.push(path),
                    _ => {}
                }
            }
        }
        found
    }

    fn make_profile(&self) {
        for folder in ["data", "config", "cache", "runtime"] {
            fs::create_dir(self.home().join(folder)).expect("the profile is writable");
        }
        fs::set_permissions(self.home().join("runtime"), fs::Permissions::from_mode(0o700)).unwrap();
        let browser = self.home().join("browser");
        let links = self.home().join("opened-links");
        // What the window has said to its own WebKit is not said to a browser.
        let unless_told = "[ -z \"$WEBKIT_DISABLE_COMPOSITING_MODE\" ]";
        let note = format!("#!/bin/sh\n{unless_told} && printf '%s\\n' \"$1\" >> '{}'\n", links.display());
        fs::write(&browser, note).unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    }

    async fn start_keyring(&mut self) {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = self.dress(&mut command).spawn().expect("gnome-keyring is installed; ./test does it");
        child.stdin.take().expect("stdin is piped").write_all(b"\n").expect("the keyring takes its password");
        self.keyring = Some(Process::adopt(child));
        eventually("the keyring answers on D-Bus", Duration::from_secs(20), async || {
            self.has_on_bus("org.freedesktop.secrets").then_some(())
        })
        .await;
    }

    /// Whether somebody has that name on the desktop's D-Bus session.
    pub(crate) fn has_on_bus(&self, name: &str) -> bool {
        if self.bus.is_none() {
            return false;
        }
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")]);
        let answer = self.dress(&mut ask).output().expect("dbus is installed");
        String::from_utf8_lossy(&answer.stdout).contains("boolean true")
    }
}

fn holds(path: &Path, text: &[u8]) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text))
}

fn start_display() -> (Process, String) {
    let mut command = Command::new("Xvfb");
    // When its last client goes it would begin anew, and turn away whoever comes at that moment.
    command.args(["-displayfd", "1", "-noreset", "-screen", "0", "1280x860x24", "-nolisten", "tcp"]);
    let (process, number) = start_and_read_line(&mut command);
    (process, format!(":{number}"))
}

fn start_bus() -> (Process, String) {
    start_and_read_line(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address"]))
}
