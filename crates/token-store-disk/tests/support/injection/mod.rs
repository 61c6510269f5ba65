//! Makes each system call of a change fail in turn, by the fault injection of strace. Shared by the tests of the stores
//! that keep a cache in a file; each includes this folder as a module.
//!
//! The change runs in a process of its own, and there on one thread that does nothing else ([`play`]). Only that thread
//! is traced, from just before the change, so that the order of its calls depends on nothing but the change.

mod fault;
mod tracer;
mod writer;

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use fault::{Call, faults};
pub(crate) use fault::{Extent, Fault};
use tracer::Tracer;
use writer::Writer;
pub(crate) use writer::{Outcome, play};

/// So many processes at a time.
const PARALLEL: usize = 2;

/// Runs the change once for each of its calls and each way in which that may fail. `start` makes a fresh folder and the
/// command of a process that calls [`play`]; `check` looks at what became of it.
///
/// Answers how many faults there were.
pub(crate) fn fail_each_call<F: AsRef<Path>>(
    extent: Extent,
    start: &(dyn Fn() -> (F, Command) + Sync),
    check: &(dyn Fn(&F, &Fault, &Outcome) + Sync),
) -> usize {
    let faults = faults(&calls(start), extent);
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (folder, command) = start();
            let (outcome, trace) = run(command, folder.as_ref(), Some(fault));
            assert!(trace.contains("(INJECTED)"), "{fault} never came about:\n{trace}");
            check(&folder, fault, &outcome);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..PARALLEL).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    faults.len()
}

/// The calls of the change when nothing fails.
fn calls<F: AsRef<Path>>(start: &(dyn Fn() -> (F, Command) + Sync)) -> Vec<Call> {
    let (folder, command) = start();
    let (outcome, trace) = run(command, folder.as_ref(), None);
    assert_eq!(outcome, Outcome::Done, "without a fault the change is done");
    Call::all_of(&trace)
}

/// What became of the change, and the trace of its calls.
fn run(command: Command, folder: &Path, fault: Option<&Fault>) -> (Outcome, String) {
    let mut writer = Writer::start(command);
    let tracer = Tracer::attach(writer.thread(), &folder.join("trace"), fault);
    let outcome = writer.change().unwrap_or_else(|| panic!("{fault:?} made the change hang or die"));
    writer.end();
    (outcome, tracer.end())
}

/// Copies what is in one folder to another.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
