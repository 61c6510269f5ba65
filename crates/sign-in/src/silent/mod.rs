//! Getting a token without a person: from the cache, else by a refresh token (RFC 6749, section 6).

mod acquisition;
mod candidate;
mod flights;
mod outcome;
mod renewal;
mod request;

pub(crate) use flights::Flights;
pub use outcome::{AcquiredToken, InteractionReason, InteractionRequired, SilentOutcome, TokenSource};
pub use request::{Refresh, SilentRequest};
