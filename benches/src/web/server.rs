//! A web app that runs: its processes, and what they take.

use std::{
    net::{SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{Outcome, processes};

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
        let family = processes::family(self.child.id())?;
        family.into_iter().map(|process| Some(processes::memory(process)?.total())).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        processes::end(&mut self.child);
    }
}
