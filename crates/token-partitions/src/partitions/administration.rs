//! What whoever runs the app may want to see and to do.

use std::{collections::BTreeMap, sync::Arc};

use token_store::{PartitionKey, StoreError};

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
        self.page(cursor, limit, |key| PartitionKind::of(key) == kind).await
    }

    /// Keys of partitions of all kinds, as [`list`](Self::list) has them.
    ///
    /// Fails as the database does.
    pub async fn list_all(&self, cursor: Option<&str>, limit: usize) -> Result<PartitionPage, StoreError> {
        self.page(cursor, limit, |_| true).await
    }

    async fn page(
        &self,
        cursor: Option<&str>,
        limit: usize,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<PartitionPage, StoreError> {
        let Page { names, cursor } = self.names(&self.names_of_caches(), cursor, limit).await?;
        let names_of_values = &self.shared.core.options.names;
        let keys = names.iter().filter_map(|name| names_of_values.partition_of(name));
        let keys = keys.filter(|key| is_wanted(key)).map(ToOwned::to_owned).collect();
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

    /// A partition that does not come into memory: it is looked at once.
    pub(super) fn beside(&self, key: &str) -> Arc<Partition<V>> {
        Partition::new(&self.shared.core, key)
    }

    pub(super) async fn all_keys(&self) -> Result<Vec<String>, StoreError> {
        let names = self.all_names(&self.names_of_caches()).await?;
        let names_of_values = &self.shared.core.options.names;
        let keys = names.iter().filter_map(|name| names_of_values.partition_of(name));
        Ok(keys.map(ToOwned::to_owned).collect())
    }

    /// Each once, in their order.
    pub(super) async fn all_names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
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

    pub(super) async fn names(
        &self,
        prefix: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let core = &self.shared.core;
        core.heard(core.values.names(prefix, cursor, limit).await)
    }

    fn names_of_caches(&self) -> String {
        self.shared.core.options.names.caches.clone()
    }
}

/// Whether only that value is concerned, not the database.
pub(super) fn is_about_the_value(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::KeyUnknown { .. }
            | StoreError::NotSealed
            | StoreError::KeyRingNeeded
            | StoreError::FormatTooNew { .. }
            | StoreError::ForeignValue
    )
}
