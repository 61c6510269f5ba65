//! What whoever runs the app may want to see and to do.

use std::{collections::BTreeMap, sync::Arc};

use token_cache::{Account, AccountId, Removal, TokenCache};
use token_store::{PartitionKey, StoreError, TokenStore};

use super::{Partitions, partition::Partition};
use crate::{Page, Sealing, ValueStore, sealing::key_id};

/// How many names are asked for at once where all are wanted.
const PAGE: usize = 500;
const APPLICATION: &str = "_AppTokenCache";
/// Of a SHA-256 in base64url.
const ASSERTION_LENGTH: usize = 43;

/// What a partition is for, as its key looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartitionKind {
    /// A user's, or one that the app has named itself.
    User,
    /// A user's in one session.
    Session,
    /// For the bearer of an access token: 43 characters of base64url.
    Assertion,
    /// The application's own in a tenant: it ends as MSAL.NET's do.
    Application,
}

impl PartitionKind {
    /// What a partition of that key is for.
    pub fn of(key: &str) -> Self {
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if PartitionKey::named(key).user_of_session().is_some() {
            Self::Session
        } else if key.ends_with(APPLICATION) {
            Self::Application
        } else if key.len() == ASSERTION_LENGTH && key.bytes().all(is_base64url) {
            Self::Assertion
        } else {
            Self::User
        }
    }
}

/// Some partitions, and where to go on.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PartitionPage {
    /// Their keys. They tell who uses the app.
    pub keys: Vec<String>,
    /// What to ask for the next page with; none after the last.
    pub cursor: Option<String>,
}

/// What became of a purge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Partitions that something was removed from, or that are gone altogether.
    pub partitions: usize,
    /// Partitions that could not be opened, and may hold more of the same user. They were left as they are.
    pub unreadable: usize,
}

/// What became of sealing everything anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values that were sealed with an older key and are now sealed with the first.
    pub resealed: usize,
    /// Values that could not be opened. They were left as they are.
    pub unreadable: usize,
}

/// What there is in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Partitions of each kind.
    pub partitions: BTreeMap<PartitionKind, usize>,
    /// Bytes of their values.
    pub bytes: usize,
    /// Values sealed with each key, by its ID; none is for those that are not sealed.
    pub keys: BTreeMap<Option<String>, usize>,
    /// Values that could not be used and were moved aside.
    pub set_aside: usize,
}

