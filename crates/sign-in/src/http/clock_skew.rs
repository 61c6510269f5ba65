use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use reqwest::header::{DATE, HeaderMap, HeaderName};

use crate::Clock;

/// How far the clocks of hosts are ahead of this computer's, by the `Date` of their answers (RFC 9110,
/// section 6.6.1).
pub(super) struct ClockSkews {
    clock: Clock,
    seconds: Mutex<HashMap<String, i64>>,
}

impl ClockSkews {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, seconds: Mutex::default() }
    }

    /// Measures by an answer that has just come.
    pub(super) fn note(&self, host: &str, headers: &HeaderMap) {
        let Some(told) = header_time(headers, &DATE) else { return };
        let skew = told.saturating_sub(self.clock.now().as_unix());
        self.seconds.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), skew);
    }

    pub(super) fn of(&self, host: &str) -> Option<i64> {
        self.seconds.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied()
    }
}

impl fmt::Debug for ClockSkews {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClockSkews")
    }
}

/// A header's date in Unix seconds (RFC 9110, section 5.6.7).
pub(super) fn header_time(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    let time = httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}
