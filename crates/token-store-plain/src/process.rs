/// Whether there is surely no such process. One that has ended and that nobody has waited for counts as dead.
#[cfg(unix)]
pub(crate) fn is_dead(process_id: u32) -> bool {
    use rustix::{
        io::Errno,
        process::{Pid, test_kill_process},
    };
    let Some(pid) = i32::try_from(process_id).ok().and_then(Pid::from_raw) else { return false };
    matches!(test_kill_process(pid), Err(Errno::SRCH)) || has_ended(process_id)
}

/// Elsewhere it cannot be told.
#[cfg(not(unix))]
pub(crate) fn is_dead(_: u32) -> bool {
    false
}

/// The state is the field after the program's name, which is in parentheses (proc(5), `/proc/pid/stat`).
#[cfg(unix)]
fn has_ended(process_id: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process_id}/stat")) else { return false };
    status.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with(['Z', 'X']))
}
