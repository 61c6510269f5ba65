use std::{fs, thread};

/// What the figures depend on, in words: no name of the machine, no paths.
pub(crate) fn describe(file_system: Option<String>) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let parts = [
        Some(format!("{cores} cores")),
        processor(),
        memory(),
        kernel(),
        file_system.map(|name| format!("file system {name}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(name.trim_start_matches([' ', '\t', ':']).trim().to_owned())
}

fn memory() -> Option<String> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(format!("{} GiB of memory", kibibytes.div_ceil(1024 * 1024)))
}

fn kernel() -> Option<String> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    let version: String = release.chars().take_while(|it| it.is_ascii_digit() || *it == '.').collect();
    Some(format!("Linux {}", version.trim_end_matches('.')))
}
