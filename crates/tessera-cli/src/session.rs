//! The cache and the settings that a command works on.

use std::{path::PathBuf, sync::Arc, time::Duration};

use connections::{Connections, Demo, KnownApplications};
use settings::{CurrentAccount, Loaded, Settings, SettingsFile};
use token_cache::{AccountId, TokenCache};
use token_store::{Snapshot, StoreError, TokenStore, TokenStoreExt};
use token_store_file::{Options, SealedFile, Status, default_path};

use crate::{arguments::Common, error::CommandError, output::note, passphrase};

/// The opened cache and the settings.
pub(crate) struct Session {
    pub(crate) path: PathBuf,
    pub(crate) settings: Settings,
    settings_file: SettingsFile,
    file: SealedFile,
}

impl Session {
    /// Reads the settings; the cache is read when it is asked for.
    pub(crate) fn begin(common: &Common) -> Result<Self, CommandError> {
        let path = common.cache.clone().map_or_else(default_path, Ok)?;
        let settings_file = SettingsFile::at(SettingsFile::default_path()?);
        let Loaded { settings, set_aside } = settings_file.load()?;
        if let Some(aside) = set_aside {
            note(&format!("tessera: the settings could not be read and were moved to {}", aside.display()));
        }
        let lock_time_limit = Duration::from_secs(common.wait.into());
        let file = SealedFile::new(&path, Options { lock_time_limit, ..Options::default() });
        Ok(Self { path, settings, settings_file, file })
    }

    /// The cache as it is; an empty one where there is no file, for which neither keyring nor passphrase is asked.
    pub(crate) async fn load(&self) -> Result<Arc<TokenCache>, CommandError> {
        if !self.status().await?.exists() {
            return Ok(Arc::default());
        }
        let loaded = match self.file.load().await {
            Err(StoreError::PassphraseNeeded { .. }) => {
                self.file.unlock(passphrase::known()?).await?;
                self.file.load().await
            }
            loaded => loaded,
        };
        let Snapshot { cache, set_aside, .. } = loaded?;
        set_aside.map_or(Ok(cache), |aside| Err(CommandError::SetAside(aside)))
    }

    /// Sees to it that the cache can be written, and begins it where there is none.
    pub(crate) async fn prepare(&self) -> Result<(), CommandError> {
        if self.status().await?.exists() {
            self.load().await?;
        } else if let Err(error) = self.file.load().await {
            let StoreError::NewPassphraseNeeded { .. } = error else { return Err(error.into()) };
            self.file.set_passphrase(passphrase::new()?).await?;
        }
        Ok(())
    }

    /// Changes the newest cache under the lock. Where there is none, nothing is begun for the sake of an empty one.
    pub(crate) async fn change<T, F>(&self, mut change: F) -> Result<T, CommandError>
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Send + 'static,
    {
        if !self.status().await?.exists() {
            return Ok(change(&mut TokenCache::default()));
        }
        self.load().await?;
        Ok(self.file.change_with(change).await?)
    }

    /// As [`Self::change`], but begins a cache where there is none.
    pub(crate) async fn add<T, F>(&self, change: F) -> Result<T, CommandError>
    where
        T: Send + 'static,
        F: FnMut(&mut TokenCache) -> T + Send + 'static,
    {
        self.prepare().await?;
        Ok(self.file.change_with(change).await?)
    }

    /// What can be told of the file without its key.
    pub(crate) async fn status(&self) -> Result<Status, CommandError> {
        Ok(self.file.status().await?)
    }

    /// Providers, ready to be asked. The demo tenant keeps its state where the window's does.
    pub(crate) fn connections(&self) -> Connections {
        let demo = Demo::new(self.path.with_file_name("demo-tenant"));
        Connections::new(Arc::new(self.file.clone()), demo)
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
        self.settings_file.change(|settings| settings.current_account = current)?;
        Ok(())
    }
}
