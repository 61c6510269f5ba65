//! Why silence would succeed or not, step by step.

mod access_tokens;
mod conclusion;
mod explanation;
mod refresh_tokens;
mod step;
mod surroundings;

pub use conclusion::Conclusion;
pub use explanation::Explanation;
pub use step::{
    AccessTokenObjection, CacheUse, ClientFamily, EnvironmentMatch, ExplainedAccessToken,
    ExplainedRefreshToken, ExplanationStep, RefreshTokenVerdict, RenewalAhead,
};
