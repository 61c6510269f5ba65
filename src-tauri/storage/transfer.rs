//! The cache as a file that leaves, or comes in.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use cache_transfer::{Comparison, ExportError, ImportError, Overwrite, Tokens};
use connections::now;
use token_cache::{CacheError, Merged, TokenCache};
use token_store::{StoreError, TokenStoreExt};
use token_store_file::Start;
use zeroize::Zeroizing;

use super::Storage;
use crate::{
    error::{Answer, internal},
    views::{Counts, ErrorCode, ErrorView, ExportKind, ImportView},
};

pub(crate) const PROGRAM: &str = concat!("tessera ", env!("CARGO_PKG_VERSION"));
/// How the names of whole exports begin, by which they are found again.
const WHOLE: &str = "tessera-export";
const REDACTED: &str = "tessera-support";
const ACTIVITY: &str = "tessera-activity";

impl Storage {
    /// Writes what the cache holds to the file that the person typed, and answers its whole path.
    pub(crate) async fn export(&self, kind: ExportKind, typed: &str, overwrite: Overwrite) -> Answer<String> {
        let cache = self.cache()?;
        let content = move || match kind {
            ExportKind::Whole => cache.serialize(),
            ExportKind::Redacted => {
                Zeroizing::new(cache_transfer::redacted(&cache, PROGRAM, now()).into_bytes())
            }
        };
        self.save(typed, overwrite, content).await
    }

    /// Writes a file of that content where the person typed, but not over the cache, and answers its whole path.
    pub(crate) async fn save(
        &self,
        typed: &str,
        overwrite: Overwrite,
        content: impl FnOnce() -> Zeroizing<Vec<u8>> + Send + 'static,
    ) -> Answer<String> {
        let (path, own) = (resolve(typed), self.path.clone());
        let shown = path.display().to_string();
        blocking(move || Ok(cache_transfer::save(&content(), &path, overwrite, &own)?)).await?;
        Ok(shown)
    }

    /// Reads the file that the person typed and says what it would bring. It is kept in memory until it is imported or
    /// forgotten, so that what comes is what was shown.
    pub(crate) async fn preview_import(&self, typed: &str) -> Answer<ImportView> {
        self.forget_import();
        let (cache, path) = (self.cache()?, resolve(typed));
        let about = path.clone();
        let (incoming, comparison) = blocking(move || {
            let incoming = cache_transfer::open(&path)
                .and_then(cache_transfer::read)
                .map_err(|error| of_import(error, &about))?;
            let comparison = cache_transfer::compare(&cache, &incoming);
            Ok((incoming, comparison))
        })
        .await?;
        let comparison = comparison.map_err(|error| self.cannot_take_it(&error))?;
        *self.incoming() = Some(Arc::new(incoming));
        Ok(comparison.into())
    }

    /// Merges what was shown last into the cache, and answers what came.
    pub(crate) async fn import(&self, start: &Start) -> Answer<Merged> {
        let incoming = self.incoming().clone().ok_or_else(|| internal("no file was looked at before"))?;
        let merge = move |cache: &mut TokenCache| cache.merge(&incoming);
        let merged = self.file.starting(start).change_with(merge).await;
        let merged =
            self.noting(merged.map_err(ErrorView::from))?.map_err(|error| self.cannot_take_it(&error))?;
        self.forget_import();
        Ok(merged)
    }

    /// Wipes what was read for an import that does not come.
    pub(crate) fn forget_import(&self) {
        self.incoming().take();
    }

    /// A section of our own is no section.
    fn cannot_take_it(&self, error: &CacheError) -> ErrorView {
        ErrorView::new(ErrorCode::FileFailed, error.to_string()).about(self.path.display().to_string())
    }
}

/// Where to write an export: a name that is still free, where this person keeps such files.
pub(crate) fn proposed_export(kind: ExportKind) -> PathBuf {
    free_name(&folder(), if kind == ExportKind::Whole { WHOLE } else { REDACTED })
}

/// The same for what happened.
pub(crate) fn proposed_activity_export() -> PathBuf {
    free_name(&folder(), ACTIVITY)
}

/// The export that was written last where such files are proposed, if there is one.
pub(crate) fn proposed_import() -> Option<PathBuf> {
    newest_export(&folder())
}

