//! This computer's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use token_cache::Timestamp;

/// The time that it is.
pub fn now() -> Timestamp {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}
