use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
};

use super::{Fault, writer::TIME_LIMIT};

/// strace, attached to one thread. Killed when it is dropped.
pub(crate) struct Tracer {
    process: Child,
    said: Receiver<String>,
    trace: PathBuf,
}

impl Tracer {
    /// Waits until it is attached. A thread that waits stops before it goes on, so nothing of it is missed.
    pub(crate) fn attach(thread: &str, trace: &Path, fault: Option<&Fault>) -> Self {
        let mut command = Command::new("strace");
        command.args(["-p", thread, "-o"]).arg(trace);
        if let Some(fault) = fault {
            command.args(["-e", &fault.expression()]);
        }
        let mut process =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap_or_else(|error| {
                panic!("strace cannot be started ({error}): run ./test, which installs it")
            });
        let said = lines(process.stderr.take().unwrap());
        let tracer = Self { process, said, trace: trace.to_owned() };
        tracer.wait_until_attached();
        tracer
    }

    fn wait_until_attached(&self) {
        let mut all = Vec::new();
        while let Ok(line) = self.said.recv_timeout(TIME_LIMIT) {
            if line.contains(" attached") {
                return;
            }
            all.push(line);
        }
        panic!(
            "strace cannot attach, but these tests need it to; where ptrace is forbidden, as in some containers, allow \
             it (--cap-add=SYS_PTRACE): {all:?}"
        );
    }

    /// The trace, once the thread has ended.
    pub(crate) fn end(mut self) -> String {
        loop {
            match self.said.recv_timeout(TIME_LIMIT) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("strace does not end"),
            }
        }
        self.process.wait().unwrap();
        fs::read_to_string(&self.trace).unwrap()
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The lines of a pipe as they come, so that they can be awaited for so long and no longer.
pub(crate) fn lines(pipe: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
