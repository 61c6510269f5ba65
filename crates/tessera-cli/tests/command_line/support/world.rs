use std::{
    cell::RefCell,
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::Browser;

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
/// The public client that the demo tenant has for Tessera.
const DEMO_CLIENT: &str = "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b201";

/// A user of their own, without a keyring or a display. What the commands told is searched for secrets when it ends.
pub(crate) struct World {
    folder: TempDir,
    told: RefCell<String>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    fn of(child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What it wrote, if it did what it was asked for.
    pub(crate) fn text(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// What it said when it ended with that code.
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.starts_with("tessera: ") || code == 2, "{self:?}");
        self.err
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self { folder: TempDir::new().unwrap(), told: RefCell::default() };
        for folder in ["data", "config", "run"] {
            fs::create_dir(world.path(folder)).unwrap();
        }
        fs::write(world.path("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        world
    }

    /// With a cache in it.
    pub(crate) fn with(seed: &Value) -> Self {
        let world = Self::new();
        world.import(seed);
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path("data/tessera/token-cache.sealed")
    }

    /// The program in this world.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
        self.enter(&mut command);
        command
    }

    /// Has a command run as this user.
    pub(crate) fn enter(&self, command: &mut Command) {
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("TESSERA_PASSPHRASE_FILE", self.path("passphrase"))
            .env_remove("TESSERA_NEW_PASSPHRASE_FILE")
            .env_remove("TESSERA_STORE_URL")
            .env("BROWSER", "true")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
    }

    /// With MSAL's plain file in it; answers its name.
    pub(crate) fn with_plain(seed: &Value) -> (Self, String) {
        let world = Self::new();
        let path = world.path("msal.json");
        fs::write(&path, seed.to_string()).unwrap();
        (world, path.to_str().unwrap().to_owned())
    }

    /// Runs a command that must not tell a secret.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.run_secretive(arguments);
        self.remember(&ended);
        ended
    }

    /// Runs `token` or `cache export`.
    pub(crate) fn run_secretive(&self, arguments: &[&str]) -> Ended {
        end(self.command().args(arguments))
    }

    pub(crate) fn remember(&self, ended: &Ended) {
        *self.told.borrow_mut() += &[&*ended.out, &*ended.err].join("\n");
    }

    /// Imports from the standard input.
    pub(crate) fn import(&self, cache: &Value) -> Value {
        let mut command = self.command();
        command.args(["cache", "import", "-", "--json"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(cache.to_string().as_bytes()).unwrap();
        let ended = Ended::of(child);
        self.remember(&ended);
        ended.json()
    }

    pub(crate) fn export(&self) -> Value {
        self.run_secretive(&["cache", "export"]).json()
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.path("config/tessera/settings.json")
    }

    pub(crate) fn connect_demo_tenant(&self) {
        let provider = json!({"id": "demo", "kind": "demo", "name": "Demo tenant", "clientId": DEMO_CLIENT});
        self.write_settings(&json!({"providers": [provider]}));
    }

    pub(crate) fn write_settings(&self, settings: &Value) {
        fs::create_dir_all(self.settings().parent().unwrap()).unwrap();
        fs::write(self.settings(), settings.to_string()).unwrap();
    }

    /// Signs a person of the demo tenant in by the link that the program shows.
    pub(crate) fn sign_in(&self, person: &str) -> Ended {
        self.sign_in_with(person, &[])
    }

    pub(crate) fn sign_in_with(&self, person: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command();
        command.args(["sign-in", "--json"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Killed(command.spawn().unwrap());
        let mut lines = BufReader::new(child.0.stderr.take().unwrap());
        let (link, mut err) = link_in(&mut lines);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let page = runtime.block_on(Browser::new().sign_in(&link, person));
        assert!(page.contains("signed in"), "{page}");
        let mut out = String::new();
        child.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        lines.read_to_string(&mut err).unwrap();
        let code = child.0.wait().unwrap().code().unwrap();
        let ended = Ended { code, out, err };
        self.remember(&ended);
        ended
    }
}

/// Nothing that a command told, but for those that are to, is a secret.
impl Drop for World {
    fn drop(&mut self) {
        if thread::panicking() || !self.cache().exists() {
            return;
        }
        let told = self.told.borrow();
        assert!(!told.contains(PASSPHRASE), "{told}");
        let exported = self.run_secretive(&["cache", "export"]);
        let cache: Value = serde_json::from_str(&exported.out).unwrap_or_default();
        let sections = cache.as_object().into_iter().flat_map(|sections| sections.values());
        let entries = sections.filter_map(Value::as_object).flat_map(|entries| entries.values());
        for secret in entries.filter_map(|entry| entry["secret"].as_str()) {
            assert!(!told.contains(secret), "{secret} is told in {told}");
        }
        assert!(!told.contains("secret-of") && !told.contains("signature-of"), "{told}");
    }
}

/// A process that is killed when the test ends, however it ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The link that is told, and all that was told up to it.
fn link_in(lines: &mut impl BufRead) -> (Url, String) {
    let mut told = String::new();
    loop {
        let mut line = String::new();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "no link in {told}");
        told.push_str(&line);
        match line.trim().parse() {
            Ok(url) if line.starts_with("http") => return (url, told),
            _ => {}
        }
    }
}

/// Runs it to its end.
pub(crate) fn end(command: &mut Command) -> Ended {
    Ended::of(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// Whether only its owner may read the file.
pub(crate) fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777 == 0o600
}
