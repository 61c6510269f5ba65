//! The backup in the place of the cache.

use token_cache::{Account, TokenCache};
use token_store_file::Start;

use super::Storage;
use crate::{error::Answer, views::RestoreView};

impl Storage {
    /// What would come and go if the backup took the place of the cache. Changes nothing.
    pub(crate) async fn preview_restore(&self) -> Answer<RestoreView> {
        let backup = self.file.load_backup().await?;
        let now = self.cache()?;
        Ok(RestoreView {
            generation: backup.version.map(|version| version.generation()),
            comes: missing_in(&now, &backup.cache),
            goes: missing_in(&backup.cache, &now),
            before: now.counts().into(),
            after: backup.cache.counts().into(),
            is_same: backup.cache.is_same_as(&now),
        })
    }

    /// Puts the backup in the place of the cache, which becomes the backup.
    pub(crate) async fn restore(&self, start: &Start) -> Answer<()> {
        self.noting(self.file.starting(start).restore().await.map(drop).map_err(Into::into))
    }
}

/// The usernames of the accounts that only the other cache has.
fn missing_in(cache: &TokenCache, other: &TokenCache) -> Vec<String> {
    let is_new = |account: &&Account| cache.account(&account.id()).is_none();
    other.accounts().iter().filter(is_new).map(|account| account.username().to_owned()).collect()
}
