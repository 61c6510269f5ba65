//! The system keyring for real: GNOME Keyring as the Secret Service, in a D-Bus session of the test's own.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{self, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use token_store::{StoreError, TokenStore};
use token_store_file::{Options, SealedFile, SystemKeyring};

use crate::support::{Child, TestFolder, add, line, names};

/// Starts the service and unlocks its keyring, whose password is empty; it begins one where there is none.
const UNLOCKED: &str = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >&2";
/// Starts the service and leaves the keyring locked.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >&2";
/// Starts nothing.
const NOTHING: &str = "true";

/// What this program does inside the session.
pub(crate) async fn play(part: &str, folder: &TestFolder) {
    match part {
        "load" => line(&outcome(load(&store(folder)).await)),
        "add" => line(&outcome(add(&store(folder), "one").await.map(drop))),
        "ask a service that hangs" => ask_a_service_that_hangs(folder).await,
        part => panic!("there is no part {part}"),
    }
}

fn store(folder: &TestFolder) -> SealedFile {
    store_that_waits(folder, SystemKeyring::TIME_LIMIT)
}

fn store_that_waits(folder: &TestFolder, time_limit: Duration) -> SealedFile {
    let keyring = Arc::new(SystemKeyring::with_time_limit(time_limit));
    SealedFile::new(folder.cache(), Options { keyring, ..folder.options() })
}

async fn load(store: &SealedFile) -> Result<(), StoreError> {
    let snapshot = store.load().await?;
    assert_eq!(snapshot.set_aside, None);
    Ok(())
}

fn outcome(result: Result<(), StoreError>) -> String {
    match result {
        Ok(()) => "done".to_owned(),
        Err(StoreError::KeyringFailed { source }) => format!("KeyringFailed: {source}"),
        Err(error) => format!("{error:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
    }
}

/// The service is stopped as a whole, so it owns its name and never answers, until it goes on.
async fn ask_a_service_that_hangs(folder: &TestFolder) {
    // Whoever has had an answer knows that the service has its name on the bus.
    line(&outcome(load(&store(folder)).await));
    let service = Stopped::service();
    let impatient = store_that_waits(folder, Duration::from_millis(300));
    line(&outcome(load(&impatient).await));
    drop(service);
    // Now that it answers again, it may take its time.
    let patient = store_that_waits(folder, SystemKeyring::TIME_LIMIT);
    line(&outcome(load(&patient).await));
    assert_eq!(names(&patient).await, ["one"]);
}

struct Stopped(String);

impl Stopped {
    fn service() -> Self {
        let asked = Command::new("dbus-send")
            .args([
                "--session",
                "--print-reply=literal",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
            ])
            .args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"])
            .output()
            .unwrap();
        let answer = String::from_utf8(asked.stdout).unwrap();
        let stopped = Self(answer.split_whitespace().last().expect("the service has a process").to_owned());
        stopped.signal("-STOP");
        stopped
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.0]).status().unwrap().success());
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.signal("-CONT");
    }
}

/// Runs a part in a new session, with a home of the test's own, and answers what it says.
fn in_session(begin: &str, bus: &Bus, part: &str, folder: &TestFolder) -> Vec<String> {
    speak(session(begin, bus, folder), part, folder)
}

fn session(begin: &str, bus: &Bus, folder: &TestFolder) -> Command {
    let home = folder.path.join("home");
    fs::create_dir_all(home.join("run")).unwrap();
    let this = env::current_exe().unwrap();
    let mut command = Command::new("dbus-run-session");
    if matches!(bus, Bus::WithoutServices) {
        let configuration = home.join("bus.conf");
        fs::write(&configuration, BUS_WITHOUT_SERVICES).unwrap();
        command.arg("--config-file").arg(configuration);
    }
    let script = format!("{begin}; exec \"$@\"");
    command.args(["--", "sh", "-c", &script, "sh"]).arg(this);
    as_on_a_server(&mut command, &home);
    command
}

fn speak(command: Command, part: &str, folder: &TestFolder) -> Vec<String> {
    let mut child = Child::start_in(command, part, &folder.path, "");
    let said = child.rest();
    assert!(child.wait().success(), "{said:?}");
    said
}

/// Nothing of the session that the tests run in.
fn as_on_a_server(command: &mut Command, home: &std::path::Path) {
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("HOME", home).env("XDG_RUNTIME_DIR", home.join("run"));
    command.process_group(0);
}

/// A virtual display.
struct Display {
    name: String,
    _server: Killed,
}

