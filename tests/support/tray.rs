//! The tray of a real panel, read over D-Bus as the panel reads it.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use std::os::unix::process::CommandExt;

use crate::{
    desktop::Desktop,
    process::{Process, eventually},
};

const PATIENCE: Duration = Duration::from_secs(30);
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// An entry of the tray's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayEntry {
    /// Names it on the bus, until the menu changes.
    id: i32,
    /// As a person reads it.
    pub label: String,
    /// Whether it bears a mark.
    pub marked: bool,
}

impl Desktop {
    /// Starts Xfce's panel, which has a tray, and waits until it is ready for programs.
    pub async fn start_panel(&self) -> Process {
        let mut command = Command::new("xfce4-panel");
        command.arg("--disable-wm-check").env("XFCE_PANEL_MIGRATE_DEFAULT", "1");
        self.dress(&mut command).process_group(0);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let panel = Process::adopt(child.expect("xfce4-panel is installed; ./test does it"));
        eventually("the panel has a tray", PATIENCE, async || self.has_on_bus(WATCHER).then_some(())).await;
        panel
    }

    /// Waits until the menu of the program in the tray is as wanted, and answers it.
    pub async fn tray_menu(&self, what: &str, wanted: impl Fn(&[TrayEntry]) -> bool) -> Vec<TrayEntry> {
        let mut last = None;
        let found = async || {
            last = self.read_tray_menu();
            last.clone().filter(|menu| wanted(menu))
        };
        let within = tokio::time::timeout(PATIENCE, eventually(what, PATIENCE * 2, found)).await;
        within.unwrap_or_else(|_| panic!("not within {PATIENCE:?}: {what}; the menu is {last:?}"))
    }

    /// Chooses the entry whose label holds `text`, as a click on it would.
    pub async fn choose_in_tray(&self, text: &str) {
        let mut is_sent = false;
        // A menu that has just changed has other numbers: a panel reads it anew then, too.
        eventually(&format!("{text:?} can be chosen in the tray"), PATIENCE, async || {
            let Some(item) = self.tray_item() else {
                // A program that is told to quit may be gone before it has answered.
                return is_sent.then(String::new);
            };
            let entry = self.read_tray_menu()?.into_iter().find(|entry| entry.label.contains(text))?;
            let event = [&entry.id.to_string(), "clicked", "<0>", "0"];
            is_sent = true;
            self.call(&item, "/MenuBar", "com.canonical.dbusmenu.Event", &event)
        })
        .await;
    }

    fn read_tray_menu(&self) -> Option<Vec<TrayEntry>> {
        let layout = self.call(
            &self.tray_item()?,
            "/MenuBar",
            "com.canonical.dbusmenu.GetLayout",
            &["0", "-1", "[]"],
        )?;
        Some(layout.split("<(").skip(1).filter_map(entry).collect())
    }

    /// The name on the bus of the one program that has told the panel of itself.
    fn tray_item(&self) -> Option<String> {
        let read = "org.freedesktop.DBus.Properties.Get";
        let items =
            self.call(WATCHER, "/StatusNotifierWatcher", read, &[WATCHER, "RegisteredStatusNotifierItems"])?;
        let name = items.split('\'').nth(1)?;
        Some(name.split('/').next()?.to_owned())
    }

    fn call(&self, name: &str, path: &str, method: &str, arguments: &[&str]) -> Option<String> {
        let mut call = Command::new("gdbus");
        call.args(["call", "--session", "--dest", name, "--object-path", path, "--method", method, "--"]);
        let answer = self.dress(call.args(arguments)).output().expect("gdbus is installed; ./test does it");
        answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
    }
}

/// An entry in `GVariant`'s notation; nothing for a line between entries.
fn entry(text: &str) -> Option<TrayEntry> {
    let id = text.split(',').next()?.trim().parse().ok()?;
    let label = text.split("'label': <'").nth(1)?.split("'>").next()?.replace("__", "_");
    Some(TrayEntry { id, label, marked: text.contains("'toggle-state': <1>") })
}
