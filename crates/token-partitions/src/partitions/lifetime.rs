//! How long a cache stays, when it is empty, and what goes from one that is too large.

use std::time::Duration;

use token_cache::{AccessToken, Counts, Removal, Section, Timestamp, TokenCache, TokenQuery};

use super::administration::PartitionKind;
use crate::Options;

/// Whether nothing is lost if the cache is deleted: what is known of applications alone is of no use.
pub(super) fn is_empty(cache: &TokenCache, now: Timestamp) -> bool {
    cache.counts() == Counts::default()
        && cache.check(now).is_empty()
        && TokenCache::default().merge(cache).is_ok_and(|merged| merged.others == 0)
}

/// How long a value with that cache is to stay.
pub(super) fn lifetime(
    cache: &TokenCache,
    kind: PartitionKind,
    options: &Options,
    now: Timestamp,
) -> Duration {
    let counts = cache.counts();
    let longest = options.lifetime.max(options.least_lifetime);
    let lasts = counts.refresh_tokens > 0 || counts.access_tokens == 0;
    match (kind, lasts) {
        // A session with a token that lasts longer need not renew it, and so may not write for as long.
        (PartitionKind::Session, true) => {
            options.session_lifetime.max(until_last_end(cache, options, now)).min(longest)
        }
        (_, true) => longest,
        (_, false) => until_last_end(cache, options, now),
    }
}

/// Until the last access token ends, within the limits; the least lifetime where there is none.
fn until_last_end(cache: &TokenCache, options: &Options, now: Timestamp) -> Duration {
    if cache.counts().access_tokens == 0 {
        return options.least_lifetime;
    }
    let query = TokenQuery::default();
    let end = |token: AccessToken<'_>| token.expires_on().max(token.extended_expires_on());
    let ends: Option<Vec<_>> = cache.access_tokens(&query).map(end).collect();
    // An end that cannot be read is far away.
    let last = ends.and_then(|ends| ends.into_iter().max());
    let left = last.map_or(options.lifetime, |last| {
        Duration::from_secs(u64::try_from(last.seconds_since(now)).unwrap_or_default())
    });
    left.min(options.lifetime).max(options.least_lifetime)
}

/// Removes access tokens until the JSON has no more than so many bytes, or there are none left but those that have come
/// since `before`: who got one is to find it again, however large the rest is.
pub(super) fn prune(cache: &mut TokenCache, before: &TokenCache, bytes: usize, now: Timestamp) {
    let excess = |cache: &TokenCache| cache.serialize_in_pieces().len().saturating_sub(bytes);
    if excess(cache) == 0 {
        return;
    }
    cache.remove(&Removal::AllExpired { now });
    loop {
        let next = next_to_end(cache, before, excess(cache));
        if next.is_empty() {
            return;
        }
        for stored_key in next {
            cache.remove(&Removal::Entry { section: Section::AccessToken, stored_key });
        }
    }
}

/// The keys of the access tokens that end next, as many of them as have so many bytes; no more than needed.
fn next_to_end(cache: &TokenCache, before: &TokenCache, bytes: usize) -> Vec<String> {
    let query = TokenQuery::default();
    let is_old = |token: &AccessToken<'_>| {
        let known = before.token_by_key(Section::AccessToken, token.stored_key());
        known.is_some_and(|known| known.secret() == token.secret())
    };
    let mut tokens: Vec<_> = cache.access_tokens(&query).filter(is_old).collect();
    tokens.sort_by_key(AccessToken::expires_on);
    let mut freed = 0;
    let is_needed = |token: &AccessToken<'_>| {
        let is_needed = freed < bytes;
        freed += token.secret().map_or(0, |secret| secret.expose().len()) + ENTRY_LENGTH;
        is_needed
    };
    tokens.into_iter().take_while(is_needed).map(|token| token.stored_key().to_owned()).collect()
}

