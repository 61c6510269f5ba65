use std::error::Error;
use std::io;
use std::sync::Arc;

use crate::{NetworkFailure, SignInError};

/// The error of a request that got no answer.
pub(crate) fn unreachable(host: &str, error: reqwest::Error) -> SignInError {
    let host = host.to_owned();
    let failure = if error.is_timeout() {
        NetworkFailure::TimedOut
    } else if error.is_connect() {
        NetworkFailure::Connect
    } else {
        NetworkFailure::Broken
    };
    let not_trusted = is_of_certificate(&error);
    let source = Some(Arc::new(error.without_url()));
    if not_trusted {
        SignInError::CertificateNotTrusted { host, source }
    } else {
        SignInError::Network { host, failure, source }
    }
}

/// Whether somebody answered whom this computer does not trust.
fn is_of_certificate(error: &(dyn Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    // An error of the system's hides what it holds from its list of sources, and may hold another of its kind.
    let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match held {
        Some(held) => is_of_certificate(held),
        None => error.source().is_some_and(is_of_certificate),
    }
}
