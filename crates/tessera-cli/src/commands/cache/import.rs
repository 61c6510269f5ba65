use std::{fs::File, io, path::Path};

use activity::{Entry, What};
use cache_transfer::ImportError;
use connections::now;
use serde::Serialize;
use token_cache::{Merged, MergedEntries, Section, TokenCache};

use crate::{
    error::CommandError,
    output::{Output, note},
    session::Session,
    words::say,
};

/// What became of the entries of one section, as JSON.
#[derive(Serialize)]
struct Row {
    section: &'static str,
    added: usize,
    updated: usize,
    kept: usize,
    unreadable: usize,
}

pub(crate) async fn import(session: &Session, output: Output, file: &Path) -> Result<(), CommandError> {
    let other = read(file)?;
    let (merged, problems) = session
        .add(move |cache| cache.merge(&other).map(|merged| (merged, cache.check(now()).len())))
        .await??;
    session.note_entry(Entry { came: merged.into(), ..Entry::new(What::Import, now()) });
    let rows: Vec<Row> = Section::ALL.into_iter().map(|section| Row::of(section, merged)).collect();
    output.answer(&rows, |rows| text(rows))?;
    if problems > 0 {
        note(&say!(import_left_problems, count = problems));
    }
    Ok(())
}

fn read(path: &Path) -> Result<TokenCache, CommandError> {
    let of_import = |source| CommandError::Import { path: path.display().to_string(), source };
    let read = if path == Path::new("-") {
        cache_transfer::read(io::stdin())
    } else {
        // A pipe too, as `<(command)` is one.
        File::open(path).map_err(ImportError::from).and_then(cache_transfer::read)
    };
    read.map_err(of_import)
}

impl Row {
    fn of(section: Section, merged: Merged) -> Self {
        let MergedEntries { added, updated, kept, unreadable } = merged.of(section);
        Self { section: section.name(), added, updated, kept, unreadable }
    }
}

fn text(rows: &[Row]) -> String {
    let touched = rows.iter().filter(|row| row.added + row.updated + row.kept + row.unreadable > 0);
    let line = |row: &Row| {
        let Row { section, added, updated, kept, unreadable } = row;
        let told = say!(imported, section = section, added = added, updated = updated, kept = kept);
        let unreadable = match unreadable {
            0 => String::new(),
            count => format!(", {}", say!(unreadable, count = count)),
        };
        format!("{told}{unreadable}\n")
    };
    let lines: String = touched.map(line).collect();
    if lines.is_empty() { say!(nothing_imported) + "\n" } else { lines }
}
