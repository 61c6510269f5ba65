//! A window whose page never comes: what it shows before there is one can be looked at in peace.

use std::{fs, process::Command, time::Duration};

use crate::{
    built_program,
    desktop::Desktop,
    process::{Process, eventually, signal},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A program whose process for the page stands still; it ends when this is dropped.
#[derive(Debug)]
pub struct HeldWindow(#[allow(dead_code, reason = "the program ends with it")] Process);

impl HeldWindow {
    /// Starts the program, and has the process for the page stand still as soon as it has told the program of itself, which
    /// waits for that: it takes longer to paint anything.
    pub async fn open(desktop: &Desktop) -> Self {
        desktop.last_window_ends().await;
        let mut command = Command::new(built_program("tessera-desktop"));
        let program = Process::start(desktop.dress(&mut command), "held-window.log");
        let page =
            eventually("there is a process for the page", PATIENCE, async || page_of(program.id())).await;
        signal("STOP", &page.to_string());
        Self(program)
    }
}

/// A process for a page has so many threads once it has told of itself.
const THREADS: usize = 5;

/// The process for the page that this one has started, once it listens.
fn page_of(program: u32) -> Option<u32> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(|process: &u32| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let says = |line: &str| status.lines().any(|it| it == line);
        let threads = status.lines().find_map(|line| line.strip_prefix("Threads:\t")?.parse().ok());
        says("Name:\tWebKitWebProces")
            && says(&format!("PPid:\t{program}"))
            && threads.is_some_and(|threads: usize| threads >= THREADS)
    })
}
