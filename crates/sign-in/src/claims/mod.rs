//! What a token has to say besides: claims challenges and client capabilities (OpenID Connect Core 1.0, section 5.5;
//! Microsoft docs, "Claims challenges, claims requests, and client capabilities").

mod challenge;
mod header;
mod parameter;

pub use challenge::{ClaimsChallenge, ClaimsProblem};
pub(crate) use parameter::claims_parameter;
