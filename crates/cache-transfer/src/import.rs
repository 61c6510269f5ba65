use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use serde::{Deserialize, de::IgnoredAny};
use token_cache::{CacheError, Section, TokenCache};
use zeroize::Zeroizing;

use crate::redacted::MARK;

/// How a sealed file begins; see the documentation of `token_store_file`.
pub const SEALED: &[u8] = b"TESSERA";

/// More than any cache has; 100,000 tokens are about 300 MB.
const LIMIT: u64 = TokenCache::SIZE_LIMIT as u64;

/// Why what should come in cannot.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read at all.
    #[error("cannot read it: {0}")]
    CannotRead(#[from] io::Error),
    /// Neither a file nor anything else that ends.
    #[error("it is no file: name the file that was exported")]
    NotAFile,
    /// More bytes than a cache can have.
    #[error("it is larger than {limit} bytes, more than a token cache can be")]
    TooLarge {
        /// The bytes that are allowed.
        limit: u64,
    },
    /// A cache of Tessera's as it lies on the disk.
    #[error("it is a sealed cache: export it where its key is, and import what that writes")]
    Sealed,
    /// What [`redacted`](crate::redacted) made.
    #[error("it was written for support and has no tokens in it: there is nothing to import")]
    Redacted,
    /// JSON of something else.
    #[error("it is no token cache: it holds neither accounts nor tokens")]
    NotACache,
    /// Damaged, cut, or something else than JSON.
    #[error(transparent)]
    Invalid(#[from] CacheError),
}

/// Opens a file of that path; anything else, such as a pipe that nobody writes into, is refused without waiting.
pub fn open(path: &Path) -> Result<File, ImportError> {
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Err(ImportError::NotAFile);
    }
    check_size(metadata.len(), LIMIT)?;
    Ok(File::open(path)?)
}

/// Reads a cache as an MSAL library or Tessera writes it. Its bytes are wiped with the cache, and on an error.
pub fn read(source: impl Read) -> Result<TokenCache, ImportError> {
    read_within(LIMIT, source)
}

fn read_within(limit: u64, source: impl Read) -> Result<TokenCache, ImportError> {
    let mut json = Zeroizing::new(Vec::new());
    source.take(limit + 1).read_to_end(&mut json)?;
    check_size(json.len() as u64, limit)?;
    if json.starts_with(SEALED) {
        return Err(ImportError::Sealed);
    }
    if is_redacted(&json) {
        return Err(ImportError::Redacted);
    }
    let cache = TokenCache::deserialize_owned(json)?;
    if is_of_something_else(&cache)? { Err(ImportError::NotACache) } else { Ok(cache) }
}

fn check_size(bytes: u64, limit: u64) -> Result<(), ImportError> {
    if bytes > limit { Err(ImportError::TooLarge { limit }) } else { Ok(()) }
}

#[derive(Deserialize)]
struct Marked {
    #[serde(rename = "tesseraRedactedCache")]
    mark: Option<IgnoredAny>,
}

/// Whether the mark is a member of the document; as a text in an entry it says nothing.
fn is_redacted(json: &[u8]) -> bool {
    let bears_mark = json.windows(MARK.len()).any(|bytes| bytes == MARK.as_bytes());
    bears_mark && serde_json::from_slice(json).is_ok_and(|Marked { mark }| mark.is_some())
}

/// Whether it has members, and none of them is an entry of a cache.
fn is_of_something_else(cache: &TokenCache) -> Result<bool, CacheError> {
    let merged = TokenCache::default().merge(cache)?;
    let has_entries = Section::ALL.into_iter().any(|section| merged.of(section).added > 0);
    Ok(merged.others > 0 && !has_entries)
}

#[cfg(test)]
mod tests {
    use token_cache::Timestamp;

    use super::*;

    fn error(bytes: &[u8]) -> ImportError {
        read(bytes).err().unwrap_or_else(|| panic!("{} was taken", String::from_utf8_lossy(bytes)))
    }

    const CACHE: &str = r#"{"Account": {"k": {"home_account_id": "u.t", "environment": "e", "realm": "t",
        "username": "tesseraRedactedCache"}}, "Later": {"tesseraRedactedCache": 1}}"#;

    #[test]
    fn a_cache_is_taken_with_what_it_has_besides() {
        assert_eq!(read(CACHE.as_bytes()).unwrap().accounts().len(), 1);
        assert!(read(&b"{}"[..]).unwrap().accounts().is_empty());
    }

    #[test]
    fn what_cannot_be_taken_is_told_by_what_it_is() {
        assert!(matches!(error(b""), ImportError::Invalid(CacheError::EmptyFile)));
        assert!(matches!(error(b"Dear Bo"), ImportError::Invalid(CacheError::NotJson { .. })));
        assert!(matches!(error(b"[1]"), ImportError::Invalid(CacheError::NotAnObject { .. })));
        assert!(matches!(error(b"\xff\xfe"), ImportError::Invalid(CacheError::NotUtf8 { .. })));
        assert!(matches!(error(b"TESSERA\0\x01"), ImportError::Sealed));
        assert!(matches!(error(br#"{"name": "x", "version": "1"}"#), ImportError::NotACache));
    }

    #[test]
    fn every_truncated_cache_is_refused() {
        for end in 0..CACHE.len() - 1 {
            assert!(matches!(error(&CACHE.as_bytes()[..end]), ImportError::Invalid(_)), "{end}");
        }
    }

    #[test]
    fn a_redacted_file_is_refused_however_it_is_laid_out() {
        let cache = read(CACHE.as_bytes()).unwrap();
        let redacted = crate::redacted(&cache, "tessera", Timestamp::from_unix(1));
        assert!(matches!(error(redacted.as_bytes()), ImportError::Redacted));
        let mut members: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&redacted).unwrap();
        members.sort_keys();
        let sorted = serde_json::to_vec(&members).unwrap();
        assert!(matches!(error(&sorted), ImportError::Redacted));
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_unread_and_a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge");
        File::create(&path).unwrap().set_len(LIMIT + 1).unwrap();
        assert!(matches!(open(&path), Err(ImportError::TooLarge { .. })));
        assert!(matches!(read_within(10, io::repeat(b' ')), Err(ImportError::TooLarge { .. })));
        assert!(matches!(open(folder.path()), Err(ImportError::NotAFile)));
        let missing = open(&folder.path().join("missing")).unwrap_err();
        assert!(
            matches!(missing, ImportError::CannotRead(source) if source.kind() == io::ErrorKind::NotFound)
        );
    }
}
