//! Signing in in the system's browser (RFC 8252; OpenID Connect Core 1.0, section 3.1).

mod authorization;
mod request;
mod sign_in;

pub(crate) use authorization::{Authorization, Checked, Sent};
pub use request::{InteractiveRequest, Prompt, ResponseMode};
pub(crate) use sign_in::{Asked, redeem};
pub use sign_in::{InteractiveOutcome, InteractiveProgress, InteractiveSignIn};
