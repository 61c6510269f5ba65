use std::collections::HashSet;

use serde_json::json;
use token_partitions::Unopened;

use super::{
    Opened, hint,
    looking::{Looked, Walk},
    people::{Known, Row, people},
};
use crate::{
    commands::accounts::state_in_words,
    error::CommandError,
    output::{Listing, Output, note},
    words::{Words, say, words},
};

/// Lists who has tokens, page by page; then fails where something could not be opened.
pub(super) async fn list(store: &Opened, output: Output) -> Result<(), CommandError> {
    let mut list = List::begin(store, output);
    let (mut walk, mut unopened) = (Walk::through(store), Unreadable::default());
    while let Some(page) = walk.next().await? {
        let mut rows = Vec::new();
        for looked in &page {
            rows.extend(unopened.people(looked));
        }
        list.write(&rows)?;
    }
    let is_empty = list.end()?;
    if !store.opens && !is_empty {
        note(&format!("tessera: {}", say!(store_only_ids)));
    }
    if is_empty {
        hint::other_prefixes(store).await;
    }
    unopened.told()
}

/// Says how many users there are.
pub(super) async fn count(store: &Opened, output: Output) -> Result<(), CommandError> {
    let (mut users, mut unopened) = (HashSet::new(), Unreadable::default());
    let mut walk = Walk::through(store);
    while let Some(page) = walk.next().await? {
        for looked in &page {
            users.extend(unopened.people(looked).into_iter().map(|row| row.home_account_id));
        }
    }
    output.answer(&json!({"users": users.len()}), |_| say!(store_users, count = users.len()) + "\n")?;
    if users.is_empty() {
        hint::other_prefixes(store).await;
    }
    unopened.told()
}

/// Caches that could not be opened.
#[derive(Default)]
struct Unreadable {
    count: usize,
    first: Option<String>,
}

impl Unreadable {
    /// Who is in it; and takes note of it where that cannot be seen.
    fn people(&mut self, looked: &Looked) -> Vec<Row> {
        let (rows, unopened) = people(looked);
        if let Some(unopened) = unopened {
            self.count += 1;
            self.first.get_or_insert_with(|| reason(unopened));
        }
        rows
    }

    fn told(self) -> Result<(), CommandError> {
        self.first.map_or(Ok(()), |reason| Err(CommandError::CachesUnreadable { count: self.count, reason }))
    }
}

fn reason(unopened: &Unopened) -> String {
    match unopened {
        Unopened::Store(error) => crate::words::of_store(error),
        Unopened::Unusable(reason) => reason.to_string(),
    }
}

/// The list, with what the keys tell where there are any.
enum List {
    Ids(Listing<2>),
    People(Listing<5>),
}

impl List {
    fn begin(store: &Opened, output: Output) -> Self {
        let Words { username, store_cache, store_tokens, state, home_account_id, store_nobody, .. } = words();
        if store.opens {
            let headings = [*username, store_cache, store_tokens, state, home_account_id];
            Self::People(output.list(headings, store_nobody))
        } else {
            Self::Ids(output.list([*store_cache, home_account_id], store_nobody))
        }
    }

    fn write(&mut self, rows: &[Row]) -> Result<(), CommandError> {
        match self {
            Self::Ids(list) => {
                list.write(rows, |row| [cache_in_words(row.cache).to_owned(), row.home_account_id.clone()])
            }
            Self::People(list) => list.write(rows, cells),
        }
    }

    fn end(self) -> Result<bool, CommandError> {
        match self {
            Self::Ids(list) => list.end(),
            Self::People(list) => list.end(),
        }
    }
}

fn cells(row: &Row) -> [String; 5] {
    let known = row.known.as_ref();
    let tokens = |known: &Known| (known.access_tokens + known.refresh_tokens).to_string();
    let state = known.map(|known| state_in_words(known.account_state));
    [
        known.map(|known| known.username.clone()).unwrap_or_default(),
        cache_in_words(row.cache).to_owned(),
        known.map(tokens).unwrap_or_default(),
        state.or(row.problem.map(problem_in_words)).unwrap_or_default().to_owned(),
        row.home_account_id.clone(),
    ]
}

/// What a cache is for, which is named in JSON as here in English.
fn cache_in_words(name: &'static str) -> &'static str {
    match name {
        "user" => words().cache_of_user,
        "session" => words().cache_of_session,
        "on-behalf-of" => words().cache_on_behalf,
        _ => words().cache_of_application,
    }
}

fn problem_in_words(name: &'static str) -> &'static str {
    match name {
        "damaged" => words().cache_damaged,
        "key-unknown" => words().cache_of_other_key,
        "not-sealed" => words().cache_not_sealed,
        "sealed" => words().cache_sealed,
        _ => words().cache_foreign,
    }
}
