use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, ChildStdin, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::folder::Folder;

/// How a server is made to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At once, as by a fault of the machine's (SIGKILL).
    Killed,
    /// In good order (SIGINT: what both servers end at soon, without waiting for their clients).
    Asked,
}

/// A server under a guard of its own: a shell that waits for a word on a pipe. Where this process ends, however it does,
/// the pipe does too, and the guard kills the server and removes its folder.
#[derive(Debug)]
pub(crate) struct Process {
    guard: Child,
    pipe: Option<ChildStdin>,
    id: u32,
}

const GUARD: &str = r#"
folder=$1; shift
"$@" </dev/null 3>&- & server=$!
echo "$server" >&3
exec 3>&-
read -r signal
kill -s "${signal:-KILL}" "$server"
wait "$server"
[ -n "$signal" ] || rm -rf "$folder"
"#;

impl Process {
    /// Starts a server whose data are in `folder`, its output in a file there.
    pub(crate) fn start<A: AsRef<OsStr>>(folder: &Folder, arguments: &[A]) -> Self {
        let log =
            File::options().create(true).append(true).open(folder.log()).expect("the log can be written");
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("exec 3>&1 >>\"$0\" 2>&1\n{GUARD}")])
            .arg(folder.log())
            .arg(folder.path());
        command.args(folder.as_its_owner()).args(arguments);
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut guard = command.spawn().expect("a shell starts");
        let pipe = guard.stdin.take();
        let mut line = String::new();
        BufReader::new(guard.stdout.take().expect("it is a pipe"))
            .read_line(&mut line)
            .expect("the guard writes");
        Self { guard, pipe, id: line.trim().parse().expect("the guard tells the process ID") }
    }

    /// The process ID of the server.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// Whether it has ended by itself. Nobody waits for it before the guard does, so that it is a zombie then.
    pub(crate) fn has_ended(&self) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", self.id));
        state.map_or(true, |state| state.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')))
    }

    /// Ends the server, if it has not by itself, and waits until it has; its folder stays.
    pub(crate) fn end(mut self, end: End) {
        let signal = match end {
            End::Killed => "KILL\n",
            End::Asked => "INT\n",
        };
        if let Some(mut pipe) = self.pipe.take() {
            let _ = pipe.write_all(signal.as_bytes());
        }
        let _ = self.guard.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.guard.wait();
    }
}

/// Waits until `look` answers something, looking again every 20 ms.
pub(crate) fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "not within a minute: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a program to its end and answers what it wrote; it must succeed.
pub(crate) fn run(command: &mut Command) -> String {
    let name = command.get_program().to_owned();
    let Output { status, stdout, stderr } = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{} does not start: {error}; ./test installs it", name.display()));
    let written = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{} failed: {written}{}", name.display(), String::from_utf8_lossy(&stderr));
    written
}

/// A program, on the path or in the folders that Debian keeps the servers' own programs in.
pub(crate) fn program(name: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    folders.push(PathBuf::from("/usr/sbin"));
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name} is missing; ./test installs it"))
}
