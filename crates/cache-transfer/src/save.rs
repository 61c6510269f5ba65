use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// What becomes of a file that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays, and nothing is written.
    Refuse,
    /// It is replaced.
    Allow,
}

impl Overwrite {
    /// Replaces it only if somebody has asked for that.
    pub fn if_asked(asked: bool) -> Self {
        if asked { Self::Allow } else { Self::Refuse }
    }
}

/// Why a file was not written. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is a file of that name.
    #[error("{path} exists already: name another file, or have it replaced")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Whoever overwrites a cache with its own tokens has lost its key, its backup, or both.
    #[error("{path} belongs to the cache itself: name another file")]
    IsTheCache {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot write {path}: {source}")]
    CannotWrite {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What a store keeps under the cache's own name.
const BESIDE_THE_CACHE: [&str; 8] = [
    "",
    ".activity",
    ".activity.lockfile",
    ".backup",
    ".lockfile",
    ".picture",
    ".tessera",
    ".tessera.lockfile",
];

/// Writes a file that only this user can read (mode 0600), whole or not at all. The file of the `cache`, and what its
/// store keeps beside it, is refused whatever `overwrite` says.
pub fn save(content: &[u8], path: &Path, overwrite: Overwrite, cache: &Path) -> Result<(), ExportError> {
    if belongs_to(cache, path) {
        return Err(ExportError::IsTheCache { path: path.to_owned() });
    }
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => ExportError::Exists { path: path.to_owned() },
        _ => ExportError::CannotWrite { path: path.to_owned(), source: without_name(source) },
    };
    let mut file = NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match overwrite {
        Overwrite::Refuse => file.persist_noclobber(path),
        Overwrite::Allow => file.persist(path),
    }
    .map_err(|error| failed(error.error))?;
    Ok(())
}

fn belongs_to(cache: &Path, path: &Path) -> bool {
    let path = resolved(path);
    BESIDE_THE_CACHE.iter().any(|suffix| {
        let mut beside = cache.as_os_str().to_owned();
        beside.push(suffix);
        resolved(Path::new(&beside)) == path
    })
}

/// Without links, also where the file itself is not there yet.
fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = folder_of(path);
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        path.file_name().map_or(folder.clone(), |name| folder.join(name))
    })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// What the system said. Of a temporary file the error tells its name too, which is nobody's concern.
fn without_name(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said.to_owned()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_file_is_replaced_only_when_that_is_allowed() {
        let folder = folder();
        let (file, cache) = (folder.path().join("export.json"), folder.path().join("cache"));
        save(b"first", &file, Overwrite::Refuse, &cache).unwrap();
        let refused = save(b"second", &file, Overwrite::Refuse, &cache).unwrap_err();
        assert!(matches!(refused, ExportError::Exists { .. }), "{refused}");
        assert_eq!(fs::read(&file).unwrap(), b"first");
        save(b"second", &file, Overwrite::Allow, &cache).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it_even_where_everybody_could_read_what_was_there() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        let file = folder.path().join("export.json");
        fs::write(&file, "open").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        save(b"content", &file, Overwrite::Allow, Path::new("/cache")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_cache_and_what_is_beside_it_are_refused_also_while_they_are_not_there() {
        let folder = folder();
        let cache = folder.path().join("cache.sealed");
        for name in ["cache.sealed", "cache.sealed.backup", "cache.sealed.lockfile", "cache.sealed.picture"] {
            let file = folder.path().join(".").join(name);
            let refused = save(b"content", &file, Overwrite::Allow, &cache).unwrap_err();
            assert!(matches!(refused, ExportError::IsTheCache { .. }), "{refused}");
            assert!(!file.exists());
        }
        save(b"content", &folder.path().join("cache.sealed.json"), Overwrite::Refuse, &cache).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_cache_is_the_cache() {
        let folder = folder();
        let (cache, link) = (folder.path().join("cache.sealed"), folder.path().join("link"));
        fs::write(&cache, "sealed").unwrap();
        std::os::unix::fs::symlink(&cache, &link).unwrap();
        assert!(matches!(
            save(b"content", &link, Overwrite::Allow, &cache),
            Err(ExportError::IsTheCache { .. })
        ));
        assert_eq!(fs::read(&cache).unwrap(), b"sealed");
    }

    #[test]
    fn what_the_system_refuses_names_the_file_that_was_asked_for() {
        let folder = folder();
        let file = folder.path().join("missing/export.json");
        let said = save(b"content", &file, Overwrite::Refuse, Path::new("/cache")).unwrap_err().to_string();
        assert_eq!(said.matches("missing/").count(), 1, "{said}");
    }
}
