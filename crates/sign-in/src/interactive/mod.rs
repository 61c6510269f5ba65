//! Signing in in the system's browser (RFC 8252; OpenID Connect Core 1.0, section 3.1).

mod authorization;
mod request;
mod sign_in;

pub use request::{InteractiveRequest, Prompt, ResponseMode};
pub use sign_in::{InteractiveOutcome, InteractiveProgress, InteractiveSignIn};
