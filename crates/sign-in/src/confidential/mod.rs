//! Applications that can keep a secret (RFC 6749, section 2.1): web apps, web APIs, daemons. They keep one cache for
//! each user, for each assertion that an API acts on, and for their own tokens in each tenant.

mod application;
mod client_credentials;
mod on_behalf_of;
mod problem;
mod web_request;
mod web_sign_in;

pub use application::ConfidentialClientApplication;
pub use client_credentials::ClientCredentialsRequest;
pub use on_behalf_of::OnBehalfOfRequest;
pub use problem::ConfidentialProblem;
pub use web_request::WebSignInRequest;
pub use web_sign_in::{SavedSignIn, WebSignIn};
