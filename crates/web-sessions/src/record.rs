use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions_core::session::{Id, Record};
use zeroize::Zeroizing;

/// What is stored of a session: all but its ID.
#[derive(Deserialize)]
struct Stored {
    /// In seconds since 1970.
    expires_on: i64,
    data: HashMap<String, Value>,
}

/// The same, to be written.
#[derive(Serialize)]
struct ToStore<'a> {
    expires_on: i64,
    data: &'a HashMap<String, Value>,
}

/// The JSON of a session.
pub(crate) fn write(record: &Record) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    let stored = ToStore { expires_on: record.expiry_date.unix_timestamp(), data: &record.data };
    serde_json::to_vec(&stored).map(Zeroizing::new)
}

/// The session of that JSON; none where it is not one.
pub(crate) fn read(id: Id, json: &[u8]) -> Option<Record> {
    let stored: Stored = serde_json::from_slice(json).ok()?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(stored.expires_on).ok()?;
    Some(Record { id, data: stored.data, expiry_date })
}
