//! Whether an ID token may be believed (OpenID Connect Core 1.0, section 3.1.3.7).

mod claims;
mod header;
mod keys;
mod problem;
mod validation;

pub(crate) use keys::{KeyCache, KeySource};
pub use problem::{IdTokenProblem, TokenTime};
pub(crate) use validation::{Nonce, Validation};

#[cfg(test)]
mod rotation;
#[cfg(test)]
mod tests;