fn folder() -> PathBuf {
    let folders = [dirs::download_dir(), dirs::document_dir(), dirs::home_dir()];
    folders.into_iter().flatten().find(|folder| folder.is_dir()).unwrap_or_else(std::env::temp_dir)
}

fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let numbered = (2..1000).map(|number| folder.join(format!("{stem}-{number}.json")));
    let first = folder.join(format!("{stem}.json"));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

fn newest_export(folder: &Path) -> Option<PathBuf> {
    let is_export = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(WHOLE) && path.extension().is_some_and(|it| it == "json") && path.is_file()
    };
    let exports = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(is_export);
    exports.max_by_key(|path| path.metadata().and_then(|found| found.modified()).ok())
}

/// A whole path: `~` is the home, and a bare name lies where exports are proposed.
fn resolve(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let in_home = typed
        .strip_prefix('~')
        .and_then(|rest| rest.strip_prefix(['/', '\\']).or(rest.is_empty().then_some("")));
    match (in_home, dirs::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => folder().join(typed),
    }
}

/// Reading and writing files may take long.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<T> {
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

fn of_import(error: ImportError, path: &Path) -> ErrorView {
    let code = match &error {
        ImportError::CannotRead(source) if source.kind() == io::ErrorKind::NotFound => ErrorCode::FileMissing,
        ImportError::CannotRead(_) => ErrorCode::FileFailed,
        ImportError::NotAFile => ErrorCode::NotAFile,
        ImportError::TooLarge { .. } => ErrorCode::ImportTooLarge,
        ImportError::Sealed => ErrorCode::ImportSealed,
        ImportError::Redacted => ErrorCode::ImportRedacted,
        ImportError::NotACache | ImportError::Invalid(_) => ErrorCode::ImportInvalid,
    };
    match error {
        ImportError::CannotRead(source) if code == ErrorCode::FileFailed => {
            StoreError::io(path, source).into()
        }
        error => ErrorView::new(code, error.to_string()).about(path.display().to_string()),
    }
}

impl From<ExportError> for ErrorView {
    fn from(error: ExportError) -> Self {
        let message = error.to_string();
        let of = |code, path: &Path| Self::new(code, message.clone()).about(path.display().to_string());
        match error {
            ExportError::Exists { path } => of(ErrorCode::ExportExists, &path),
            ExportError::IsTheCache { path } => of(ErrorCode::IsTheCache, &path),
            ExportError::CannotWrite { path, source } if source.kind() == io::ErrorKind::NotFound => {
                of(ErrorCode::FolderMissing, path.parent().unwrap_or(&path))
            }
            ExportError::CannotWrite { path, source } => StoreError::io(path, source).into(),
        }
    }
}

impl From<Comparison> for ImportView {
    fn from(comparison: Comparison) -> Self {
        let counts = |tokens: Tokens| Counts::from(token_cache::Counts::from(tokens));
        Self {
            new_accounts: comparison.new_accounts,
            known_accounts: comparison.known_accounts,
            added: counts(comparison.added),
            replaced: counts(comparison.replaced),
            same: counts(comparison.same),
            newer_here: counts(comparison.newer_here),
            unreadable: comparison.unreadable,
            changes_nothing: comparison.changes_nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_name_is_proposed_and_the_newest_export_found() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest_export(folder.path()), None);
        let first = free_name(folder.path(), WHOLE);
        assert_eq!(first, folder.path().join("tessera-export.json"));
        fs::write(&first, "{}").unwrap();
        fs::write(folder.path().join("tessera-support.json"), "{}").unwrap();
        fs::create_dir(folder.path().join("tessera-export-folder.json")).unwrap();
        assert_eq!(free_name(folder.path(), WHOLE), folder.path().join("tessera-export-2.json"));
        assert_eq!(newest_export(folder.path()), Some(first));
    }

    #[test]
    fn a_path_may_be_typed_from_home_or_as_a_bare_name() {
        let home = dirs::home_dir().unwrap();
        assert_eq!(resolve(" ~/a/b.json "), home.join("a/b.json"));
        assert_eq!(resolve("/a/b.json"), Path::new("/a/b.json"));
        assert_eq!(resolve("b.json"), folder().join("b.json"));
        assert_eq!(resolve("~b.json"), folder().join("~b.json"));
    }
}
