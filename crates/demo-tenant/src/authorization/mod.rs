//! From an authorization request to its answer (RFC 6749, section 4.1; RFC 7636; RFC 8628, section 3.3).

mod answer;
mod attempts;
mod goal;
mod request;

pub(crate) use answer::Answer;
pub(crate) use attempts::{Attempt, Attempts};
pub(crate) use goal::{CodeGoal, Goal};
pub(crate) use request::{AuthorizationRequest, Prompt, Rejected, ResponseMode};
