//! A file of one JSON object, replaced whole.

use std::{
    marker::PhantomData,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Settings, SettingsError, Stamp, WindowState,
    folder::create_folder_of,
    lock::Lock,
    read::read,
    write::{Prepared, set_aside},
};

/// The longest that anybody waits for the lock.
const LOCK_TIME_LIMIT: Duration = Duration::from_secs(10);

/// What a file of its own keeps for one person.
pub trait Kept: Clone + Default + PartialEq + Serialize + DeserializeOwned {
    /// The file's name, in the folder `tessera` of the platform's folder for configuration.
    const FILE_NAME: &'static str;
}

/// What was read, or what it was after a change.
#[derive(Debug)]
pub struct Loaded<T = Settings> {
    /// What the file keeps; the default where there was no file.
    pub settings: T,
    /// Where an unreadable file was moved to.
    pub set_aside: Option<PathBuf>,
}

/// The file that keeps what a person chose or left.
#[derive(Clone, Debug)]
pub struct KeptFile<T> {
    path: PathBuf,
    lock_time_limit: Duration,
    keeps: PhantomData<T>,
}

/// The file that keeps the settings.
pub type SettingsFile = KeptFile<Settings>;

/// The file that keeps how the window was left.
pub type WindowFile = KeptFile<WindowState>;

/// What is at the path.
enum Found<T> {
    Kept(T),
    Nothing,
    /// A file that keeps no such thing.
    Damaged,
}

impl<T: Kept> KeptFile<T> {
    /// The file at that path; its folder is made when it is first written.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), lock_time_limit: LOCK_TIME_LIMIT, keeps: PhantomData }
    }

    /// [`Kept::FILE_NAME`] in `tessera` in the platform's folder for configuration.
    pub fn default_path() -> Result<PathBuf, SettingsError> {
        let folder = dirs::config_dir().ok_or(SettingsError::NoFolder)?;
        Ok(folder.join("tessera").join(T::FILE_NAME))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Identifies what is in the file now; none where there is no file. What cannot be read has a stamp too, so
    /// that its being mended or taken away is noticed. It reads the file, which is small, and waits for nobody,
    /// so it may be asked for twice a second.
    ///
    /// Taken before [`SettingsFile::load`], it makes sure that no later write is missed.
    pub fn stamp(&self) -> Option<Stamp> {
        read(&self.path).transpose().as_ref().map(Stamp::of)
    }

    /// Reads the file. One that keeps no such thing is moved aside, never overwritten.
    ///
    /// Waits for the lock, for 10 seconds, only where a file is to be moved.
    pub fn load(&self) -> Result<Loaded<T>, SettingsError> {
        match self.find()? {
            Found::Kept(settings) => Ok(Loaded { settings, set_aside: None }),
            Found::Nothing => Ok(Loaded { settings: T::default(), set_aside: None }),
            // Somebody may have put a good file in its place since.
            Found::Damaged => self.change(|_| ()),
        }
    }

    /// Reads, changes and writes the file under a lock, so that two windows lose nothing. A file that keeps no such
    /// thing is moved aside, and the change made to the default.
    ///
    /// Waits for the lock for 10 seconds, then fails with [`SettingsError::LockHeld`].
    pub fn change(&self, change: impl FnOnce(&mut T)) -> Result<Loaded<T>, SettingsError> {
        create_folder_of(&self.path)?;
        let lock = Lock::acquire(&self.path, self.lock_time_limit)?;
        let (before, is_damaged) = match self.find()? {
            Found::Kept(settings) => (settings, false),
            Found::Nothing => (T::default(), false),
            Found::Damaged => (T::default(), true),
        };
        let mut settings = before.clone();
        change(&mut settings);
        let is_changed = settings != before;
        // Where the disk is full, it shows here, before anything is moved.
        let prepared = is_changed.then(|| Prepared::write(&lock, &settings)).transpose()?;
        let set_aside = is_damaged.then(|| set_aside(&lock)).transpose()?;
        if let Some(prepared) = prepared {
            prepared.put(&lock)?;
        }
        Ok(Loaded { settings, set_aside })
    }

    fn find(&self) -> Result<Found<T>, SettingsError> {
        let Some(text) = read(&self.path)? else {
            return Ok(Found::Nothing);
        };
        Ok(serde_json::from_slice(&text).map_or(Found::Damaged, Found::Kept))
    }
}

#[cfg(test)]
mod tests;
