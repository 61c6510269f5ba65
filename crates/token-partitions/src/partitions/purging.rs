//! Taking users, applications or everything out of the database.

use thiserror::Error;
use token_cache::{Account, AccountId, Removal, TokenCache};
use token_store::{PartitionKey, StoreError, TokenStore};

use super::{
    Partitions,
    administration::{PartitionKind, is_about_the_value},
};
use crate::ValueStore;

/// What became of a purge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Partitions that something was removed from, or that are gone altogether.
    pub partitions: usize,
    /// Values that had been moved aside and are gone.
    pub set_aside: usize,
    /// Partitions that could not be opened, and may hold more of the same user. They were left as they are.
    pub unreadable: usize,
}

/// A purge that came to no end. What is purged stays purged, and the rest goes when it is done again.
#[derive(Debug, Error)]
#[error("the purge was cut short; do it again")]
pub struct PurgeError {
    /// What was purged by then.
    pub purged: Purged,
    /// Why it went no further.
    pub source: StoreError,
}

impl<V: ValueStore + 'static> Partitions<V> {
    /// Deletes one partition, whatever is in it; whether there was one.
    ///
    /// Fails as the database does.
    pub async fn purge(&self, key: &PartitionKey) -> Result<bool, StoreError> {
        let core = &self.shared.core;
        let open = self.shared.open.find(key.as_str());
        // What is being written, or waits to be, shall not come after it.
        let _turn = match &open {
            Some(partition) => Some(partition.changing.lock().await),
            None => None,
        };
        let name = format!("{}{}", core.options.names.caches, key.as_str());
        let deleted = core.heard(core.values.delete(&name).await);
        if let Some(partition) = &open {
            partition.clear();
        }
        deleted
    }

    /// Deletes a user's partition and those of their sessions, whatever is in them, and what was moved aside of them, and
    /// signs them out of all others: those that the app has named itself, and those of access tokens that it acted for them
    /// with. All of the latter have to be read.
    pub async fn purge_user(&self, home_account_id: &str) -> Result<Purged, PurgeError> {
        let mut purged = Purged::default();
        let done = self.try_to_purge_user(home_account_id, &mut purged).await;
        purged.after(done)
    }

    async fn try_to_purge_user(&self, home_account_id: &str, purged: &mut Purged) -> Result<(), StoreError> {
        // What waits may be of the user too.
        self.write_pending().await;
        self.purge_set_aside_of(Some(home_account_id), purged).await?;
        purged.partitions += usize::from(self.purge(&PartitionKey::account(home_account_id)).await?);
        for key in self.all_keys().await? {
            match self.purge_from(&PartitionKey::named(&key), home_account_id, purged).await {
                Ok(is_changed) => purged.partitions += usize::from(is_changed),
                Err(error) if is_about_the_value(&error) => purged.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes a user out of a partition that may not be theirs alone; whether anything went.
    async fn purge_from(
        &self,
        key: &PartitionKey,
        home_account_id: &str,
        purged: &mut Purged,
    ) -> Result<bool, StoreError> {
        match PartitionKind::of(key.as_str()) {
            PartitionKind::Session if key.user_of_session() == Some(home_account_id) => {
                self.purge_set_aside_of(Some(key.as_str()), purged).await?;
                self.purge(key).await
            }
            PartitionKind::Application | PartitionKind::Session => Ok(false),
            PartitionKind::User | PartitionKind::Assertion => {
                self.sign_out(key.as_str(), home_account_id).await
            }
        }
    }

    /// Deletes the tokens that applications have got for themselves, in all tenants.
    pub async fn purge_application_tokens(&self) -> Result<Purged, PurgeError> {
        let mut purged = Purged::default();
        let is_application = |key: &str| PartitionKind::of(key) == PartitionKind::Application;
        let done = self.purge_where(is_application, &mut purged).await;
        purged.after(done)
    }

    /// Deletes all values that could not be used and were moved aside.
    pub async fn purge_set_aside(&self) -> Result<Purged, PurgeError> {
        let mut purged = Purged::default();
        let done = self.purge_set_aside_of(None, &mut purged).await;
        purged.after(done)
    }

    /// Deletes every partition, and what was moved aside, under the names of these partitions and no others: everybody
    /// has to sign in again.
    pub async fn purge_everything(&self) -> Result<Purged, PurgeError> {
        let mut purged = Purged::default();
        self.write_pending().await;
        let mut done = self.purge_where(|_| true, &mut purged).await;
        if done.is_ok() {
            done = self.purge_set_aside_of(None, &mut purged).await;
        }
        purged.after(done)
    }

    async fn purge_where(&self, goes: impl Fn(&str) -> bool, purged: &mut Purged) -> Result<(), StoreError> {
        for key in self.all_keys().await?.iter().filter(|key| goes(key)) {
            purged.partitions += usize::from(self.purge(&PartitionKey::named(key)).await?);
        }
        Ok(())
    }

    /// Of one partition, or of all.
    async fn purge_set_aside_of(&self, key: Option<&str>, purged: &mut Purged) -> Result<(), StoreError> {
        let core = &self.shared.core;
        let prefix = core.options.names.set_aside.clone() + key.unwrap_or_default();
        for name in self.all_names(&prefix).await? {
            let rest = name.strip_prefix(&prefix).unwrap_or_default();
            if key.is_none() || is_end_of_set_aside(rest) {
                purged.set_aside += usize::from(core.heard(core.values.delete(&name).await)?);
            }
        }
        Ok(())
    }

    /// Removes a user from a partition; whether they were in it.
    async fn sign_out(&self, key: &str, home_account_id: &str) -> Result<bool, StoreError> {
        let partition = self.shared.open.find(key).unwrap_or_else(|| self.beside(key));
        let snapshot = partition.load().await?;
        if accounts_of(&snapshot.cache, home_account_id).is_empty() {
            return Ok(false);
        }
        let home_account_id = home_account_id.to_owned();
        let change = move |cache: &mut TokenCache| {
            for account in accounts_of(cache, &home_account_id) {
                cache.remove(&Removal::Account(account));
            }
        };
        partition.change(Box::new(change)).await?;
        Ok(true)
    }
}

impl Purged {
    fn after(self, done: Result<(), StoreError>) -> Result<Self, PurgeError> {
        done.map(|()| self).map_err(|source| PurgeError { purged: self, source })
    }
}

/// The accounts of a user, and those that only tokens tell of, each under every environment that it is found in.
fn accounts_of(cache: &TokenCache, home_account_id: &str) -> Vec<AccountId> {
    let query = token_cache::TokenQuery { home_account_id: Some(home_account_id), ..Default::default() };
    let environments = (cache.access_tokens(&query).filter_map(|token| token.environment()))
        .chain(cache.refresh_tokens(&query).into_iter().filter_map(|token| token.environment()))
        .chain(cache.id_tokens(&query).filter_map(|token| token.environment()));
    let of_tokens = environments.map(|environment| AccountId {
        home_account_id: home_account_id.to_owned(),
        environment: environment.to_owned(),
    });
    let accounts = cache.accounts();
    let listed = accounts.iter().filter(|account| account.home_account_id() == home_account_id);
    listed.map(Account::id).chain(of_tokens).collect()
}

/// Whether it is all that follows the partition in the name of what was moved aside: another partition's name may begin
/// like it.
fn is_end_of_set_aside(rest: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = rest.strip_prefix('.').and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(time, number)| is_number(time) && is_number(number))
}