impl<V: ValueStore + 'static> Partitions<V> {
    /// Keys of partitions of one kind, about `limit` of them, perhaps fewer though more follow. One that comes or goes
    /// meanwhile may be missed; the others are all there, perhaps twice.
    ///
    /// Fails as the database does.
    pub async fn list(
        &self,
        kind: PartitionKind,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<PartitionPage, StoreError> {
        let Page { names, cursor } = self.names(&self.names_of_caches(), cursor, limit).await?;
        let names_of_values = &self.shared.core.options.names;
        let keys = names.iter().filter_map(|name| names_of_values.partition_of(name));
        let keys = keys.filter(|key| PartitionKind::of(key) == kind).map(ToOwned::to_owned).collect();
        Ok(PartitionPage { keys, cursor })
    }

    /// How many partitions of each kind there are.
    ///
    /// Fails as the database does.
    pub async fn count(&self) -> Result<BTreeMap<PartitionKind, usize>, StoreError> {
        let mut counts = BTreeMap::new();
        for key in self.all_keys().await? {
            *counts.entry(PartitionKind::of(&key)).or_default() += 1;
        }
        Ok(counts)
    }

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
    ///
    /// Fails as the database does; what is purged by then stays purged.
    pub async fn purge_user(&self, home_account_id: &str) -> Result<Purged, StoreError> {
        let mut purged = Purged::default();
        // What waits may be of the user too.
        self.write_pending().await;
        self.purge_set_aside_of(Some(home_account_id)).await?;
        purged.partitions += usize::from(self.purge(&PartitionKey::account(home_account_id)).await?);
        for key in self.all_keys().await? {
            match self.purge_from(&PartitionKey::named(&key), home_account_id).await {
                Ok(is_changed) => purged.partitions += usize::from(is_changed),
                Err(error) if is_about_the_value(&error) => purged.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(purged)
    }

    /// Takes a user out of a partition that may not be theirs alone; whether anything went.
    async fn purge_from(&self, key: &PartitionKey, home_account_id: &str) -> Result<bool, StoreError> {
        match PartitionKind::of(key.as_str()) {
            PartitionKind::Session if key.user_of_session() == Some(home_account_id) => {
                self.purge_set_aside_of(Some(key.as_str())).await?;
                self.purge(key).await
            }
            PartitionKind::Application | PartitionKind::Session => Ok(false),
            PartitionKind::User | PartitionKind::Assertion => {
                self.sign_out(key.as_str(), home_account_id).await
            }
        }
    }

    /// Deletes the tokens that applications have got for themselves, in all tenants; how many partitions there were.
    ///
    /// Fails as the database does; what is purged by then stays purged.
    pub async fn purge_application_tokens(&self) -> Result<usize, StoreError> {
        let mut count = 0;
        for key in self.all_keys().await? {
            if PartitionKind::of(&key) == PartitionKind::Application {
                count += usize::from(self.purge(&PartitionKey::named(&key)).await?);
            }
        }
        Ok(count)
    }

    /// Deletes all values that could not be used and were moved aside; how many there were.
    ///
    /// Fails as the database does; what is purged by then stays purged.
    pub async fn purge_set_aside(&self) -> Result<usize, StoreError> {
        self.purge_set_aside_of(None).await
    }

    /// What there is in the database. All values are read for it, and none is opened.
    ///
    /// Fails as the database does.
    pub async fn statistics(&self) -> Result<Statistics, StoreError> {
        let core = &self.shared.core;
        let mut statistics = Statistics::default();
        for key in self.all_keys().await? {
            let name = format!("{}{key}", core.options.names.caches);
            let Some(value) = core.get(&name).await? else { continue };
            statistics.bytes += value.bytes.len();
            *statistics.partitions.entry(PartitionKind::of(&key)).or_default() += 1;
            *statistics.keys.entry(key_id(&value.bytes)).or_default() += 1;
        }
        statistics.set_aside = self.all_names(&core.options.names.set_aside).await?.len();
        Ok(statistics)
    }

    /// Seals with the first key of the ring what older keys have sealed, so that those can be taken out.
    ///
    /// Fails as the database does; what is resealed by then stays so.
    pub async fn reseal(&self) -> Result<Resealed, StoreError> {
        let mut resealed = Resealed::default();
        let Sealing::Sealed(ring) = &self.shared.core.options.sealing else { return Ok(resealed) };
        for key in self.all_keys().await? {
            match self.beside(&key).reseal(ring.sealing_id()).await {
                Ok(is_changed) => resealed.resealed += usize::from(is_changed),
                Err(error) if is_about_the_value(&error) => resealed.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(resealed)
    }

    /// Of one partition, or of all.
    async fn purge_set_aside_of(&self, key: Option<&str>) -> Result<usize, StoreError> {
        let core = &self.shared.core;
        let prefix = core.options.names.set_aside.clone() + key.unwrap_or_default();
        let mut count = 0;
        for name in self.all_names(&prefix).await? {
            let rest = name.strip_prefix(&prefix).unwrap_or_default();
            if key.is_none() || is_end_of_set_aside(rest) {
                count += usize::from(core.heard(core.values.delete(&name).await)?);
            }
        }
        Ok(count)
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

    /// A partition that does not come into memory: it is looked at once.
    fn beside(&self, key: &str) -> Arc<Partition<V>> {
        Partition::new(&self.shared.core, key)
    }

    async fn all_keys(&self) -> Result<Vec<String>, StoreError> {
        let names = self.all_names(&self.names_of_caches()).await?;
        let names_of_values = &self.shared.core.options.names;
        let keys = names.iter().filter_map(|name| names_of_values.partition_of(name));
        Ok(keys.map(ToOwned::to_owned).collect())
    }

    /// Each once, in their order.
    async fn all_names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.names(prefix, cursor.as_deref(), PAGE).await?;
            all.extend(page.names);
            cursor = page.cursor;
            if cursor.is_none() {
                all.sort_unstable();
                all.dedup();
                return Ok(all);
            }
        }
    }

    async fn names(&self, prefix: &str, cursor: Option<&str>, limit: usize) -> Result<Page, StoreError> {
        let core = &self.shared.core;
        core.heard(core.values.names(prefix, cursor, limit).await)
    }

    fn names_of_caches(&self) -> String {
        self.shared.core.options.names.caches.clone()
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

/// Whether only that value is concerned, not the database.
fn is_about_the_value(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::KeyUnknown { .. }
            | StoreError::NotSealed
            | StoreError::KeyRingNeeded
            | StoreError::FormatTooNew { .. }
            | StoreError::ForeignValue
    )
}
