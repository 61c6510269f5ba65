use std::{
    error::Error,
    fs,
    io::{BufRead, Write},
    iter,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use rustix::process::{PTracer, set_ptracer};
use token_store::StoreError;
use tokio::{runtime::Builder, task};

use super::tracer::lines;

/// How long anything may take: a change takes milliseconds, and nothing may hang.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(60);
/// What the lines that are meant for the other side begin with; the test harness writes others.
const MARK: &str = "@";

/// What became of the change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// With the text of the error and of its sources.
    Failed(String),
}

/// The process in which the change is done, as the test sees it. Killed when it is dropped.
pub(crate) struct Writer {
    process: Child,
    input: Option<ChildStdin>,
    said: Receiver<String>,
    thread: String,
}

impl Writer {
    /// Starts it, and waits until it waits.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, said) = (process.stdin.take(), lines(process.stdout.take().unwrap()));
        let mut writer = Self { process, input, said, thread: String::new() };
        writer.thread = writer.line().expect("the writer names its thread");
        writer
    }

    /// The thread that will do the change, and nothing else.
    pub(crate) fn thread(&self) -> &str {
        &self.thread
    }

    /// Lets it do the change; nothing where it does not come to an end.
    pub(crate) fn change(&mut self) -> Option<Outcome> {
        writeln!(self.input.as_mut().unwrap(), "go").unwrap();
        let line = self.line()?;
        Some(match line.strip_prefix("failed: ") {
            Some(text) => Outcome::Failed(text.to_owned()),
            None => Outcome::Done,
        })
    }

    /// Lets it end, and waits for that.
    pub(crate) fn end(mut self) {
        drop(self.input.take());
        loop {
            match self.said.recv_timeout(TIME_LIMIT) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the writer does not end"),
            }
        }
        assert!(self.process.wait().unwrap().success(), "the writer ends well");
    }

    fn line(&self) -> Option<String> {
        loop {
            let line = self.said.recv_timeout(TIME_LIMIT).ok()?;
            if let Some(line) = line.strip_prefix(MARK) {
                return Some(line.to_owned());
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The part of the process that does the change: names the thread, waits for word, does it, tells what became of it, and
/// waits for the end.
pub(crate) fn play<C>(change: impl FnOnce() -> C)
where
    C: Future<Output = Result<(), StoreError>>,
{
    // Where only ancestors may trace (Yama), strace would be refused.
    let _ = set_ptracer(PTracer::Any);
    // Without the runtime's own input and output nothing but the change makes calls on the one blocking thread.
    let mut builder = Builder::new_current_thread();
    builder.enable_time().max_blocking_threads(1).thread_keep_alive(TIME_LIMIT * 10);
    builder.build().unwrap().block_on(async {
        let thread = task::spawn_blocking(|| fs::read_link("/proc/thread-self").unwrap()).await.unwrap();
        say(thread.file_name().unwrap().to_str().unwrap());
        let mut input = std::io::stdin().lock().lines();
        input.next().unwrap().unwrap();
        match change().await {
            Ok(()) => say("done"),
            Err(error) => say(&format!("failed: {}", text(&error))),
        }
        drop(input.next());
    });
}

/// All that an error says, in one line.
fn text(error: &StoreError) -> String {
    let sources = iter::successors(error.source(), |&error| error.source()).map(ToString::to_string);
    let texts: Vec<_> = iter::once(error.to_string()).chain(sources).collect();
    texts.join(": ").replace('\n', " ")
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have begun a line of its own.
    write!(out, "\n{MARK}{line}\n").unwrap();
    out.flush().unwrap();
}
