use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use aws_lc_rs::digest::{SHA256, digest};
use token_cache::TokenCache;
use token_store::{SetAsideReason, StoreError, Version};
use zeroize::Zeroizing;

use crate::file_state::FileState;

/// More than any cache: 1 GiB.
const SIZE_LIMIT: u64 = 1 << 30;
/// A program that takes no lock may be in the midst of writing. It is given this often this long to end.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What is in the file.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub(crate) cache: Arc<TokenCache>,
    pub(crate) digest: [u8; 32],
    pub(crate) generation: u64,
    pub(crate) state: FileState,
    /// Whether a later change of the file shows in its state.
    pub(crate) is_settled: bool,
}

/// What the file turned out to be.
pub(crate) enum Found {
    Nothing,
    Unusable(SetAsideReason),
    /// The contents, whose generation is still to be told.
    Cache(Contents),
}

impl Contents {
    pub(crate) fn version(&self) -> Version {
        Version::new(self.generation, self.digest)
    }

    /// Reads the file, and does so again for a while where it is unusable. `last` is what was read before; where
    /// it is the same, it is not parsed anew.
    pub(crate) fn read(path: &Path, last: Option<&Self>) -> Result<Found, StoreError> {
        let mut found = Self::read_once(path, last)?;
        for _ in 0..LOOKS {
            if !matches!(found, Found::Unusable(_)) {
                break;
            }
            thread::sleep(BETWEEN_LOOKS);
            found = Self::read_once(path, last)?;
        }
        Ok(found)
    }

    fn read_once(path: &Path, last: Option<&Self>) -> Result<Found, StoreError> {
        let failed = |error| StoreError::io(path, error);
        let Some(mut file) = open(path)? else { return Ok(Found::Nothing) };
        let now = SystemTime::now();
        let state = FileState::of(&file.metadata().map_err(failed)?);
        let mut json = Vec::new();
        (&mut file).take(SIZE_LIMIT + 1).read_to_end(&mut json).map_err(failed)?;
        if json.len() as u64 > SIZE_LIMIT {
            return Err(StoreError::TooLarge { path: path.to_owned(), limit: SIZE_LIMIT });
        }
        let json = Zeroizing::new(json);
        let digest = digest_of(&json);
        let cache = match last {
            Some(last) if last.digest == digest => Arc::clone(&last.cache),
            _ => match parse(path, &json)? {
                Ok(cache) => Arc::new(cache),
                Err(reason) => return Ok(Found::Unusable(reason)),
            },
        };
        let is_settled = state.would_show_changes(now);
        Ok(Found::Cache(Self { cache, digest, generation: 0, state, is_settled }))
    }
}

/// The state of the file; none where there is none.
pub(crate) fn state(path: &Path) -> Result<Option<FileState>, StoreError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(FileState::of(&metadata))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

pub(crate) fn digest_of(json: &[u8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(digest(&SHA256, json).as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

fn open(path: &Path) -> Result<Option<File>, StoreError> {
    let failed = |error| StoreError::io(path, error);
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // Opening a pipe would wait for somebody to write into it.
        Ok(metadata) if !metadata.is_file() => {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        found => found.map_err(failed)?,
    };
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// What does not even begin as a JSON object is no cache of ours or a peer's, and not ours to move.
fn parse(path: &Path, json: &[u8]) -> Result<Result<TokenCache, SetAsideReason>, StoreError> {
    let (start, end) = (json.trim_ascii_start(), json.trim_ascii_end());
    match start.first() {
        None => Ok(Err(SetAsideReason::Empty)),
        Some(b'{') => Ok(TokenCache::deserialize_file(json)
            .map_err(|_| if end.ends_with(b"}") { SetAsideReason::Content } else { SetAsideReason::Cut })),
        // A write that was cut short by a loss of power leaves zeros.
        Some(0) if json.iter().all(|byte| *byte == 0) => Ok(Err(SetAsideReason::Empty)),
        Some(_) => Err(StoreError::NotACache { path: path.to_owned() }),
    }
}
