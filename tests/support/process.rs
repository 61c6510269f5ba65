//! Child processes that end with the test, however it ends.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use std::os::unix::{fs::MetadataExt, process::CommandExt};

/// A child process and everything that it started; killed when dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts the command in a process group of its own, its output in `log`.
    pub fn start(command: &mut Command, log: &str) -> Self {
        let folder = workspace().join("target/logs");
        std::fs::create_dir_all(&folder).expect("target/logs can be made");
        let file = std::fs::File::create(folder.join(log)).expect("the log can be made");
        let errors = file.try_clone().expect("the log can be shared");
        let name = format!("{command:?}");
        let child = command.process_group(0).stdin(Stdio::null()).stdout(file).stderr(errors).spawn();
        Self(child.unwrap_or_else(|error| panic!("{name} does not start: {error}; ./test installs it")))
    }

    /// Takes over a child that was started in a process group of its own.
    pub fn adopt(child: Child) -> Self {
        Self(child)
    }

    /// The process ID.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        signal("KILL", &format!("-{}", self.0.id()));
        let _ = self.0.wait();
    }
}

/// Starts the command in a process group of its own, and answers its first line.
pub(crate) fn start_and_read_line(command: &mut Command) -> (Process, String) {
    let name = format!("{command:?}");
    let child =
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child =
        child.unwrap_or_else(|error| panic!("{name} does not start: {error}; ./test installs it"));
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout is piped"))
        .read_line(&mut line)
        .expect("it prints a line");
    (Process::adopt(child), line.trim().to_owned())
}

/// The user whom the tests run as.
pub(crate) fn own_user() -> u32 {
    std::fs::metadata("/proc/self").expect("Linux has it").uid()
}

pub(crate) fn is_root() -> bool {
    own_user() == 0
}

/// A command that runs as root: by sudo, where the tests do not.
pub fn as_root(program: &str) -> Command {
    if is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

/// Sends a signal; `target` is a process ID, or a process group with a minus before it.
pub(crate) fn signal(signal: &str, target: &str) {
    let _ = Command::new("kill").args(["-s", signal, "--", target]).stderr(Stdio::null()).status();
}

/// The root of the project.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the project").to_owned()
}

/// Waits until `look` answers something, looking again every 50 ms.
pub async fn eventually<T>(what: &str, within: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + within;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
