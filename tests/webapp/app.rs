//! The app as a process.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use end_to_end::{Process, built_program};
use tempfile::TempDir;

/// The app, listening on a free port.
pub(crate) struct WebApp {
    pub(crate) address: String,
    folder: TempDir,
    _process: Process,
}

impl WebApp {
    /// Starts it in a folder of its own.
    pub(crate) fn start(cache: &str) -> Self {
        Self::start_with(cache, &[])
    }

    /// Starts it with more arguments.
    pub(crate) fn start_with(cache: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(built_program("webapp"));
        command
            .args(["--listen", "127.0.0.1:0", "--cache", cache])
            .args(arguments)
            .current_dir(folder.path());
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.rsplit(' ').next().unwrap().trim().to_owned();
        assert!(address.starts_with("http://localhost:"), "{line}");
        Self { address, folder, _process: Process::adopt(child) }
    }

    pub(crate) fn at(&self, page: &str) -> String {
        format!("{}{page}", self.address)
    }

    /// Every file of the app's in which `text` stands.
    pub(crate) fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let files =
            |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let holds = |path: &PathBuf| {
            fs::read(path)
                .is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
        };
        files(&self.folder.path().join("webapp-data")).filter(holds).collect()
    }
}
