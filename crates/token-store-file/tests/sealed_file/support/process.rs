use std::{
    env,
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{self, ChildStdout, Command, ExitStatus, Stdio},
};

/// What the lines that a child means for its parent begin with; the test harness writes others.
const MARK: &str = "@";

/// This program again, in another process and another part. Killed when the test ends, however it ends.
pub(crate) struct Child {
    process: process::Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Child {
    /// Starts `part` (see `child.rs`) in the folder.
    pub(crate) fn start(part: &str, folder: &Path, argument: &str) -> Self {
        Self::start_in(Command::new(env::current_exe().unwrap()), part, folder, argument)
    }

    /// Starts it by a command that runs this program at its end.
    pub(crate) fn start_in(mut command: Command, part: &str, folder: &Path, argument: &str) -> Self {
        let mut process = command
            .args(["--exact", "child::plays_its_part", "--nocapture", "--test-threads=1"])
            .env("TESSERA_TEST_PART", part)
            .env("TESSERA_TEST_FOLDER", folder)
            .env("TESSERA_TEST_ARGUMENT", argument)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The next line that the child means for us; none when it has ended.
    pub(crate) fn line(&mut self) -> Option<String> {
        self.lines.by_ref().map_while(Result::ok).find_map(|line| line.strip_prefix(MARK).map(str::to_owned))
    }

    /// All lines that are still to come, until it ends.
    pub(crate) fn rest(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.line()).collect()
    }

    /// SIGKILL, where there is one.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        drop(self.process.stdin.take());
        self.process.wait().unwrap()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Writes a line that the parent reads at once.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have begun a line of its own.
    write!(out, "\n{MARK}{text}\n").unwrap();
    out.flush().unwrap();
}
