use std::{os::unix::fs::PermissionsExt, process::Command, sync::Arc, time::Duration};

use token_partitions::{
    ValueError, ValueStore,
    conformance::marks::{Marks, add_marks, assert_nothing_lost},
};
use token_values_sql::{ConnectError, SqliteOptions, SqliteValues};

use crate::support::{bytes_of, open, put};

#[tokio::test]
async fn the_files_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let values = open(&folder.path().join("tokens.db")).await;
    put(&values, "ada", b"value").await;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        names.push(entry.file_name().into_string().unwrap());
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{names:?}");
    }
    names.sort_unstable();
    assert_eq!(names, ["tokens.db", "tokens.db-shm", "tokens.db-wal"]);
}

#[tokio::test]
async fn what_is_deleted_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    let values = open(&path).await;
    put(&values, "ada", b"the-secret-of-ada").await;
    assert!(values.delete("ada").await.unwrap());
    drop(values);
    // The last to leave moves what is beside the file into it.
    open(&path).await;
    let holds = |bytes: Vec<u8>| bytes.windows(17).any(|window| window == b"the-secret-of-ada");
    assert!(!holds(std::fs::read(&path).unwrap()));
}

#[tokio::test]
async fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    std::fs::write(&path, "somebody's letter, long enough to be taken for a header of a file").unwrap();
    let error = SqliteValues::open(&path, SqliteOptions::default()).await.unwrap_err();
    assert!(matches!(error, ConnectError::Store(ValueError::Failed(_))), "{error:?}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("somebody's letter"));
    let missing = folder.path().join("no folder/tokens.db");
    let error = SqliteValues::open(&missing, SqliteOptions::default()).await.unwrap_err();
    assert!(matches!(error, ConnectError::File(_)), "{error:?}");
}

#[tokio::test]
async fn a_file_that_another_process_keeps_locked_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    let mut options = SqliteOptions::default();
    options.time_limit = Duration::from_millis(200);
    let values = SqliteValues::open(&path, options).await.unwrap();
    put(&values, "ada", b"value").await;
    let script = "import sqlite3, sys\n\
        c = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
        c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()";
    let mut other = Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(other.stdout.take().unwrap()), &mut line)
        .unwrap();
    assert_eq!(line, "locked\n");
    let error = values.swap("bo", None, Some(b"value"), None).await.unwrap_err();
    assert!(matches!(error, ValueError::Unavailable(_)), "{error:?}");
    assert_eq!(bytes_of(&values, "ada").await.unwrap(), b"value", "it can still be read");
    drop(other.stdin.take());
    other.wait().unwrap();
    put(&values, "bo", b"value").await;
}

/// The test starts itself as other processes, which add marks and are killed.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_loses_no_acknowledged_swap() {
    let name = "sqlite_file::a_process_that_is_killed_loses_no_acknowledged_swap";
    if let Some(path) = std::env::var_os("KILLED_WITH_A_DATABASE") {
        let task = std::process::id() as usize;
        let values: Arc<dyn ValueStore> = Arc::new(open(path.as_ref()).await);
        for round in 0.. {
            let marks = add_marks(Arc::clone(&values), "all".into(), task * 10_000 + round, 1).await;
            println!("mark {}", marks.done[0].trim_end());
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.db");
    let mut all = Vec::new();
    for _ in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env("KILLED_WITH_A_DATABASE", &path)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let mark = |line: String| line.split("mark ").nth(1).map(|mark| format!("{mark}\n"));
        let mut marks = Marks::default();
        while marks.done.len() < 20 {
            marks.done.extend(mark(lines.next().expect("it goes on").unwrap()));
        }
        child.kill().unwrap();
        marks.done.extend(lines.map_while(Result::ok).filter_map(mark));
        child.wait().unwrap();
        all.push(marks);
    }
    let values = open(&path).await;
    let stored = bytes_of(&values, "all").await.unwrap();
    // The last of each may have been written and not told any more.
    let told: usize = all.iter().map(|marks| marks.done.len()).sum();
    let text = String::from_utf8(stored.clone()).unwrap();
    assert!(text.lines().count() <= told + all.len());
    let untold = text
        .split_inclusive('\n')
        .filter(|mark| !all.iter().any(|marks| marks.done.iter().any(|own| own == mark)));
    let uncertain = Marks { uncertain: untold.map(ToOwned::to_owned).collect(), ..Marks::default() };
    all.push(uncertain);
    assert_nothing_lost(&stored, &all);
}
