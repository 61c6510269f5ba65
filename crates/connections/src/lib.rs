//! What the window and the command line share.
//!
//! - [`Connections`]: a connected provider becomes a [`Connection`], which can be asked; the demo tenant is
//!   started when it is first needed.
//! - [`KnownApplications`] and [`scopes`]: which provider an entry of the cache belongs to, and what to ask it for.
//! - [`ProviderDetails`] and [`validate`]: a provider as a person describes it, and whether that can be right.
//! - [`kind`], [`state`] and [`ready_until`]: an account of the cache as a person sees it.
//! - [`ca_file`], [`ca_file_of_environment`] and [`check_ca_file`]: which file has more certificate authorities to trust,
//!   who names it, and whether it can be used.
//! - [`open_link`]: the system's browser. [`Surroundings`]: what may keep it from coming back. [`now`]: this computer's clock.

mod account;
mod applications;
mod authority;
mod browser;
mod ca_file;
mod clock;
mod connection;
mod demo;
mod details;
mod error;
#[cfg(test)]
mod fixtures;
mod scopes;
mod surroundings;

pub use account::{AccountKind, client_ids, display_name, is_keyword, kind, ready_until, state};
pub use applications::KnownApplications;
pub use browser::open_link;
pub use ca_file::{ca_file, ca_file_of_environment, check_ca_file};
pub use clock::now;
pub use connection::{Connection, Connections};
pub use demo::Demo;
pub use details::{ProviderDetails, validate};
pub use error::ConnectionError;
pub use scopes::scopes;
pub use sign_in::AccountState;
pub use surroundings::Surroundings;