/// What an access token has at most besides its text, in bytes, about: rather one token too few at a time.
const ENTRY_LENGTH: usize = 2048;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use token_cache::{Timestamp, TokenCache, TokenQuery};
    use token_store::conformance::sample;

    use super::{is_empty, lifetime, prune};
    use crate::{Options, PartitionKind, Sealing};

    const NOW: i64 = 1_800_000_000;

    fn access(key: &str, expires_on: &str) -> String {
        format!(
            r#""{key}": {{"credential_type": "AccessToken", "secret": "{}", "environment": "e", "client_id": "c",
            "realm": "r", "target": "{key}", "home_account_id": "u.t", "expires_on": "{expires_on}"}}"#,
            "s".repeat(1000)
        )
    }

    fn cache(json: &str) -> TokenCache {
        TokenCache::deserialize(json.as_bytes()).unwrap()
    }

    fn with_access(ends: &[(&str, &str)]) -> TokenCache {
        let entries: Vec<_> = ends.iter().map(|(key, end)| access(key, end)).collect();
        cache(&format!(r#"{{"AccessToken": {{{}}}}}"#, entries.join(",")))
    }

    fn seconds_of(kind: PartitionKind, cache: &TokenCache) -> u64 {
        lifetime(cache, kind, &Options::new(Sealing::Plain), Timestamp::from_unix(NOW)).as_secs()
    }

    fn seconds(cache: &TokenCache) -> u64 {
        seconds_of(PartitionKind::User, cache)
    }

    fn with_refresh(access: &str) -> TokenCache {
        cache(&format!(
            r#"{{"AccessToken": {{{access}}}, "RefreshToken": {{"k": {{"credential_type": "RefreshToken", "secret": "s"}}}}}}"#
        ))
    }

    #[test]
    fn a_cache_without_refresh_token_ends_with_its_last_access_token() {
        assert_eq!(seconds(&with_access(&[("a", "1800003600"), ("b", "1800007200")])), 7200);
        assert_eq!(seconds(&with_access(&[("a", "1700000000")])), 600);
        let days = Duration::from_secs(90 * 24 * 3600).as_secs();
        assert_eq!(seconds(&with_access(&[("a", "never"), ("b", "1800007200")])), days);
        assert_eq!(seconds(&with_access(&[("a", "99999999999999")])), days);
    }

    #[test]
    fn a_cache_with_a_refresh_token_stays_for_all_its_time() {
        assert_eq!(seconds(&with_refresh(&access("a", "1800003600"))), 90 * 24 * 3600);
    }

    #[test]
    fn the_cache_of_a_session_ends_a_day_after_its_last_change_or_with_its_tokens() {
        let of_session = |access: &str| seconds_of(PartitionKind::Session, &with_refresh(access));
        assert_eq!(of_session(""), 24 * 3600);
        assert_eq!(of_session(&access("a", "1800003600")), 24 * 3600);
        assert_eq!(of_session(&access("a", "1800100800")), 28 * 3600);
        assert_eq!(of_session(&access("a", "never")), 90 * 24 * 3600);
        let without = with_access(&[("a", "1800003600")]);
        assert_eq!(seconds_of(PartitionKind::Session, &without), 3600);
    }

    #[test]
    fn only_a_cache_with_nothing_to_lose_is_empty() {
        let now = Timestamp::from_unix(NOW);
        for empty in [
            "{}",
            r#"{"AccessToken": {}, "Account": {}}"#,
            r#"{"AppMetadata": {"appmetadata-e-c": {"client_id": "c", "environment": "e"}}}"#,
        ] {
            assert!(is_empty(&cache(empty), now), "{empty}");
        }
        for full in [r#"{"Unheard": {}}"#, r#"{"AccessToken": [1]}"#, r#"{"AccessToken": {"a": 7}}"#] {
            assert!(!is_empty(&cache(full), now), "{full}");
        }
        assert!(!is_empty(&with_access(&[("a", "1")]), now));
    }

    #[test]
    fn pruning_takes_what_has_ended_and_then_what_ends_next() {
        let now = Timestamp::from_unix(NOW);
        let left = |cache: &TokenCache| -> Vec<String> {
            let query = TokenQuery::default();
            cache.access_tokens(&query).map(|token| token.stored_key().to_owned()).collect()
        };
        let all = [("b", "1800000002"), ("old", "1700000000"), ("a", "1800000001"), ("c", "1800000003")];
        for (bytes, expected) in [
            (100_000, ["b", "old", "a", "c"].as_slice()),
            (4_500, &["b", "a", "c"]),
            (3_000, &["b", "c"]),
            (1_700, &["c"]),
            (10, &[]),
        ] {
            let mut cache = with_access(&all);
            let before = cache.clone();
            prune(&mut cache, &before, bytes, now);
            assert_eq!(left(&cache), expected, "{bytes}");
        }
    }

    #[test]
    fn pruning_takes_nothing_that_has_just_come() {
        let before = with_access(&[("old", "1800000002"), ("renewed", "1800000002")]);
        let mut cache = before.clone();
        sample::put(&mut cache, "app");
        let renewed = access("renewed", "1800000001").replace("sss", "ttt");
        cache.remove(&token_cache::Removal::Entry {
            section: token_cache::Section::AccessToken,
            stored_key: "renewed".to_owned(),
        });
        cache.merge(&super::tests::cache(&format!(r#"{{"AccessToken": {{{renewed}}}}}"#))).unwrap();
        prune(&mut cache, &before, 10, Timestamp::from_unix(NOW));
        let query = TokenQuery::default();
        let left: Vec<_> = cache.access_tokens(&query).map(|token| token.client_id()).collect();
        assert_eq!(left, [Some("app"), Some("c")]);
    }

    #[test]
    fn pruning_never_takes_a_refresh_token() {
        let mut cache =
            cache(r#"{"RefreshToken": {"k": {"credential_type": "RefreshToken", "secret": "s"}}}"#);
        sample::put(&mut cache, "app");
        let before = cache.clone();
        prune(&mut cache, &before, 10, Timestamp::from_unix(NOW));
        assert_eq!((cache.counts().access_tokens, cache.counts().refresh_tokens), (0, 1));
    }
}