/// A process that is killed when the test ends, however it ends.
struct Killed(process::Child);

impl Display {
    fn start() -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "800x600x24"]).stdout(Stdio::piped());
        let mut server = Killed(command.spawn().unwrap());
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { name: format!(":{}", number.trim()), _server: server }
    }

    /// Waits for the window that asks for the keyring's password and presses Escape in it.
    fn somebody_who_dismisses(&self) -> Killed {
        let mut command = Command::new("xdotool");
        command.args(["search", "--sync", "--onlyvisible", "--class", "gcr-prompter"]);
        command.args(["windowfocus", "--sync", "key", "Escape"]).env("DISPLAY", &self.name);
        Killed(command.spawn().unwrap())
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

enum Bus {
    /// The system's, on which services are started when they are asked for.
    Usual,
    WithoutServices,
}

const BUS_WITHOUT_SERVICES: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

#[test]
fn a_key_in_the_secret_service_opens_the_file_in_the_next_session() {
    let folder = TestFolder::new();
    assert_eq!(in_session(UNLOCKED, &Bus::Usual, "add", &folder), ["done"]);
    let bytes = folder.bytes();
    assert_eq!(bytes[10], 1, "the key is in the keyring");
    assert_eq!(in_session(UNLOCKED, &Bus::Usual, "load", &folder), ["done"]);
    assert_eq!(folder.bytes(), bytes);
}

#[test]
fn a_locked_secret_service_is_named_and_the_file_stays() {
    let folder = TestFolder::new();
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    let bytes = folder.bytes();
    assert_eq!(in_session(LOCKED, &Bus::Usual, "load", &folder), ["KeyringLocked"]);
    assert_eq!(in_session(LOCKED, &Bus::Usual, "add", &folder), ["KeyringLocked"]);
    assert_eq!(folder.bytes(), bytes);
    assert!(folder.others().is_empty());
}

#[test]
fn a_question_of_the_secret_service_that_the_person_dismisses_is_a_refusal() {
    let folder = TestFolder::new();
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    let display = Display::start();
    let _person = display.somebody_who_dismisses();
    let mut session = session(LOCKED, &Bus::Usual, &folder);
    session.env("DISPLAY", &display.name);
    assert_eq!(speak(session, "load", &folder), ["KeyringRefused"]);
    assert!(folder.others().is_empty());
}

#[test]
fn a_locked_secret_service_is_named_before_there_is_a_file() {
    let folder = TestFolder::new();
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    fs::remove_file(folder.cache()).unwrap();
    assert_eq!(in_session(LOCKED, &Bus::Usual, "load", &folder), ["KeyringLocked"]);
}

#[test]
fn a_secret_service_that_hangs_is_named_and_asked_anew_the_next_time() {
    let folder = TestFolder::new();
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    let said = in_session(UNLOCKED, &Bus::Usual, "ask a service that hangs", &folder);
    assert_eq!(said, ["done", "KeyringTimedOut", "done"]);
}

#[test]
fn a_session_bus_without_a_secret_service_counts_as_no_keyring() {
    let folder = TestFolder::new();
    assert_eq!(in_session(NOTHING, &Bus::WithoutServices, "load", &folder), ["NewPassphraseNeeded"]);
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    assert_eq!(in_session(NOTHING, &Bus::WithoutServices, "load", &folder), ["KeyringAbsent"]);
    assert!(folder.others().is_empty());
}

#[test]
fn a_secret_service_without_a_default_keyring_counts_as_no_keyring() {
    let folder = TestFolder::new();
    assert_eq!(in_session(NOTHING, &Bus::Usual, "load", &folder), ["NewPassphraseNeeded"]);
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    fs::remove_dir_all(folder.path.join("home/.local")).unwrap();
    assert_eq!(in_session(NOTHING, &Bus::Usual, "load", &folder), ["KeyringAbsent"]);
    assert!(folder.others().is_empty());
}

#[test]
fn no_session_bus_at_all_counts_as_no_keyring() {
    let folder = TestFolder::new();
    in_session(UNLOCKED, &Bus::Usual, "add", &folder);
    let without_bus = || {
        let mut command = Command::new(env::current_exe().unwrap());
        as_on_a_server(&mut command, &folder.path.join("home"));
        speak(command, "load", &folder)
    };
    assert_eq!(without_bus(), ["KeyringAbsent"]);
    fs::remove_file(folder.cache()).unwrap();
    assert_eq!(without_bus(), ["NewPassphraseNeeded"]);
}
