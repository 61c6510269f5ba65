use std::{collections::HashMap, fmt, path::Path};

/// Calls that have nothing to do with files: memory, threads, time, random numbers.
const OTHERS: [&str; 24] = [
    "brk",
    "clock_nanosleep",
    "clone",
    "clone3",
    "exit",
    "futex",
    "getpid",
    "getrandom",
    "gettid",
    "madvise",
    "membarrier",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "prctl",
    "restart_syscall",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "sigaltstack",
];
/// Calls that change something; they fail in every way, and the others in those that suit them.
const CHANGING: [&str; 24] = [
    "chmod",
    "copy_file_range",
    "fallocate",
    "fchmod",
    "fdatasync",
    "flock",
    "fsync",
    "ftruncate",
    "link",
    "linkat",
    "mkdir",
    "open",
    "openat",
    "pwrite64",
    "rename",
    "renameat",
    "renameat2",
    "sendfile",
    "unlink",
    "unlinkat",
    "utimensat",
    "write",
    "writev",
    "fchown",
];

/// One call of the change: the one of this number among those of its name.
pub(crate) struct Call {
    name: String,
    number: usize,
}

impl Call {
    /// Those of a trace that have to do with files.
    pub(crate) fn all_of(trace: &str) -> Vec<Self> {
        let mut counts = HashMap::new();
        let names = trace.lines().filter_map(|line| line.split_once('(').map(|(name, _)| name));
        let mut calls = Vec::new();
        for name in names.filter(|name| is_name(name) && !OTHERS.contains(name)) {
            let count = counts.entry(name).or_insert(0);
            *count += 1;
            calls.push(Self { name: name.to_owned(), number: *count });
        }
        calls
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// How long the fault lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lasting {
    Once,
    FromThenOn,
}

/// One way in which one call fails.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    call: String,
    number: usize,
    error: &'static str,
    lasting: Lasting,
}

impl Fault {
    /// As strace is told.
    pub(crate) fn expression(&self) -> String {
        let Self { call, number, error, lasting } = self;
        let onwards = if *lasting == Lasting::FromThenOn { "+" } else { "" };
        format!("inject={call}:error={error}:when={number}{onwards}")
    }

    /// Whether an error's text says what happened, and to what: the cache, or what is beside it, or their folder.
    pub(crate) fn is_told_in(&self, text: &str, cache: &Path) -> bool {
        let reason = match self.error {
            "ENOSPC" | "EDQUOT" => "No space left|the disk is full|Disk quota exceeded",
            "EACCES" => "does not allow|Permission denied",
            "EINTR" => "Interrupted system call",
            "EIO" => "Input/output error",
            other => panic!("{other} has no text"),
        };
        let folder = cache.parent().unwrap_or(cache).display().to_string();
        // The standard library panics where a folder that was read cannot be closed.
        let is_stopped = self.call == "close" && text.contains("stopped before it ended");
        is_stopped || (text.contains(&folder) && reason.split('|').any(|reason| text.contains(reason)))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.expression())
    }
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Every call fails in every way that suits it.
    All,
    /// Every call that changes something fails with EIO, once and from then on.
    EachChangingCall,
}

/// The faults of these calls.
pub(crate) fn faults(calls: &[Call], extent: Extent) -> Vec<Fault> {
    calls.iter().flat_map(|call| faults_of(call, extent)).collect()
}

fn faults_of(call: &Call, extent: Extent) -> impl Iterator<Item = Fault> {
    use Lasting::{FromThenOn, Once};
    let ways: &[_] = match (extent, CHANGING.contains(&call.name.as_str())) {
        (Extent::All, true) => &[
            ("EIO", Once),
            ("EIO", FromThenOn),
            ("ENOSPC", Once),
            ("EDQUOT", Once),
            ("EINTR", Once),
            ("EACCES", Once),
        ],
        (Extent::All, false) => &[("EIO", Once), ("EINTR", Once), ("EACCES", Once)],
        (Extent::EachChangingCall, true) => &[("EIO", Once), ("EIO", FromThenOn)],
        (Extent::EachChangingCall, false) => &[],
    };
    ways.iter().map(|(error, lasting)| Fault {
        call: call.name.clone(),
        number: call.number,
        error,
        lasting: *lasting,
    })
}
