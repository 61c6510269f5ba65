//! That the threat model names tests that there are.
#![allow(clippy::unwrap_used, clippy::panic, reason = "it is a test")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The functions of all sources below the folder.
fn functions(folder: &Path, found: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            functions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let names = source.split("fn ").skip(1).filter_map(|rest| rest.split_once('('));
            found.extend(names.map(|(name, _)| name.to_owned()));
        }
    }
}

/// What a table's row names in its last column.
fn tests_in(row: &str) -> Vec<&str> {
    let last = row.trim_end_matches('|').rsplit('|').next().unwrap();
    last.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_line_of_the_threat_model_names_tests_and_all_of_them_exist() {
    let document = fs::read_to_string(root().join("docs/THREATS.md")).unwrap();
    let mut known = HashSet::new();
    for folder in ["crates", "src-tauri", "tests"] {
        functions(&root().join(folder), &mut known);
    }
    let rows = document.lines().filter(|line| line.starts_with('|') && !line.starts_with("|--"));
    let rows: Vec<&str> = rows.filter(|row| !row.starts_with("| threat |")).collect();
    assert!(rows.len() > 20, "{} rows", rows.len());
    for row in rows {
        let tests = tests_in(row);
        assert!(!tests.is_empty(), "no test in {row}");
        for test in tests {
            assert!(known.contains(test), "there is no {test}, which {row} names");
        }
    }
}
