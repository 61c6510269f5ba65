use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use connections::now;
use serde::Serialize;
use token_cache::{CacheError, Merged, MergedEntries, Section, TokenCache};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    foreign,
    output::{Output, note},
    session::Session,
    words::say,
};

/// More than any cache has; 100,000 tokens are about 300 MB.
const LIMIT: u64 = 1 << 30;

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
    let rows: Vec<Row> = Section::ALL.into_iter().map(|section| Row::of(section, merged)).collect();
    output.answer(&rows, |rows| text(rows))?;
    if problems > 0 {
        note(&say!(import_left_problems, count = problems));
    }
    Ok(())
}

fn read(path: &Path) -> Result<TokenCache, CommandError> {
    let shown = path.display().to_string();
    let failed = |source| CommandError::CannotRead { path: shown.clone(), source };
    let is_standard_input = path == Path::new("-");
    let source: Box<dyn Read> =
        if is_standard_input { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(failed)?) };
    let mut bytes = Zeroizing::new(Vec::new());
    source.take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LIMIT {
        return Err(CommandError::TooLarge { path: shown, limit: LIMIT });
    }
    if foreign::is_sealed(&bytes) {
        return Err(CommandError::ImportSealed { path: shown });
    }
    let of_import = |source: CacheError| CommandError::Import { path: shown.clone(), source };
    TokenCache::deserialize_file(&bytes).map_err(of_import)
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
