//! The cache and the settings that a command works on.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use activity::{ActivityLog, Appended, Entry, What};
use connections::{Connections, Demo, KnownApplications, ca_file, now};
use settings::{CurrentAccount, Loaded, Settings, SettingsFile};
use token_cache::{AccountId, TokenCache};
use token_store::{Snapshot, StoreError, TokenStore, TokenStoreExt};
use token_store_file::{Passphrase, SealedFile, default_path};
use token_store_plain::PlainFile;

use crate::{
    arguments::Common,
    error::CommandError,
    foreign,
    output::note,
    passphrase,
    words::{of_store, say},
};

/// The opened cache and the settings.
pub(crate) struct Session {
    pub(crate) path: PathBuf,
    pub(crate) settings: Settings,
    ca_file: Option<PathBuf>,
    settings_file: SettingsFile,
    store: Arc<dyn TokenStore>,
    /// None where the cache is MSAL's plain file.
    sealed: Option<SealedFile>,
    /// None of MSAL's plain file: in the folders of other programs nothing is left.
    activity: Option<ActivityLog>,
}

impl Session {
    /// Reads the settings; the cache is read when it is asked for.
    pub(crate) fn begin(common: &Common) -> Result<Self, CommandError> {
        let (path, store, sealed) = open(common)?;
        let settings_file = SettingsFile::at(SettingsFile::default_path()?);
        let Loaded { settings, set_aside } = settings_file.load()?;
        if let Some(aside) = set_aside {
            note(&format!("tessera: {}", say!(settings_moved, path = aside.display())));
        }
        if sealed.is_none() {
            note(&format!("tessera: {}", say!(plain_warning, path = path.display())));
        }
        let ca_file = ca_file(common.ca_file.clone(), settings.ca_file.clone());
        let activity = sealed.as_ref().map(|_| ActivityLog::of_cache(&path));
        Ok(Self { path, settings, ca_file, settings_file, store, sealed, activity })
    }

    /// The sealed file, for what only that can do.
    pub(crate) fn sealed(&self) -> Result<&SealedFile, CommandError> {
        self.sealed.as_ref().ok_or(CommandError::NotWithPlain)
    }

    /// The cache as it is; an empty one where there is no file, for which neither keyring nor passphrase is asked.
    pub(crate) async fn load(&self) -> Result<Arc<TokenCache>, CommandError> {
        if !self.exists().await? {
            return Ok(Arc::default());
        }
        let Snapshot { cache, set_aside, .. } = self.load_unlocked().await?;
        set_aside.map_or(Ok(cache), |aside| Err(CommandError::SetAside(aside)))
    }

    /// The newest snapshot, after asking for the passphrase if one is needed.
    async fn load_unlocked(&self) -> Result<Snapshot, CommandError> {
        match (self.store.load().await, &self.sealed) {
            (Err(StoreError::PassphraseNeeded { .. }), Some(sealed)) => {
                sealed.unlock(Passphrase::from(passphrase::known()?)).await?;
                Ok(self.store.load().await?)
            }
            (loaded, _) => Ok(loaded?),
        }
    }

    /// What the backup holds, after asking for the passphrase if one is needed.
    pub(crate) async fn load_backup(&self) -> Result<Snapshot, CommandError> {
        let sealed = self.sealed()?;
        match sealed.load_backup().await {
            Err(StoreError::PassphraseNeeded { .. }) => {
                sealed.unlock(Passphrase::from(passphrase::known()?)).await?;
                Ok(sealed.load_backup().await?)
            }
            loaded => Ok(loaded?),
        }
    }

