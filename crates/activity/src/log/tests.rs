use std::{env, process::Command};

use token_cache::Timestamp;

use super::*;
use crate::{Outcome, What};

/// Names the folder to a process that this test starts.
const FOLDER: &str = "ACTIVITY_TEST_FOLDER";

fn log_in(folder: &Path) -> ActivityLog {
    ActivityLog::of_cache(&folder.join("token-cache.sealed"))
}

fn entry(time: i64) -> Entry {
    Entry::new(What::SignOut, Timestamp::from_unix(time))
}

fn times(log: &ActivityLog) -> Vec<i64> {
    log.read().unwrap().entries.iter().map(|entry| entry.time).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

#[test]
fn what_is_noted_is_read_the_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_in(&folder.path().join("made/for/it"));
    assert_eq!(log.read().unwrap(), Recorded::default());
    assert_eq!(log.stamp(), None);
    let first = Entry { outcome: Outcome::Cancelled, ..entry(1) };
    log.append(std::slice::from_ref(&first)).unwrap();
    let before = log.stamp();
    log.append(&[entry(2), entry(3)]).unwrap();
    assert_ne!(log.stamp(), before);
    assert_eq!(log.read().unwrap().entries, [entry(3), entry(2), first]);
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    const EACH: i64 = 100;
    if let Some(folder) = env::var_os(FOLDER) {
        let log = log_in(Path::new(&folder));
        (0..EACH).for_each(|time| drop(log.append(&[entry(time)]).unwrap()));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let this = "log::tests::processes_that_write_at_once_lose_nothing";
    let start = || {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", this]).env(FOLDER, folder.path()).spawn().unwrap()
    };
    let children: Vec<_> = (0..4).map(|_| start()).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let recorded = log_in(folder.path()).read().unwrap();
    assert_eq!((recorded.entries.len(), recorded.unreadable), (4 * 100, 0));
    for time in 0..EACH {
        assert_eq!(recorded.entries.iter().filter(|entry| entry.time == time).count(), 4, "{time}");
    }
}

#[test]
fn half_a_line_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_in(folder.path());
    log.append(&[entry(1)]).unwrap();
    let mut file = OpenOptions::new().append(true).open(log.path()).unwrap();
    file.write_all(br#"{"time":2,"wha"#).unwrap();
    let recorded = log.read().unwrap();
    assert_eq!((recorded.entries.len(), recorded.unreadable), (1, 0), "it may still be being written");
    log.append(&[entry(3)]).unwrap();
    assert_eq!(times(&log), [3, 1]);
    assert_eq!(log.read().unwrap().unreadable, 1);
}

#[test]
fn half_a_first_line_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_in(folder.path());
    fs::write(log.path(), br#"{"time":2,"wha"#).unwrap();
    assert_eq!(log.append(&[entry(3)]).unwrap(), Appended::default());
    assert_eq!(times(&log), [3]);
    assert_eq!(log.append(&[entry(4)]).unwrap(), Appended::default());
    assert_eq!(times(&log), [4, 3]);
}

#[test]
fn what_is_no_log_is_moved_aside_whole_and_not_deleted() {
    let garbage: [&[u8]; 3] = [b"\xff\xfe\x00garbage\n\x01", b"not json\nat all\n", b"[1, 2, 3]"];
    for bytes in garbage {
        let folder = tempfile::tempdir().unwrap();
        let log = log_in(folder.path());
        fs::write(log.path(), bytes).unwrap();
        assert_eq!(log.read().unwrap().entries, []);
        assert_eq!(fs::read(log.path()).unwrap(), bytes, "reading moves nothing");
        let aside = log.append(&[entry(1)]).unwrap().set_aside.unwrap();
        assert_eq!(fs::read(aside).unwrap(), bytes);
        assert_eq!(times(&log), [1]);
    }
}

#[test]
fn the_oldest_go_when_there_are_too_many_and_fields_of_a_later_version_stay() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_in(folder.path());
    let line = |time: i64| format!("{{\"time\":{time},\"what\":\"sign-out\",\"later\":\"{time:040}\"}}\n");
    let lines: String = (0..30_000).map(line).collect();
    assert!(lines.len() as u64 > LIMIT);
    fs::write(log.path(), lines).unwrap();
    log.append(&[entry(30_000)]).unwrap();
    let size = fs::metadata(log.path()).unwrap().len();
    assert!(size <= KEPT as u64 && size > KEPT as u64 - 200, "{size}");
    let times = times(&log);
    assert_eq!((times[0], times[1]), (30_000, 29_999));
    assert!(times.windows(2).all(|pair| pair[0] == pair[1] + 1), "one in between is missing");
    let second = &log.read().unwrap().entries[1];
    assert_eq!(second.more["later"], format!("{:040}", 29_999));
    assert_eq!(files(folder.path()), ["token-cache.sealed.activity", "token-cache.sealed.activity.lockfile"]);
}

