//! Not asking at once again what was just refused: a provider that is overloaded gets its rest, and one that wants a
//! person says so once and not a hundred times.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest;
use token_cache::Timestamp;
use token_store::PartitionKey;

use super::Refresh;
use crate::ClaimsChallenge;
use crate::token::{Heard, TokenFault};

/// Seconds, where the provider refuses.
const USUAL: i64 = 60;
/// Seconds, whatever the provider says.
const LONGEST: i64 = 3600;

/// How long a busy provider is left alone that does not say for how long (MSAL does the same).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// 60 seconds.
    OfDesktop,
    /// 5 seconds.
    OfWebApp,
}

/// What this process does not ask again for a while.
#[derive(Debug)]
pub(crate) struct Throttles {
    pause: Pause,
    held: Mutex<HashMap<Key, Throttle>>,
}

/// What was answered, and until when that is not asked again.
#[derive(Clone, Debug)]
pub(super) struct Throttle {
    pub(super) until: Timestamp,
    pub(super) fault: TokenFault,
    partition: PartitionKey,
    home_account_id: String,
    wish: Wish,
}

/// Whose wish it is that the provider is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Providers,
    Ours,
}

/// One redemption, as it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) partition: &'a PartitionKey,
    pub(super) home_account_id: &'a str,
    /// The refresh token; for what an application asks by itself, the assertion, or nothing.
    pub(super) credential: &'a str,
    pub(super) scopes: &'a [String],
    pub(super) claims: Option<&'a ClaimsChallenge>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    partition: PartitionKey,
    /// A hash: no secret is kept for the sake of a throttle.
    credential: Vec<u8>,
    /// Sorted.
    scopes: Vec<String>,
    reach: Reach,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Reach {
    /// The provider wants to be left alone.
    WhateverClaims,
    /// It has refused the very same request (RFC 6749, section 5.2).
    ExactlyThese(Option<ClaimsChallenge>),
}

impl Throttles {
    pub(super) fn new(pause: Pause) -> Self {
        Self { pause, held: Mutex::default() }
    }

    /// What the provider would say, where it is not to be asked now. Who demands a new token is only kept from it by
    /// the provider's own wish.
    pub(super) fn find(&self, asked: &Asked<'_>, refresh: Refresh, now: Timestamp) -> Option<Throttle> {
        let held = self.held();
        if held.is_empty() {
            return None;
        }
        let counts = |throttle: &&Throttle| {
            throttle.is_on(now) && (refresh == Refresh::WhenExpired || throttle.wish == Wish::Providers)
        };
        let found = asked.keys().into_iter().filter_map(|key| held.get(&key)).filter(counts);
        found.max_by_key(|throttle| throttle.until).cloned()
    }

    /// Takes note of an answer that gave no tokens.
    pub(super) fn note(&self, asked: &Asked<'_>, fault: &TokenFault, heard: Heard, now: Timestamp) {
        let [busy, refused] = asked.keys();
        let wished = heard.retry_after.map(|pause| i64::try_from(pause.as_secs()).unwrap_or(LONGEST));
        let (key, wish, pause) = match (heard.status, wished) {
            (_, Some(wished)) => (busy, Wish::Providers, wished.min(LONGEST)),
            (429 | 500.., None) => (busy, Wish::Ours, self.pause.seconds()),
            (400, None) => (refused, Wish::Ours, USUAL),
            _ => return,
        };
        let until = now.plus(pause);
        let (partition, home_account_id) = (asked.partition.clone(), asked.home_account_id.to_owned());
        let mut held = self.held();
        held.retain(|_, throttle| throttle.is_on(now));
        held.insert(key, Throttle { until, fault: fault.clone(), partition, home_account_id, wish });
    }