    /// Sees to it that the cache can be written, and begins it where there is none.
    pub(crate) async fn prepare(&self) -> Result<(), CommandError> {
        if self.exists().await? {
            self.load().await?;
        } else if let Err(error) = self.store.load().await {
            match (error, &self.sealed) {
                (StoreError::NewPassphraseNeeded { .. }, Some(sealed)) => {
                    sealed.set_passphrase(Passphrase::from(passphrase::new()?)).await?;
                }
                (error, _) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Changes the newest cache under the lock. Where there is none, nothing is begun for the sake of an empty one.
    pub(crate) async fn change<T, F>(&self, mut change: F) -> Result<T, CommandError>
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Send + 'static,
    {
        if !self.exists().await? {
            return Ok(change(&mut TokenCache::default()));
        }
        self.load().await?;
        Ok(self.store.change_with(change).await?)
    }

    /// As [`Self::change`], but begins a cache where there is none.
    pub(crate) async fn add<T, F>(&self, change: F) -> Result<T, CommandError>
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Send + 'static,
    {
        self.prepare().await?;
        Ok(self.store.change_with(change).await?)
    }

    /// What is noted of this cache; none of a plain file.
    pub(crate) fn activity(&self) -> Result<&ActivityLog, CommandError> {
        self.activity.as_ref().ok_or(CommandError::NotWithPlain)
    }

    /// Notes that this happened now.
    pub(crate) fn note(&self, what: What) {
        self.note_entry(Entry::new(what, now()));
    }

    /// Notes what happened. That it cannot be noted is told, and fails nothing.
    pub(crate) fn note_entry(&self, entry: Entry) {
        let Some(log) = &self.activity else { return };
        match log.append(&[entry]) {
            Ok(Appended { set_aside: None }) => {}
            Ok(Appended { set_aside: Some(path) }) => {
                note(&format!("tessera: {}", say!(activity_moved, path = path.display())));
            }
            Err(error) => note(&format!("tessera: {}", say!(activity_not_kept, reason = of_store(&error)))),
        }
    }

    /// How many writes of the cache there have been; none where it cannot be told.
    pub(crate) async fn generation(&self) -> Option<u64> {
        Some(self.store.version().await.ok()??.generation())
    }

    /// Whether there is a cache file.
    pub(crate) async fn exists(&self) -> Result<bool, CommandError> {
        match &self.sealed {
            Some(sealed) => Ok(sealed.status().await?.exists()),
            None => Ok(fs::exists(&self.path).map_err(|error| StoreError::io(&self.path, error))?),
        }
    }

    /// Providers, ready to be asked. The demo tenant keeps its state where the window's does, whatever the cache.
    pub(crate) fn connections(&self) -> Connections {
        let beside = default_path().unwrap_or_else(|_| self.path.clone());
        let demo = Demo::new(beside.with_file_name("demo-tenant"));
        let connections = Connections::new(Arc::clone(&self.store), demo);
        connections.trust(self.ca_file.clone());
        connections
    }

    pub(crate) fn known_applications(&self) -> KnownApplications {
        KnownApplications::of(&self.settings.providers)
    }

    /// The account in use.
    pub(crate) fn current(&self) -> Option<AccountId> {
        self.settings.current_account.clone().map(|current| AccountId {
            home_account_id: current.home_account_id,
            environment: current.environment,
        })
    }

    /// Chooses the account in use, or none.
    pub(crate) fn set_current(&self, account: Option<AccountId>) -> Result<(), CommandError> {
        let current = account
            .map(|id| CurrentAccount { home_account_id: id.home_account_id, environment: id.environment });
        self.change_settings(|settings| settings.current_account = current)
    }

    /// Changes the settings under their lock.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), CommandError> {
        self.settings_file.change(change)?;
        Ok(())
    }
}

type Opened = (PathBuf, Arc<dyn TokenStore>, Option<SealedFile>);

/// Names the file and touches nothing, but looks whether a file that somebody names is what they say.
fn open(common: &Common) -> Result<Opened, CommandError> {
    let lock_time_limit = Duration::from_secs(common.wait.into());
    match (common.cache.clone(), common.plain) {
        (None, true) => Err(CommandError::PlainWithoutCache),
        (Some(path), true) => {
            foreign::refuse_sealed(&path)?;
            let file = PlainFile::new(&path, token_store_plain::Options { lock_time_limit });
            Ok((path, Arc::new(file), None))
        }
        (Some(path), false) => {
            foreign::refuse_unsealed(&path)?;
            Ok(open_sealed(&path, lock_time_limit))
        }
        (None, false) => Ok(open_sealed(&default_path()?, lock_time_limit)),
    }
}

fn open_sealed(path: &Path, lock_time_limit: Duration) -> Opened {
    let options = token_store_file::Options { lock_time_limit, ..token_store_file::Options::default() };
    let file = SealedFile::new(path, options);
    (path.to_owned(), Arc::new(file.clone()), Some(file))
}
