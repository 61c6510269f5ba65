//! Moments as people and scripts read them.

use chrono::{DateTime, Local, SecondsFormat, Utc};
use token_cache::Timestamp;

/// RFC 3339 in UTC; empty where there is none.
pub(crate) fn utc(time: Option<Timestamp>) -> String {
    let time = time.and_then(|time| DateTime::<Utc>::from_timestamp(time.as_unix(), 0));
    time.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

/// This computer's time without its zone, as `az` writes `expiresOn`.
pub(crate) fn as_az_does(time: Timestamp) -> String {
    let time = DateTime::<Utc>::from_timestamp(time.as_unix(), 0).unwrap_or_default();
    time.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// Seconds since 1970, for JSON.
pub(crate) fn unix(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_unix)
}
