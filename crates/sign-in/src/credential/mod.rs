//! How an application that can keep a secret proves who it is (RFC 6749, section 2.3; RFC 7523, section 2.2).

mod assertion;
mod certificate;
mod client_credential;
#[cfg(feature = "pfx")]
mod pfx;
mod proof;

pub use certificate::{CertificateChain, ClientCertificate};
pub use client_credential::{AssertionRequest, ClientCredential};
pub(crate) use proof::{Proof, Prover};
