//! A system's bus of the test's own, with polkit on it or a stand-in for it.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};
use zbus::Connection;

use crate::{
    polkit::NAME,
    process::{Process, as_root, eventually, is_root, start_and_read_line},
};

const PATIENCE: Duration = Duration::from_secs(30);
/// Somebody whom polkit asks; whoever is root it never does.
const NOBODY: u32 = 65534;

/// The bus; it ends when this is dropped.
#[derive(Debug)]
pub struct SystemBus {
    folder: TempDir,
    address: String,
    _daemon: Process,
}

impl SystemBus {
    /// Starts it, open to every user.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("tessera-bus-").tempdir().expect("a temporary folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
        let socket = folder.path().join("socket").display().to_string();
        let configuration = format!(
            "<busconfig>
              <type>system</type>
              <listen>unix:path={socket}</listen>
              <auth>EXTERNAL</auth>
              <policy context=\"default\">
                <allow user=\"*\"/><allow own=\"*\"/><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>
              </policy>
            </busconfig>"
        );
        let file = folder.path().join("bus.conf");
        fs::write(&file, configuration).expect("the folder is writable");
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--nofork", "--nopidfile", "--print-address", "--config-file"]).arg(file);
        let (daemon, address) = start_and_read_line(&mut daemon);
        Self { folder, address, _daemon: daemon }
    }

    /// Where programs find it, for `DBUS_SYSTEM_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A connection to it.
    pub async fn connect(&self) -> Connection {
        let builder = zbus::connection::Builder::address(self.address()).expect("an address");
        builder.build().await.expect("the bus takes connections")
    }

    /// Starts polkit itself, and waits until it is there.
    pub async fn start_polkit(&self) -> Process {
        let mut polkit = as_root("env");
        polkit.arg(format!("DBUS_SYSTEM_BUS_ADDRESS={}", self.address));
        let polkit = Process::start(polkit.arg("/usr/lib/polkit-1/polkitd"), "polkitd.log");
        let bus = self.connect().await;
        let names = zbus::fdo::DBusProxy::new(&bus).await.expect("the bus answers");
        eventually("polkit is on the bus", PATIENCE, async || {
            names.name_has_owner(NAME.try_into().ok()?).await.ok()?.then_some(())
        })
        .await;
        polkit
    }

    /// Starts a program that has polkit ask its user, who is not root.
    pub fn start_asker(&self, program: &Path, question: &str) -> Asker {
        // Nobody may look into the project's folder.
        let copy = self.folder.path().join("ask-person");
        if !copy.exists() {
            fs::copy(program, &copy).expect("the program can be copied");
        }
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", &NOBODY.to_string(), "--clear-groups"]).arg(copy);
            command
        } else {
            Command::new(copy)
        };
        command.arg(question).env("DBUS_SYSTEM_BUS_ADDRESS", &self.address);
        let mut command = tokio::process::Command::from(command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("ask-person starts");
        let input = child.stdin.take().expect("it is piped");
        let output = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Asker { child, input, output }
    }
}

/// A program that has polkit ask.
#[derive(Debug)]
pub struct Asker {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Asker {
    /// Its process ID.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Whose program it is.
    pub fn user(&self) -> u32 {
        fs::metadata(format!("/proc/{}", self.id())).expect("it runs").uid()
    }

    /// Has it ask, or take back what it asks.
    pub async fn go_on(&mut self) {
        self.input.write_all(b"\n").await.expect("it reads");
    }

    /// What it says next.
    pub async fn says(&mut self) -> String {
        let line = timeout(PATIENCE, self.output.next_line()).await.expect("it says nothing");
        line.expect("text").expect("it has not ended")
    }
}
