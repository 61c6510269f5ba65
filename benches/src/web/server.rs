//! A web app that runs: its processes, and what they take.

use std::{
    collections::HashMap,
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::Outcome;

const TIME_TO_START: Duration = Duration::from_secs(60);

/// The processes of one app; they end when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    /// Starts an app in a process group of its own and waits until it takes connections.
    pub(super) fn start(command: &mut Command, port: u16) -> Outcome<Self> {
        let name = command.get_program().to_owned();
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null());
        let child =
            command.spawn().map_err(|error| format!("{} cannot be started: {error}", name.display()))?;
        let mut server = Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        let end = Instant::now() + TIME_TO_START;
        while TcpStream::connect(server.address).is_err() {
            if Instant::now() > end || server.child.try_wait()?.is_some() {
                return Err(format!("{} does not listen", name.display()).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// What all of its processes take together, in bytes; what several share counts once (PSS). None where the system does
    /// not tell.
    pub(super) fn memory(&self) -> Option<u64> {
        self.processes()?.into_iter().map(proportional_set_size).sum()
    }

    fn processes(&self) -> Option<Vec<u32>> {
        let parents: HashMap<u32, u32> = fs::read_dir("/proc")
            .ok()?
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter_map(|process| Some((process, parent_of(process)?)))
            .collect();
        let mut family = vec![self.child.id()];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            family.extend(parents.iter().filter(|(_, its)| **its == parent).map(|(process, _)| *process));
            next += 1;
        }
        Some(family)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// `PID (NAME) STATE PARENT ...` (proc(5)).
fn parent_of(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
}

fn proportional_set_size(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}
