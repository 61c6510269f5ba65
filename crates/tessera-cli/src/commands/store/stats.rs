use std::collections::BTreeMap;

use serde::Serialize;
use token_partitions::{PartitionKind, Statistics};

use super::{Opened, hint};
use crate::{error::CommandError, output::Output, words::say};

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    caches: Caches,
    /// Of all their values.
    bytes: usize,
    /// Values sealed with each key, by its ID.
    keys: BTreeMap<String, usize>,
    not_sealed: usize,
    set_aside: usize,
}

/// How many are for what, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Caches {
    user: usize,
    session: usize,
    on_behalf_of: usize,
    application: usize,
}

pub(super) async fn run(store: &Opened, output: Output) -> Result<(), CommandError> {
    let told = Told::from(store.caches.statistics().await?);
    output.answer(&told, text)?;
    if told.is_empty() {
        hint::other_prefixes(store).await;
    }
    Ok(())
}

impl From<Statistics> for Told {
    fn from(statistics: Statistics) -> Self {
        let of = |kind| statistics.partitions.get(&kind).copied().unwrap_or_default();
        let keys = statistics.keys.iter().filter_map(|(id, count)| Some((id.clone()?, *count)));
        Self {
            caches: Caches {
                user: of(PartitionKind::User),
                session: of(PartitionKind::Session),
                on_behalf_of: of(PartitionKind::Assertion),
                application: of(PartitionKind::Application),
            },
            bytes: statistics.bytes,
            keys: keys.collect(),
            not_sealed: statistics.keys.get(&None).copied().unwrap_or_default(),
            set_aside: statistics.set_aside,
        }
    }
}

impl Told {
    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.not_sealed == 0 && self.set_aside == 0
    }
}

fn text(told: &Told) -> String {
    let Caches { user, session, on_behalf_of, application } = told.caches;
    let mut lines = vec![
        say!(stats_users, count = user),
        say!(stats_sessions, count = session),
        say!(stats_on_behalf, count = on_behalf_of),
        say!(stats_applications, count = application),
        say!(size, size = told.bytes),
    ];
    lines.extend(told.keys.iter().map(|(id, count)| say!(stats_key, key = id, count = count)));
    if told.not_sealed > 0 {
        lines.push(say!(stats_not_sealed, count = told.not_sealed));
    }
    lines.push(say!(stats_set_aside, count = told.set_aside));
    lines.join("\n") + "\n"
}
