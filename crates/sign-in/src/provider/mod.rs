//! What a provider says about itself, its keys, and why it refuses.

mod configuration;
mod configuration_problem;
mod instance;
mod issuer;
mod issuer_rules;
mod keys;
mod refusal;

pub(crate) use configuration::ProviderConfiguration;
pub use configuration_problem::ConfigurationProblem;
pub(crate) use instance::Instance;
pub(crate) use issuer::Issuer;
pub(crate) use keys::{KeySet, SigningKey};
pub use refusal::Refusal;
