//! What the token endpoint gives: ID tokens, access tokens, `client_info`.

mod access_token;
mod application_token;
mod client_info;
mod id_token;
mod subject;

pub(crate) use access_token::{AccessClaims, access_token};
pub(crate) use application_token::application_token;
pub(crate) use client_info::client_info;
pub(crate) use id_token::{Occasion, id_token};
pub(crate) use subject::{Subject, pairwise};
