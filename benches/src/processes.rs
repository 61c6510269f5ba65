//! A program and whatever it started: how it is ended, and what it takes.

use std::{
    collections::HashMap,
    fs,
    process::Child,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// Linux counts processor time in hundredths of a second (`USER_HZ`), whatever the kernel's own tick is.
const TICKS_PER_SECOND: u64 = 100;
const TIME_TO_GO: Duration = Duration::from_secs(10);

/// What a process keeps in memory, in bytes, where what several share is divided among them (PSS, proc(5)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Its own: the heap, stacks, and pages of libraries that it wrote to.
    pub(crate) own: u64,
    /// Programs, libraries and fonts, as they are on the disk.
    pub(crate) files: u64,
    /// Memory that processes have in common, such as pictures on their way to the window.
    pub(crate) shared: u64,
}

impl Memory {
    pub(crate) fn total(self) -> u64 {
        self.own + self.files + self.shared
    }
}

/// The process, and its children's children, each after its parent. None where the system does not tell.
pub(crate) fn family(first: u32) -> Option<Vec<u32>> {
    let parents: HashMap<u32, u32> = fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|process| Some((process, number(process, 1)?.try_into().ok()?)))
        .collect();
    let mut family = vec![first];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, its)| **its == parent).map(|(process, _)| *process));
        next += 1;
    }
    Some(family)
}

/// What the kernel calls it: at most fifteen characters of the program's name.
pub(crate) fn name(process: u32) -> Option<String> {
    Some(fs::read_to_string(format!("/proc/{process}/comm")).ok()?.trim().to_owned())
}

/// The processor's time that it and those of its children that have ended have taken.
pub(crate) fn processor_time(process: u32) -> Option<Duration> {
    let ticks: u64 = (11..=14).map(|place| number(process, place)).sum::<Option<u64>>()?;
    Some(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

/// What it keeps in memory.
pub(crate) fn memory(process: u32) -> Option<Memory> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let of = |name: &str| {
        let kibibytes = rollup.lines().find_map(|line| line.strip_prefix(name))?;
        Some(kibibytes.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
    };
    Some(Memory { own: of("Pss_Anon:")?, files: of("Pss_File:")?, shared: of("Pss_Shmem:")? })
}

/// Ends a child that was started in a process group of its own, and whatever is in that.
pub(crate) fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let Some(group) = group else { return };
    let _ = kill_process_group(group, Signal::KILL);
    let _ = child.wait();
    // The child's own children are waited for by nobody here.
    let end = Instant::now() + TIME_TO_GO;
    while rustix::process::test_kill_process_group(group).is_ok() && Instant::now() < end {
        thread::sleep(Duration::from_millis(5));
    }
}

/// A field of `/proc/PID/stat`, counted from the one after the name: `PID (NAME) STATE PARENT ...` (proc(5)).
fn number(process: u32, place: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit(") ").next()?.split(' ').nth(place)?.parse().ok()
}
