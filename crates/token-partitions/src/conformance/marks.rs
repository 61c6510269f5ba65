//! Swaps amid outages: tasks add marks to values while a test ends and starts servers.

use std::sync::Arc;

use crate::{Swapped, ValueError, ValueStore};

/// What became of the marks that a task tried to add to a value.
#[derive(Debug, Default)]
pub struct Marks {
    /// Those whose swap was acknowledged.
    pub done: Vec<String>,
    /// Those of which it is not known.
    pub uncertain: Vec<String>,
}

/// Adds marks of its own to the value of that name, one line each, until so many are acknowledged. Goes on after errors
/// that an outage explains, and panics at others.
pub async fn add_marks(values: Arc<dyn ValueStore>, name: String, task: usize, wanted: usize) -> Marks {
    let mut marks = Marks::default();
    for number in 0.. {
        if marks.done.len() == wanted {
            break;
        }
        let mark = format!("{task}-{number}\n");
        match add(&*values, &name, &mark).await {
            Ok(()) => marks.done.push(mark),
            Err(ValueError::Uncertain(_)) => marks.uncertain.push(mark),
            Err(ValueError::Unavailable(_)) => tokio::task::yield_now().await,
            Err(other) => panic!("no outage explains this: {other:?}"),
        }
    }
    marks
}

async fn add(values: &dyn ValueStore, name: &str, mark: &str) -> Result<(), ValueError> {
    loop {
        let (mut bytes, revision) =
            values.get(name).await?.map(|value| (value.bytes, value.revision)).unzip();
        let bytes = bytes.get_or_insert_default();
        bytes.extend_from_slice(mark.as_bytes());
        if values.swap(name, revision.as_ref(), Some(bytes), None).await? != Swapped::Conflict {
            return Ok(());
        }
    }
}

/// All that was acknowledged is in the stored value, once; what is there besides was uncertain. Panics where it is not so.
pub fn assert_nothing_lost(stored: &[u8], all: &[Marks]) {
    let stored = String::from_utf8_lossy(stored);
    let mut stored: Vec<&str> = stored.split_inclusive('\n').collect();
    let count = stored.len();
    stored.sort_unstable();
    stored.dedup();
    assert_eq!(stored.len(), count, "no mark is there twice");
    for mark in all.iter().flat_map(|marks| &marks.done) {
        assert!(stored.binary_search(&mark.as_str()).is_ok(), "lost: {mark}");
    }
    let known = |mark: &&str| {
        all.iter().any(|marks| marks.done.iter().chain(&marks.uncertain).any(|own| own == mark))
    };
    assert!(stored.iter().all(known), "nothing is there that nobody wrote");
}