    pub(super) fn forget(&self, partition: &PartitionKey, home_account_id: &str) {
        let is_other = |throttle: &Throttle| {
            throttle.home_account_id != home_account_id || throttle.partition != *partition
        };
        self.held().retain(|_, throttle| is_other(throttle));
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Key, Throttle>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pause {
    fn seconds(self) -> i64 {
        match self {
            Self::OfDesktop => USUAL,
            Self::OfWebApp => 5,
        }
    }
}

impl Throttle {
    /// A clock that was set back holds nobody up for longer than the provider may.
    fn is_on(&self, now: Timestamp) -> bool {
        (1..=LONGEST).contains(&self.until.as_unix().saturating_sub(now.as_unix()))
    }
}

impl Asked<'_> {
    fn keys(&self) -> [Key; 2] {
        let hash = digest::digest(&digest::SHA256, self.credential.as_bytes());
        let mut scopes = self.scopes.to_vec();
        scopes.sort_unstable();
        let key = |reach| Key {
            partition: self.partition.clone(),
            credential: hash.as_ref().to_vec(),
            scopes: scopes.clone(),
            reach,
        };
        [key(Reach::WhateverClaims), key(Reach::ExactlyThese(self.claims.cloned()))]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use token_cache::Secret;

    use super::*;
    use crate::Refusal;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    struct Case {
        partition: PartitionKey,
        throttles: Throttles,
        token: Secret,
        scopes: Vec<String>,
    }

    impl Case {
        fn new() -> Self {
            let (token, scopes) = (Secret::new("rt".into()), vec!["a".to_owned(), "b".to_owned()]);
            Self {
                partition: PartitionKey::named(""),
                throttles: Throttles::new(Pause::OfDesktop),
                token,
                scopes,
            }
        }

        fn asked(&self) -> Asked<'_> {
            Asked {
                partition: &self.partition,
                home_account_id: "u.t",
                credential: self.token.expose(),
                scopes: &self.scopes,
                claims: None,
            }
        }

        fn note(&self, status: u16, retry_after: Option<u64>) {
            let fault = TokenFault::Refused(Refusal::new("invalid_grant", None, None));
            let heard = Heard { status, retry_after: retry_after.map(Duration::from_secs) };
            self.throttles.note(&self.asked(), &fault, heard, NOW);
        }

        /// For how many seconds it is not asked again.
        fn left(&self, refresh: Refresh) -> Option<i64> {
            let found = self.throttles.find(&self.asked(), refresh, NOW)?;
            Some(found.until.as_unix() - NOW.as_unix())
        }
    }

    #[test]
    fn the_provider_is_left_alone_for_as_long_as_it_says_up_to_an_hour_and_else_for_a_minute() {
        for (status, retry_after, expected) in [
            (429, None, Some(60)),
            (503, None, Some(60)),
            (503, Some(7), Some(7)),
            (400, None, Some(60)),
            (400, Some(90), Some(90)),
            (429, Some(u64::MAX), Some(3600)),
            (429, Some(0), None),
            (401, None, None),
            (200, None, None),
        ] {
            let case = Case::new();
            case.note(status, retry_after);
            assert_eq!(case.left(Refresh::WhenExpired), expected, "{status} {retry_after:?}");
        }
    }

    #[test]
    fn a_web_app_asks_a_busy_provider_again_after_five_seconds() {
        let case = Case { throttles: Throttles::new(Pause::OfWebApp), ..Case::new() };
        case.note(503, None);
        assert_eq!(case.left(Refresh::WhenExpired), Some(5));
    }

    #[test]
    fn who_demands_a_new_token_is_kept_from_it_by_the_providers_wish_alone() {
        let case = Case::new();
        case.note(400, None);
        case.note(503, None);
        assert_eq!(case.left(Refresh::Always), None);
        case.note(503, Some(30));
        assert_eq!(case.left(Refresh::Always), Some(30));
    }

    #[test]
    fn a_refusal_is_about_the_same_request_and_a_wish_about_all_claims() {
        let mut case = Case::new();
        let claims = ClaimsChallenge::parse("{}").unwrap();
        let asks = |case: &Case| {
            let asked = Asked { claims: Some(&claims), ..case.asked() };
            case.throttles.find(&asked, Refresh::WhenExpired, NOW).is_none()
        };
        case.note(400, None);
        assert!(asks(&case));
        case.note(503, None);
        assert!(!asks(&case));
        case.scopes.reverse();
        assert_eq!(case.left(Refresh::WhenExpired), Some(60));
        case.scopes.pop();
        assert_eq!(case.left(Refresh::WhenExpired), None);
    }

    #[test]
    fn it_ends_with_the_time_with_a_sign_in_and_with_a_clock_that_was_set_back() {
        let case = Case::new();
        case.note(400, None);
        let is_on =
            |seconds| case.throttles.find(&case.asked(), Refresh::WhenExpired, NOW.plus(seconds)).is_some();
        assert!(is_on(59) && !is_on(60) && !is_on(-86_400));
        let other = PartitionKey::named("other");
        case.throttles.forget(&case.partition, "other");
        case.throttles.forget(&other, "u.t");
        assert!(is_on(0));
        case.throttles.forget(&case.partition, "u.t");
        assert!(!is_on(0));
    }

    #[test]
    fn what_was_refused_in_one_partition_is_asked_in_another() {
        let case = Case::new();
        case.note(400, None);
        let other = PartitionKey::named("other");
        let asked = Asked { partition: &other, ..case.asked() };
        assert!(case.throttles.find(&asked, Refresh::WhenExpired, NOW).is_none());
    }
}
