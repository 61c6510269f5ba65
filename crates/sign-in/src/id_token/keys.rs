use jsonwebtoken::Algorithm;
use token_cache::Timestamp;
use tokio::sync::Mutex;
use url::Url;

use crate::provider::{KeySet, SigningKey};
use crate::{Clock, HttpClient, SignInError};

/// Keys are not asked for again sooner, in seconds: tokens with made-up key IDs must not become requests.
const SHORTEST_INTERVAL: i64 = 5;
/// Keys are asked for again after that many seconds: one that the provider withdrew must not count for long.
const LONGEST_INTERVAL: i64 = 24 * 60 * 60;

/// A provider's keys, kept for as long as they suffice, and for a day at most.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    fetched: Mutex<Option<Fetched>>,
}

#[derive(Debug)]
struct Fetched {
    keys: KeySet,
    at: Timestamp,
}

impl Fetched {
    /// Negative where the clock was set back, which counts as too old.
    fn age(&self, now: Timestamp) -> i64 {
        now.as_unix().saturating_sub(self.at.as_unix())
    }
}

impl KeyCache {
    #[cfg(test)]
    pub(super) fn holding(keys: KeySet, at: Timestamp) -> Self {
        Self { fetched: Mutex::new(Some(Fetched { keys, at })) }
    }

    /// Asks for the keys unless some are known: better before a code or refresh token is spent than after.
    pub(crate) async fn prepare(&self, source: &KeySource<'_>) -> Result<(), SignInError> {
        let mut fetched = self.fetched.lock().await;
        let now = source.clock.now();
        if !fetched.as_ref().is_some_and(|known| (0..LONGEST_INTERVAL).contains(&known.age(now))) {
            let keys = KeySet::fetch(source.url, source.http).await?;
            *fetched = Some(Fetched { keys, at: now });
        }
        Ok(())
    }

    /// The key for a token; the provider is asked once more where it is not among those already known, as
    /// providers change their keys (OpenID Connect Core 1.0, section 10.1.1).
    pub(super) async fn find(
        &self,
        key_id: Option<&str>,
        algorithm: Algorithm,
        source: &KeySource<'_>,
    ) -> Result<Option<SigningKey>, SignInError> {
        let mut fetched = self.fetched.lock().await;
        let now = source.clock.now();
        if let Some(known) = fetched.as_ref() {
            let key = known.keys.find(key_id, algorithm);
            let suffices = if key.is_some() { LONGEST_INTERVAL } else { SHORTEST_INTERVAL };
            if (0..suffices).contains(&known.age(now)) {
                return Ok(key.cloned());
            }
        }
        let keys = KeySet::fetch(source.url, source.http).await?;
        let key = keys.find(key_id, algorithm).cloned();
        *fetched = Some(Fetched { keys, at: now });
        Ok(key)
    }
}

/// Where to ask for keys.
#[derive(Clone, Copy)]
pub(crate) struct KeySource<'a> {
    pub(crate) url: &'a Url,
    pub(crate) http: &'a HttpClient,
    pub(crate) clock: &'a Clock,
}
