use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::State;
use super::state::VERSION;
use crate::DemoError;
use crate::random;
use crate::signing_key::SigningKey;

const FILE_NAME: &str = "demo-tenant.json";
const LOCK_NAME: &str = "demo-tenant.lock";
/// How long another process may hold the lock; it needs milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The state in a file that several processes may share. Every change reads it anew under a lock.
pub(super) struct StateFile {
    path: PathBuf,
    lock_path: PathBuf,
    /// Queues up this process's own changes, which would else race for the lock of the file.
    turn: Mutex<()>,
    /// Goes into a new file should this one be damaged while we run.
    key: Vec<u8>,
}

/// Proof that no other process changes the file.
struct Locked(#[expect(dead_code, reason = "closing it releases the lock")] File);

impl StateFile {
    /// Opens the state in a folder, which is made if need be. A damaged file is moved aside, and its new path given.
    pub(super) fn open(folder: &Path, now: i64) -> Result<(Self, SigningKey, Option<PathBuf>), DemoError> {
        make_folder(folder).map_err(at(folder))?;
        let mut file = Self {
            path: folder.join(FILE_NAME),
            lock_path: folder.join(LOCK_NAME),
            turn: Mutex::default(),
            key: Vec::new(),
        };
        let locked = file.lock()?;
        let mut set_aside = None;
        if let Some(bytes) = file.read(&locked)? {
            match file.parse(&bytes)? {
                Some((_, key)) => {
                    file.key = key.to_pkcs8()?;
                    return Ok((file, key, None));
                }
                None => set_aside = Some(file.set_aside(now, &locked)?),
            }
        }
        let key = SigningKey::generate()?;
        file.key = key.to_pkcs8()?;
        file.write(&State::new(&key)?, &locked)?;
        Ok((file, key, set_aside))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads, changes and writes the state under the lock.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T, DemoError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let locked = self.lock()?;
        let bytes = self.read(&locked)?;
        let parsed = bytes.as_deref().map(|bytes| self.parse(bytes)).transpose()?.flatten();
        let (mut state, is_new) = match parsed {
            Some((state, _)) => (state, false),
            None => (self.begin_again(bytes.is_some(), &locked)?, true),
        };
        let before = if is_new { Vec::new() } else { bytes.unwrap_or_default() };
        let result = change(&mut state);
        if serialize(&state).map_err(at(&self.path))? != before {
            self.write(&state, &locked)?;
        }
        Ok(result)
    }

    fn begin_again(&self, damaged: bool, locked: &Locked) -> Result<State, DemoError> {
        if damaged {
            let path = self.set_aside(crate::Clock::system().now(), locked)?;
            tracing::warn!(path = %path.display(), "the demo tenant's state was damaged and moved aside");
        }
        State::new(&SigningKey::from_pkcs8(&self.key).ok_or(DemoError::Cryptography)?)
    }

    /// `None` if the bytes are damaged; [`DemoError::StateTooNew`] if only a later version can read them.
    fn parse(&self, bytes: &[u8]) -> Result<Option<(State, SigningKey)>, DemoError> {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else { return Ok(None) };
        if value["version"].as_u64().is_some_and(|version| version > u64::from(VERSION)) {
            return Err(DemoError::StateTooNew { path: self.path.clone() });
        }
        let Ok(state) = serde_json::from_value::<State>(value) else { return Ok(None) };
        Ok(state.signing_key().map(|key| (state, key)))
    }

    fn read(&self, _: &Locked) -> Result<Option<Vec<u8>>, DemoError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(at(&self.path)(source)),
        }
    }

    fn set_aside(&self, now: i64, _: &Locked) -> Result<PathBuf, DemoError> {
        let free = (0..).map(|attempt| match attempt {
            0 => format!("demo-tenant.damaged-{now}.json"),
            _ => format!("demo-tenant.damaged-{now}-{attempt}.json"),
        });
        let aside = free.map(|name| self.path.with_file_name(name)).find(|path| !path.exists());
        let aside = aside.unwrap_or_else(|| self.path.with_extension("damaged"));
        fs::rename(&self.path, &aside).map_err(at(&self.path))?;
        Ok(aside)
    }

    /// Readers see the old state or the new one, also after a crash.
    fn write(&self, state: &State, _: &Locked) -> Result<(), DemoError> {
        let temporary = self.path.with_file_name(format!("{FILE_NAME}.{}.tmp", random::token(6)?));
        let written = serialize(state).and_then(|bytes| {
            let mut file = private_file(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &self.path)?;
            sync_folder(&self.path)
        });
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(at(&self.path))
    }

    fn lock(&self) -> Result<Locked, DemoError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.lock_path);
        let file = file.map_err(at(&self.lock_path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Locked(file)),
                Err(fs::TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(error) => return Err(at(&self.lock_path)(error.into())),
            }
        }
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> DemoError {
    let path = path.to_owned();
    move |source| DemoError::State { path: path.clone(), source }
}

fn serialize(state: &State) -> io::Result<Vec<u8>> {
    serde_json::to_vec_pretty(state).map_err(io::Error::from)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
