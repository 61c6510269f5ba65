use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use serde_json::json;
use tempfile::NamedTempFile;

use crate::{
    error::CommandError,
    output::{Output, note},
    session::Session,
    words::{say, words},
};

/// What becomes of a file that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overwrite {
    Refuse,
    Allow,
}

impl From<bool> for Overwrite {
    fn from(force: bool) -> Self {
        if force { Self::Allow } else { Self::Refuse }
    }
}

/// The one command besides `token` that writes secrets.
pub(crate) async fn export(
    session: &Session,
    output: Output,
    file: &Path,
    overwrite: Overwrite,
) -> Result<(), CommandError> {
    let cache = session.load().await?;
    let json = cache.serialize();
    if file == Path::new("-") {
        return to_standard_output(&json);
    }
    refuse_cache(session, file)?;
    to_file(&json, file, overwrite)?;
    output.answer(&json!({"path": file.display().to_string()}), |_| {
        say!(exported, path = file.display()) + "\n"
    })
}

/// Whoever overwrites the cache with its own tokens has lost its key, its backup, or both.
fn refuse_cache(session: &Session, file: &Path) -> Result<(), CommandError> {
    let mut backup = session.path.clone().into_os_string();
    backup.push(".backup");
    let is_file = |other: &Path| {
        fs::canonicalize(other).ok().is_some_and(|it| fs::canonicalize(file).is_ok_and(|file| file == it))
    };
    if is_file(&session.path) || is_file(Path::new(&backup)) {
        return Err(CommandError::IsTheCache { path: file.to_owned() });
    }
    Ok(())
}

fn to_standard_output(json: &[u8]) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        note(words().terminal_shows_tokens);
    }
    out.write_all(json)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Whole or not at all, and for this user alone: temporary files have the mode 0600.
fn to_file(json: &[u8], path: &Path, overwrite: Overwrite) -> Result<(), CommandError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => CommandError::Exists { path: path.to_owned() },
        _ => CommandError::CannotWrite { path: path.display().to_string(), source: without_name(source) },
    };
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(json).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match overwrite {
        Overwrite::Refuse => file.persist_noclobber(path),
        Overwrite::Allow => file.persist(path),
    }
    .map_err(|error| failed(error.error))?;
    Ok(())
}

/// What the system said. Of a temporary file the error tells its name, which is nobody's concern.
fn without_name(error: io::Error) -> io::Error {
    let inner =
        error.get_ref().and_then(std::error::Error::source).and_then(|it| it.downcast_ref::<io::Error>());
    inner.and_then(io::Error::raw_os_error).map_or(error, io::Error::from_raw_os_error)
}
