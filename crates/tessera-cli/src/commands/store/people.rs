//! Who is in a partition.

use connections::{AccountState, now, ready_until, state};
use serde::Serialize;
use token_cache::{Account, TokenCache, TokenQuery};
use token_partitions::{PartitionKind, Unopened};
use token_store::StoreError;

use super::looking::Looked;
use crate::{commands::accounts::state_name, when};

/// A user in a cache, as JSON.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) home_account_id: String,
    /// What the cache is for.
    pub(super) cache: &'static str,
    #[serde(flatten)]
    pub(super) known: Option<Known>,
    /// Why the cache cannot be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<&'static str>,
}

/// What only the open cache tells, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Known {
    pub(super) username: String,
    environment: String,
    state: &'static str,
    #[serde(skip)]
    pub(super) account_state: AccountState,
    pub(super) access_tokens: usize,
    pub(super) refresh_tokens: usize,
    /// Seconds since 1970.
    ready_until: Option<i64>,
}

/// The users in a partition, as far as they can be seen. What cannot be opened is told by the error.
pub(super) fn people(looked: &Looked) -> (Vec<Row>, Option<&Unopened>) {
    let key = looked.key.as_str();
    let Some(look) = &looked.look else {
        return (named_by_the_key(looked, PartitionKind::of(key)).into_iter().collect(), None);
    };
    let kind = look.kind(key);
    match &look.cache {
        Ok(cache) => {
            let accounts = cache.accounts();
            let rows: Vec<Row> = accounts.iter().map(|account| row(cache, account, kind)).collect();
            let is_known = !rows.is_empty();
            (if is_known { rows } else { named_by_the_key(looked, kind).into_iter().collect() }, None)
        }
        Err(unopened) => {
            let row = named_by_the_key(looked, kind);
            let row = row.map(|row| Row { problem: Some(problem_name(unopened)), ..row });
            (row.into_iter().collect(), Some(unopened))
        }
    }
}

fn row(cache: &TokenCache, account: &Account, kind: PartitionKind) -> Row {
    let (id, now) = (account.id(), now());
    let query = TokenQuery::of_account(&id);
    let account_state = state(cache, &id, now);
    let known = Known {
        username: account.username().to_owned(),
        environment: id.environment.clone(),
        state: state_name(account_state),
        account_state,
        access_tokens: cache.access_tokens(&query).count(),
        refresh_tokens: cache.refresh_tokens(&query).len(),
        ready_until: when::unix(ready_until(cache, &id, now)),
    };
    Row {
        home_account_id: account.home_account_id().to_owned(),
        cache: kind_name(kind),
        known: Some(known),
        problem: None,
    }
}

/// The key of a user's cache, and of one of their sessions, tells whose it is.
fn named_by_the_key(looked: &Looked, kind: PartitionKind) -> Option<Row> {
    let user = match kind {
        PartitionKind::User => looked.key.as_str(),
        PartitionKind::Session => looked.key.user_of_session()?,
        PartitionKind::Assertion | PartitionKind::Application => return None,
    };
    Some(Row { home_account_id: user.to_owned(), cache: kind_name(kind), ..Row::default() })
}

/// The name in JSON, which is the same in every language.
pub(super) fn kind_name(kind: PartitionKind) -> &'static str {
    match kind {
        PartitionKind::User => "user",
        PartitionKind::Session => "session",
        PartitionKind::Assertion => "on-behalf-of",
        PartitionKind::Application => "application",
    }
}

fn problem_name(unopened: &Unopened) -> &'static str {
    match unopened {
        Unopened::Unusable(_) => "damaged",
        Unopened::Store(StoreError::KeyUnknown { .. }) => "key-unknown",
        Unopened::Store(StoreError::NotSealed) => "not-sealed",
        Unopened::Store(StoreError::KeyRingNeeded) => "sealed",
        Unopened::Store(StoreError::FormatTooNew { .. }) => "format-too-new",
        Unopened::Store(_) => "not-a-cache",
    }
}
