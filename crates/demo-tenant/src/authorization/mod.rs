//! From an authorization request to its answer (RFC 6749, section 4.1; RFC 7636).

mod answer;
mod attempts;
mod request;

pub(crate) use answer::Answer;
pub(crate) use attempts::{Attempt, Attempts};
pub(crate) use request::{AuthorizationRequest, Prompt, Rejected, ResponseMode};
