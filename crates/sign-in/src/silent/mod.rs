//! Getting a token without a person: from the cache, else by a refresh token (RFC 6749, section 6), or by what the
//! application has itself.

mod account_state;
mod acquisition;
mod ahead;
mod attempts;
mod candidate;
mod dead;
mod exchange;
mod explain;
mod flights;
mod outcome;
mod redemption;
mod renewal;
mod renewals;
mod request;
mod throttle;

pub use account_state::AccountState;
pub(crate) use exchange::{Exchange, ExchangeGrant};
pub use explain::{
    AccessTokenObjection, CacheUse, ClientFamily, Conclusion, EnvironmentMatch, ExplainedAccessToken,
    ExplainedRefreshToken, Explanation, ExplanationStep, RefreshTokenVerdict, RenewalAhead,
};
pub use outcome::{AcquiredToken, InteractionReason, InteractionRequired, SilentOutcome, TokenSource};
pub(crate) use renewals::Renewals;
pub use request::{Refresh, SilentRequest};
pub(crate) use throttle::Pause;
