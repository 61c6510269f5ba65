use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use crate::Outcome;

/// Writes so many bytes as every safe store must, and nothing else: a new file, fsync, rename, fsync of the
/// folder. Answers how long that took.
pub(crate) fn write(folder: &Path, bytes: &[u8]) -> Outcome<Duration> {
    let (temporary, path) = (folder.join("bare.tmp"), folder.join("bare"));
    if !path.exists() {
        fs::write(&path, b"an old file to be replaced")?;
    }
    let since = Instant::now();
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, &path)?;
    File::open(folder)?.sync_all()?;
    Ok(since.elapsed())
}
