use token_cache::Timestamp;

use super::step::{RefreshTokenVerdict, RenewalAhead};
use super::{ExplainedAccessToken, ExplainedRefreshToken};
use crate::InteractionReason;

/// What silent acquisition would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// A token of the cache.
    CachedToken {
        /// When it ends.
        expires_on: Timestamp,
        /// Whether it is renewed in the background besides.
        ahead: RenewalAhead,
    },
    /// The provider would be asked for a new one, by the first refresh token that is good.
    AsksProvider,
    /// The provider has refused a moment ago, and is not asked again before then.
    Throttled {
        /// When it is.
        until: Timestamp,
    },
    /// Only a person can go on.
    InteractionRequired(InteractionReason),
}

impl Conclusion {
    pub(super) fn of_cached(token: &ExplainedAccessToken) -> Option<Self> {
        let expires_on = token.expires_on.filter(|_| token.objections.is_empty())?;
        Some(Self::CachedToken { expires_on, ahead: token.ahead })
    }

    /// Where no cached token serves.
    pub(super) fn of_refresh_tokens(tokens: &[ExplainedRefreshToken]) -> Self {
        use RefreshTokenVerdict as V;
        let verdicts = || tokens.iter().map(|token| &token.verdict);
        let throttled = verdicts().find_map(|verdict| match verdict {
            V::Throttled { until, .. } => Some(*until),
            _ => None,
        });
        if verdicts().any(|verdict| matches!(verdict, V::Own | V::Family)) {
            Self::AsksProvider
        } else if let Some(until) = throttled {
            Self::Throttled { until }
        } else if verdicts().any(|verdict| matches!(verdict, V::Dead { .. })) {
            Self::InteractionRequired(InteractionReason::DeadRefreshToken)
        } else {
            Self::InteractionRequired(InteractionReason::NoRefreshToken)
        }
    }
}