#[test]
fn clearing_leaves_the_note_that_it_was_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_in(folder.path());
    log.append(&[entry(1), entry(2)]).unwrap();
    let cleared = Entry::new(What::LogCleared, Timestamp::from_unix(3));
    log.clear(&cleared).unwrap();
    assert_eq!(log.read().unwrap().entries, [cleared]);
}

#[test]
fn a_log_that_somebody_else_keeps_locked_is_an_error_that_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let log = ActivityLog { lock_time_limit: Duration::ZERO, ..log_in(folder.path()) };
    let lock = Lock::acquire(log.path(), Duration::ZERO).unwrap();
    let held = log.append(&[entry(1)]).unwrap_err();
    assert!(matches!(&held, StoreError::LockHeld { holder: Some(_), .. }), "{held}");
    drop(lock);
    log.append(&[entry(1)]).unwrap();
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_its_owner_can_read_it_also_after_somebody_allowed_more() {
        let folder = tempfile::tempdir().unwrap();
        let log = log_in(&folder.path().join("made"));
        log.append(&[entry(1)]).unwrap();
        assert_eq!(mode(log.path()), 0o600);
        assert_eq!(mode(&folder.path().join("made")), 0o700);
        fs::set_permissions(log.path(), fs::Permissions::from_mode(0o644)).unwrap();
        log.append(&[entry(2)]).unwrap();
        assert_eq!(mode(log.path()), 0o600);
        log.clear(&entry(3)).unwrap();
        assert_eq!(mode(log.path()), 0o600);
    }

    #[test]
    fn a_link_is_not_followed_and_a_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (log, other) = (log_in(folder.path()), folder.path().join("other"));
        fs::write(&other, "somebody's").unwrap();
        symlink(&other, log.path()).unwrap();
        assert!(matches!(log.append(&[entry(1)]), Err(StoreError::SymbolicLink { .. })));
        assert!(matches!(log.read(), Err(StoreError::SymbolicLink { .. })));
        assert_eq!(fs::read_to_string(&other).unwrap(), "somebody's");
        fs::remove_file(log.path()).unwrap();
        fs::create_dir(log.path()).unwrap();
        assert!(log.append(&[entry(1)]).is_err() && log.read().is_err());
    }

    #[test]
    fn a_full_disk_takes_no_half_line_and_leaves_what_was_there() {
        if let Some(folder) = env::var_os(FOLDER) {
            let log = log_in(Path::new(&folder));
            let refused =
                log.append(&vec![Entry { path: Some("x".repeat(200)), ..entry(2) }; 20]).unwrap_err();
            assert!(matches!(refused, StoreError::Io { .. } | StoreError::DiskFull { .. }), "{refused}");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let log = log_in(folder.path());
        log.append(&vec![Entry { path: Some("x".repeat(200)), ..entry(1) }; 5]).unwrap();
        let before = fs::read(log.path()).unwrap();
        // In blocks of 1,024 bytes: the file may get no larger than it almost is, and the signal for it is ignored.
        let blocks = before.len().div_ceil(1024);
        let this = "log::tests::unix::a_full_disk_takes_no_half_line_and_leaves_what_was_there";
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact {this}");
        // Its words go through a pipe, for the limit counts for every file.
        let ended = Command::new("bash")
            .args(["-c", &script])
            .arg(env::current_exe().unwrap())
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(fs::read(log.path()).unwrap(), before);
        log.append(&[entry(3)]).unwrap();
        assert_eq!(log.read().unwrap().entries.len(), 6);
    }
}
